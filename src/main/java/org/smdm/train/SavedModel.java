package org.smdm.train;

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

/**
 * Weights on disk and what is known of them.
 *
 * @param file safetensors
 * @param card shape, family and tokenizer; for weights without one, what was told
 * @param tokenizerName the tokenizer to use
 */
public record SavedModel(Path file, ModelCard card, String tokenizerName) {

  private static final String UNKNOWN = "unknown";

  /**
   * A model that says its own shape.
   *
   * @param path a run folder, a checkpoint folder or a file of weights
   * @throws UserException when it is not there or does not say its shape
   */
  public static SavedModel of(Path path) {
    return of(path, null, ModelFamily.MDM, null);
  }

  /**
   * A model that may have to be told its shape, as released SMDM weights.
   *
   * @param path a run folder, a checkpoint folder or a file of weights
   * @param millions named size for weights without a shape; may be null
   * @param family of such weights
   * @param tokenizer to use instead of the card's; may be null
   * @throws UserException when it is not there, or has no shape and no size is told
   */
  public static SavedModel of(Path path, Integer millions, ModelFamily family, String tokenizer) {
    Path file = Checkpoint.modelFile(path);
    Optional<ModelCard> card = ModelFile.card(file);
    if (card.isPresent()) {
      return new SavedModel(
          file, card.get(), tokenizer == null ? card.get().tokenizer() : tokenizer);
    }
    if (millions == null) {
      throw new UserException(
          file + " does not say its shape: give its size with --model, as --model 170");
    }
    // Released weights were trained with tables rounded to bfloat16.
    ModelConfig config = ModelSizes.named(millions).withRopePrecision(RopePrecision.BF16);
    String name = tokenizer == null ? UNKNOWN : tokenizer;
    return new SavedModel(file, new ModelCard(family, config, name, UNKNOWN, 0, 0), name);
  }

  /**
   * Reads the weights.
   *
   * @param manager owns them
   * @throws UserException when the file is damaged or holds another shape
   */
  public Transformer load(NDManager manager) {
    return ModelFile.read(manager, file, card.model(), card.family());
  }

  /**
   * The tokenizer that the model was trained with, checked against the model's card.
   *
   * @throws UserException when it is not known or another one
   */
  public Tokenizer tokenizer() {
    if (tokenizerName.equals(UNKNOWN)) {
      throw new UserException(file + " does not say its tokenizer: give it with --tokenizer");
    }
    Tokenizer loaded = Tokenizers.load(tokenizerName);
    boolean known = !card.tokenizerFingerprint().equals(UNKNOWN);
    if (known && !card.tokenizerFingerprint().equals(loaded.fingerprint())) {
      throw new UserException(
          "tokenizer %s is not the one that %s was trained with (%s): give that one with --tokenizer"
              .formatted(tokenizerName, file, card.tokenizer()));
    }
    if (loaded.vocabSize() > card.model().paddedVocabSize()) {
      throw new UserException(
          "tokenizer %s has %d ids but the model only %d: give the one that it was trained with"
              .formatted(tokenizerName, loaded.vocabSize(), card.model().paddedVocabSize()));
    }
    return loaded;
  }
}
