package org.smdm.model.checkpoint;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.RopePrecision;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.tensor.safetensors.SafetensorsFile;

/**
 * Weights of a {@link Transformer} on disk and what is known of them.
 *
 * @param file safetensors; of a Llama its folder
 * @param card shape, family and tokenizer; for weights without one, what was found out or told
 * @param tokenizerName the tokenizer to use
 * @param llama a Llama's files; nothing for weights in our layout, which is the reference's
 */
public record SavedModel(
    Path file, ModelCard card, String tokenizerName, Optional<LlamaFolder> llama)
    implements ReadableModel {

  /**
   * A model that says its own shape.
   *
   * @param path as {@link #of(Path, Integer, ModelFamily, String)}
   * @throws UserException when it is not there or does not say its shape
   */
  public static SavedModel of(Path path) {
    return of(path, null, ModelFamily.MDM, null);
  }

  /**
   * A model that may have to be told its shape.
   *
   * @param path a run folder, a checkpoint folder, a file of weights of ours or of a release of
   *     SMDM, or a HuggingFace folder of a Llama
   * @param millions named size for weights whose shape cannot be told; may be null
   * @param family of such weights
   * @param tokenizer to use instead of the card's; may be null
   * @throws UserException when it is not there, is no such transformer, or has no shape and no size
   *     is told
   */
  public static SavedModel of(Path path, Integer millions, ModelFamily family, String tokenizer) {
    ReadableModel found = ReadableModel.of(path, millions, family, tokenizer);
    if (found instanceof SavedModel saved) {
      return saved;
    }
    throw new UserException(
        path + " is a GPT-2: give a checkpoint of smdm, a release of SMDM or a Llama here");
  }

  static SavedModel of(LlamaFolder folder, String tokenizer) {
    ModelCard card = new ModelCard(ModelFamily.ARM, folder.config(), tokenizer, UNKNOWN, 0, 0);
    return new SavedModel(folder.path(), card, tokenizer, Optional.of(folder));
  }

  static SavedModel ofFile(Path path, Integer millions, ModelFamily family, String tokenizer) {
    Path file = CheckpointFolders.modelFile(path);
    Optional<ModelCard> card = ModelFile.card(file);
    if (card.isPresent()) {
      return new SavedModel(
          file,
          card.get(),
          tokenizer == null ? card.get().tokenizer() : tokenizer,
          Optional.empty());
    }
    ReleasedShape shape = millions == null ? released(file) : told(millions, family);
    String name = tokenizer == null ? UNKNOWN : tokenizer;
    return new SavedModel(
        file,
        new ModelCard(shape.family(), shape.config(), name, UNKNOWN, 0, 0),
        name,
        Optional.empty());
  }

  private static ReleasedShape told(int millions, ModelFamily family) {
    // Released weights were trained with tables rounded to bfloat16.
    ModelConfig config = ModelSizes.named(millions).withRopePrecision(RopePrecision.BF16);
    return new ReleasedShape(config, family);
  }

  private static ReleasedShape released(Path file) {
    try (SafetensorsFile open = SafetensorsFile.open(file)) {
      return ReleasedShape.of(open.tensors())
          .orElseThrow(
              () ->
                  new UserException(
                      file
                          + " does not say its shape and is of none of the paper's sizes: give a"
                          + " checkpoint of smdm or a release of SMDM, or its size with --model,"
                          + " as --model 170"));
    }
  }

  @Override
  public boolean isHuggingFace() {
    return llama.isPresent();
  }

  @Override
  public void checkTensors() {
    llama.ifPresentOrElse(
        LlamaFolder::checkTensors, () -> ModelFile.check(file, card.model(), card.family()));
  }

  @Override
  public ModelFamily family() {
    return card.family();
  }

  @Override
  public int blockSize() {
    return card.model().blockSize();
  }

  @Override
  public Transformer load(NDManager manager) {
    return llama
        .map(folder -> folder.read(manager))
        .orElseGet(() -> ModelFile.read(manager, file, card.model(), card.family()));
  }

  /**
   * The tokenizer that the model was trained with, checked against the model's card.
   *
   * @throws UserException when it is not known or another one
   */
  @Override
  public Tokenizer tokenizer() {
    Tokenizer loaded = ReadableModel.load(tokenizerName, file, card.model().vocabSize());
    boolean known = !card.tokenizerFingerprint().equals(UNKNOWN);
    if (known && !card.tokenizerFingerprint().equals(loaded.fingerprint())) {
      throw new UserException(
          "tokenizer %s is not the one that %s was trained with (%s): give that one with --tokenizer"
              .formatted(tokenizerName, file, card.tokenizer()));
    }
    return loaded;
  }

  /** Ours and the released ones are sampled without; a Llama as its tokenizer says. */
  @Override
  public OptionalInt firstToken(Tokenizer tokenizer) {
    return llama
        .map(folder -> PublishedTokenizer.firstToken(folder.path(), tokenizer))
        .orElse(OptionalInt.empty());
  }
}
