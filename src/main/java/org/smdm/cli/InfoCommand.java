package org.smdm.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.tensor.SafetensorsFile;
import org.smdm.train.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "info",
    description =
        "Says what a checkpoint holds, or what a run's config asks for and how much memory it"
            + " needs.",
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Override
  public Integer call() {
    if (loaded.path().toString().endsWith(".json")) {
      RunInfo.print(ConfigJson.read(loaded.path(), RunConfig.class));
      return 0;
    }
    SavedModel saved = loaded.saved();
    ModelCard card = saved.card();
    ModelConfig model = card.model();
    long bytes;
    int tensors;
    try (SafetensorsFile file = SafetensorsFile.open(saved.file())) {
      tensors = file.tensors().size();
      bytes = file.tensors().values().stream().mapToLong(t -> t.byteCount()).sum();
    }
    row("file", saved.file());
    row("family", card.family());
    shape(model, card.family());
    row(
        "forward FLOPs",
        String.format(
            Locale.ROOT,
            "%.4g per token at length %d",
            model.forwardFlopsPerToken(model.blockSize(), 1),
            model.blockSize()));
    row("tokenizer", card.tokenizer());
    row(
        "trained",
        String.format(Locale.ROOT, "%,d steps, %,d tokens", card.steps(), card.tokens()));
    row("tensors", String.format(Locale.ROOT, "%d, %.1f MB", tensors, bytes / 1e6));
    return 0;
  }

  /** Prints the rows of a model's shape. */
  static void shape(ModelConfig model, ModelFamily family) {
    row(
        "shape",
        "%d layers, %d heads (%d query groups), embd %d, ffn %d, block size %d"
            .formatted(
                model.layers(),
                model.heads(),
                model.queryGroups(),
                model.embd(),
                model.ffn(),
                model.blockSize()));
    row("vocabulary", "%d (padded to %d)".formatted(model.vocabSize(), model.paddedVocabSize()));
    row("rotary tables", model.ropePrecision());
    row("non-embedding", String.format(Locale.ROOT, "%,d", model.nonEmbeddingParameters()));
    row("parameters", String.format(Locale.ROOT, "%,d", model.parameters(family)));
  }

  /** Prints a name and a value. */
  static void row(String name, Object value) {
    System.out.printf("%-15s %s%n", name, value);
  }
}
