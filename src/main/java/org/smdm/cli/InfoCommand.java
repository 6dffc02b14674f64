package org.smdm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.Gpt2Config;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.model.checkpoint.HuggingFaceFolder;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.model.checkpoint.SavedGpt2;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.tensor.safetensors.SafetensorsFile;
import org.smdm.tensor.safetensors.SafetensorsShards;
import org.smdm.tensor.safetensors.TensorInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "info",
    description =
        "Says what a checkpoint holds, or what a run's config asks for and how much memory it"
            + " needs.",
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Path path = loaded.path();
    if (path.toString().endsWith(".json") && HuggingFaceFolder.at(path).isEmpty()) {
      GivenOptions.refuse(command, "to a run's config", "--model", "--objective", "--tokenizer");
      RunInfo.print(ConfigJson.read(path, RunConfig.class));
      return 0;
    }
    ReadableModel model = loaded.saved();
    row("file", model.file());
    if (model instanceof SavedModel saved) {
      transformer(saved);
    } else if (model instanceof SavedGpt2 saved) {
      gpt2(saved.config());
    }
    row("tokenizer", model.tokenizerName());
    if (model instanceof SavedModel saved && saved.card().steps() > 0) {
      row(
          "trained",
          String.format(
              Locale.ROOT, "%,d steps, %,d tokens", saved.card().steps(), saved.card().tokens()));
    }
    tensors(model.file());
    model.checkTensors();
    return 0;
  }

  private static void transformer(SavedModel saved) {
    ModelCard card = saved.card();
    ModelConfig model = card.model();
    row("family", card.family());
    saved.llama().ifPresent(folder -> architecture("Llama", folder.tiedHead()));
    if (saved.llama().isPresent()) {
      blocks(
          model.layers(),
          "%d heads (%d query groups)".formatted(model.heads(), model.queryGroups()),
          model.embd(),
          model.ffn(),
          model.blockSize());
      row("vocabulary", model.vocabSize());
      parameters(
          model.nonEmbeddingParameters(),
          model.nonEmbeddingParameters()
              + (saved.llama().get().tiedHead() ? 1L : 2L) * model.vocabSize() * model.embd());
    } else {
      shape(model, card.family());
    }
    forward(model.forwardFlopsPerToken(model.blockSize(), 1), model.blockSize());
  }

  private static void gpt2(Gpt2Config model) {
    row("family", ModelFamily.ARM);
    architecture("GPT-2", model.tiedHead());
    blocks(model.layers(), model.heads() + " heads", model.embd(), model.ffn(), model.blockSize());
    row("vocabulary", model.vocabSize());
    parameters(model.nonEmbeddingParameters(), model.parameters());
    forward(model.forwardFlopsPerToken(model.blockSize()), model.blockSize());
  }

  /** Prints the rows of a model's shape. */
  static void shape(ModelConfig model, ModelFamily family) {
    blocks(
        model.layers(),
        "%d heads (%d query groups)".formatted(model.heads(), model.queryGroups()),
        model.embd(),
        model.ffn(),
        model.blockSize());
    row("vocabulary", "%d (padded to %d)".formatted(model.vocabSize(), model.paddedVocabSize()));
    row("rotary tables", model.ropePrecision());
    if (model.architecture() != null) {
      row("of its own", model.architecture().summary());
    }
    parameters(model.nonEmbeddingParameters(), model.parameters(family));
  }

  private static void architecture(String name, boolean tiedHead) {
    row("architecture", name + (tiedHead ? ", head tied to the embedding" : ""));
  }

  private static void blocks(int layers, String heads, int embd, int ffn, int blockSize) {
    row(
        "shape",
        "%d layers, %s, embd %d, ffn %d, block size %d"
            .formatted(layers, heads, embd, ffn, blockSize));
  }

  private static void parameters(long nonEmbedding, long all) {
    row("non-embedding", String.format(Locale.ROOT, "%,d", nonEmbedding));
    row("parameters", String.format(Locale.ROOT, "%,d", all));
  }

  private static void forward(double flops, int blockSize) {
    row(
        "forward FLOPs",
        String.format(Locale.ROOT, "%.4g per token at length %d", flops, blockSize));
  }

  private static void tensors(Path path) {
    if (Files.isDirectory(path)) {
      try (SafetensorsShards shards = SafetensorsShards.open(path)) {
        tensors(shards.tensors().values(), shards.paths().size());
      }
    } else {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        tensors(file.tensors().values(), 1);
      }
    }
  }

  private static void tensors(Collection<TensorInfo> tensors, int files) {
    long bytes = tensors.stream().mapToLong(TensorInfo::byteCount).sum();
    row(
        "tensors",
        String.format(Locale.ROOT, "%d, %.1f MB", tensors.size(), bytes / 1e6)
            + (files > 1 ? " in %d files".formatted(files) : ""));
  }

  /** Prints a name and a value. */
  static void row(String name, Object value) {
    System.out.printf("%-15s %s%n", name, value);
  }
}
