package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.AtomicFile;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.sample.BatchSampling;
import org.smdm.sample.BlankText;
import org.smdm.sample.PromptFile;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "sample",
    description =
        "Draws text from a checkpoint: continues prompts, fills blanks (▢, or ▢{12} for twelve).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SampleCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Spec private CommandSpec command;

  @Option(
      names = "--prompt",
      description = "Text that every sample begins with, or a text with blanks for an MDM.")
  private String prompt = "";

  @Option(names = "--count", description = "Samples of each prompt (default ${DEFAULT-VALUE}).")
  private int count = 1;

  @Option(
      names = "--input",
      paramLabel = "JSONL",
      description = "A file of prompts: each line an object with a \"prompt\".")
  private Path input;

  @Option(
      names = "--output",
      paramLabel = "JSONL",
      description = "Where the texts of --input go, with the fields of its lines.")
  private Path output;

  @Option(names = "--resume", description = "Go on with an --output that was interrupted.")
  private boolean resume;

  @Option(names = "--watch", description = "Show how the text comes to be.")
  private boolean watch;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--save-sampling",
      paramLabel = "FILE",
      description = "Write the complete sampling config and draw nothing.")
  private Path saveSampling;

  @Mixin private DrawOptions draws;

  @Override
  public Integer call() {
    check();
    ReadableModel saved = loaded.saved();
    SamplingConfig config = sampling.config(saved.family(), saved.blockSize());
    if (saveSampling != null) {
      AtomicFile.writeString(saveSampling, ConfigJson.write(config));
      return 0;
    }
    try (BatchSampling batch = input == null ? null : open(saved, config);
        NDManager manager = Torch.newManager(draws.device);
        LanguageModel model = saved.load(manager)) {
      Tokenizer tokenizer = saved.tokenizer();
      TextSampler sampler =
          new TextSampler(
              model, tokenizer, saved.firstToken(tokenizer), config, new RandomStreams(draws.seed));
      if (watch) {
        watch(sampler, model, tokenizer);
      } else if (batch == null) {
        print(sampler.sample(prompt, count));
      } else {
        try (SampleProgress progress = new SampleProgress(batch.total(), batch.done())) {
          batch.run(sampler, progress);
        }
        System.out.printf(Locale.ROOT, "%,d texts written to %s%n", batch.total(), output);
      }
    }
    return 0;
  }

  private void check() {
    if (saveSampling != null) {
      GivenOptions.refuse(
          command,
          "with --save-sampling, which draws nothing",
          "--prompt",
          "--count",
          "--input",
          "--output",
          "--resume",
          "--watch",
          "--seed",
          "--device");
    }
    if (prompt.indexOf(BlankText.BLANK) >= 0) {
      GivenOptions.refuse(command, "to a text with blanks, which has its own", "--length");
    }
    GivenOptions.requirePositive("--count", count);
    if ((input == null) != (output == null)) {
      throw new UserException("--input and --output belong together: give both or neither");
    }
    if (input != null && !prompt.isEmpty()) {
      throw new UserException(
          "--prompt does not go with --input: write it into each line's \"prompt\"");
    }
    if (watch && input != null) {
      throw new UserException("--watch shows one prompt: give --prompt instead of --input");
    }
    if (resume && input == null) {
      throw new UserException("--resume goes on with an --output: give it and its --input");
    }
  }

  /** One after the other, so that each is seen from its beginning: the same texts as together. */
  private void watch(TextSampler sampler, LanguageModel model, Tokenizer tokenizer) {
    List<String> texts = new ArrayList<>();
    WatchView view = WatchView.onStandardError("sample", tokenizer, model.maskId(), model.family());
    try (view) {
      int[] template = sampler.template(prompt);
      for (int i = 0; i < count; i++) {
        texts.addAll(sampler.sample(List.of(template), new long[] {i}, view));
      }
    }
    if (!view.leavesTexts()) {
      print(texts);
    }
  }

  private static void print(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.size() > 1) {
        System.out.println((i > 0 ? "\n" : "") + "── sample " + (i + 1) + " ──");
      }
      System.out.println(texts.get(i));
    }
  }

  private BatchSampling open(ReadableModel saved, SamplingConfig config) {
    BatchSampling.Plan plan =
        new BatchSampling.Plan(saved.sha256(), Sha256.of(input), count, draws.seed, config);
    return BatchSampling.open(output, plan, PromptFile.read(input), resume);
  }
}
