package org.smdm.hub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smdm.io.UserException;

/**
 * Short names of what work with the paper needs: its released weights, the models that it compares
 * with, their tokenizers, and the benchmarks. Any other repository goes by its own name.
 */
public final class HubNames {

  private static final String RELEASE = "nieshen/SMDM";
  private static final Pattern RELEASED =
      Pattern.compile("smdm:((mdm|ar)-[\\w.-]+?)(\\.safetensors)?");

  /** Where the hub keeps every data set as Parquet, as CONFIG/SPLIT/NUMBER.parquet. */
  private static final String PARQUET = "refs/convert/parquet";

  private static final List<String> MODEL =
      List.of("config.json", "model.safetensors", "tokenizer.json");

  private static final Map<String, Named> NAMES = new LinkedHashMap<>();

  static {
    model("gpt2", "openai-community/gpt2", MODEL, "GPT-2, 124M parameters, with its tokenizer");
    model("gpt2-medium", "openai-community/gpt2-medium", MODEL, "GPT-2, 355M");
    model("gpt2-large", "openai-community/gpt2-large", MODEL, "GPT-2, 774M");
    model("gpt2-xl", "openai-community/gpt2-xl", MODEL, "GPT-2, 1.6B: the paper's comparison");
    model(
        "tinyllama",
        "TinyLlama/TinyLlama-1.1B-intermediate-step-1431k-3T",
        MODEL,
        "TinyLlama, 1.1B, after 3T tokens");
    model(
        "tinyllama-tokenizer",
        "TinyLlama/TinyLlama-1.1B-intermediate-step-1431k-3T",
        List.of("tokenizer.json", "tokenizer_config.json"),
        "the tokenizer of all SMDM weights");
    benchmark("hellaswag", "Rowan/hellaswag", "default/validation");
    benchmark("openbookqa", "allenai/openbookqa", "main/test");
    benchmark("arc_easy", "allenai/ai2_arc", "ARC-Easy/test");
    benchmark("boolq", "aps/super_glue", "boolq/validation");
    benchmark("piqa", "ybisk/piqa", "plain_text/validation");
    benchmark("social_iqa", "allenai/social_i_qa", "default/validation");
    benchmark("race", "EleutherAI/race", "high/test");
    benchmark("lambada_standard", "cimec/lambada", "plain_text/test");
    benchmark("lambada_openai", "EleutherAI/lambada_openai", "default/test");
    benchmark("gsm8k", "openai/gsm8k", "main/train", "main/test");
  }

  private record Named(HubRequest request, String note) {}

  private HubNames() {}

  private static void model(String name, String repo, List<String> files, String note) {
    NAMES.put(name, new Named(new HubRequest(HubRepo.model(repo), files), note));
  }

  private static void benchmark(String name, String repo, String... splits) {
    List<String> files = new ArrayList<>();
    for (String split : splits) {
      files.add(split + "/*.parquet");
    }
    NAMES.put(
        name,
        new Named(
            new HubRequest(new HubRepo(true, repo, PARQUET), files),
            "benchmark, " + String.join(" and ", splits)));
  }

  /**
   * What a name stands for.
   *
   * @param name a short name, or {@code REPO} or {@code REPO@REVISION}
   * @param isDataset whether such a repository is a data set
   * @param files patterns that choose among its files, instead of what the name stands for
   * @throws UserException when it is none of these
   */
  public static HubRequest request(String name, boolean isDataset, List<String> files) {
    Matcher released = RELEASED.matcher(name);
    HubRequest request;
    if (released.matches()) {
      String file = "%s_safetensors/%s.safetensors".formatted(released.group(2), released.group(1));
      request = new HubRequest(HubRepo.model(RELEASE), List.of(file));
    } else if (name.startsWith("smdm:")) {
      throw new UserException(
          "'%s' is none of SMDM's weights: write smdm:FAMILY-SIZE-FLOPS, as smdm:mdm-170M-100e18"
              .formatted(name));
    } else if (NAMES.containsKey(name) && !isDataset) {
      request = NAMES.get(name).request;
    } else if (name.indexOf('/') < 0) {
      throw new UserException(
          "there is nothing by the name '%s': write one of %s, smdm:mdm-170M-100e18, or OWNER/NAME"
              .formatted(name, String.join(", ", NAMES.keySet())));
    } else {
      return new HubRequest(HubRepo.parse(name, isDataset), files);
    }
    return files.isEmpty() ? request : new HubRequest(request.repo(), files);
  }

  /**
   * Where the files of a benchmark are, once they are brought.
   *
   * @param name a short name
   * @param hub folder that files are brought to
   * @return a folder of each split; none where no benchmark goes by that name
   */
  public static List<Path> splits(String name, Path hub) {
    Named named = NAMES.get(name);
    if (named == null || !named.request.repo().isDataset()) {
      return List.of();
    }
    Path folder = hub.resolve("datasets").resolve(named.request.repo().name());
    return named.request.patterns().stream().map(file -> folder.resolve(file).getParent()).toList();
  }

  /** A line per name, with what it stands for. */
  public static String list() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("smdm:mdm-170M-100e18", "SMDM weights by family, size and training FLOPs");
    lines.put("smdm:ar-170M-100e18", "the autoregressive ones");
    lines.put("smdm:mdm-1028M-1600e18", "the larger ones");
    lines.put(
        "smdm:mdm-1028M-3300e18-rsl-0.01-bs-1024",
        "… with 1 % of random length; also -sharegpt, -gsm8k, -reverse");
    NAMES.forEach(
        (name, named) -> lines.put(name, named.note + " (" + named.request.repo().name() + ")"));
    lines.put("OWNER/NAME[@REVISION]", "any repository: what a model needs, or --file's choice");
    return lines.entrySet().stream()
        .map(e -> "%-40s %s%n".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining());
  }
}
