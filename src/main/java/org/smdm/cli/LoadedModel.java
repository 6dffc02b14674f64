package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Optional;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.RopePrecision;
import org.smdm.config.UserException;
import org.smdm.data.Tokenizer;
import org.smdm.data.Tokenizers;
import org.smdm.model.ModelFile;
import org.smdm.model.Transformer;
import org.smdm.train.Checkpoint;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The checkpoint that a verb works on: ours, or released SMDM weights whose size is told. */
final class LoadedModel {

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "A run folder, a checkpoint folder or a .safetensors file (info: or a run's config.json).")
  private Path checkpoint;

  @Option(
      names = "--model",
      paramLabel = "MILLIONS",
      description = "Named size of released weights, which carry no shape.")
  private Integer millions;

  @Option(names = "--objective", description = "Family of released weights: mdm or arm.")
  private ModelFamily family = ModelFamily.MDM;

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default: the run's).")
  private String tokenizer;

  /** What was named. */
  Path path() {
    return checkpoint;
  }

  /** File of the weights. */
  Path file() {
    return Checkpoint.modelFile(checkpoint);
  }

  /** The file's card, or one made from the options. */
  ModelCard card() {
    Optional<ModelCard> card = ModelFile.card(file());
    if (card.isPresent()) {
      return card.get();
    }
    if (millions == null) {
      throw new UserException(
          file() + " does not say its shape: give its size with --model, as --model 170");
    }
    // Released weights were trained with tables rounded to bfloat16.
    ModelConfig config = ModelSizes.named(millions).withRopePrecision(RopePrecision.BF16);
    return new ModelCard(
        family, config, tokenizer == null ? "unknown" : tokenizer, "unknown", 0, 0);
  }

  Transformer load(NDManager manager) {
    ModelCard card = card();
    return ModelFile.read(manager, file(), card.model(), card.family());
  }

  /** The tokenizer that the model was trained with, checked against the model's card. */
  Tokenizer tokenizer() {
    ModelCard card = card();
    String name = tokenizer != null ? tokenizer : card.tokenizer();
    if (name.equals("unknown")) {
      throw new UserException(file() + " does not say its tokenizer: give it with --tokenizer");
    }
    Tokenizer loaded = Tokenizers.load(name);
    boolean known = !card.tokenizerFingerprint().equals("unknown");
    if (known && !card.tokenizerFingerprint().equals(loaded.fingerprint())) {
      throw new UserException(
          "tokenizer %s is not the one that %s was trained with (%s): give that one with --tokenizer"
              .formatted(name, file(), card.tokenizer()));
    }
    if (loaded.vocabSize() > card.model().paddedVocabSize()) {
      throw new UserException(
          "tokenizer %s has %d ids but the model only %d: give the one that it was trained with"
              .formatted(name, loaded.vocabSize(), card.model().paddedVocabSize()));
    }
    return loaded;
  }
}
