package org.smdm.model.checkpoint;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.record.CheckpointFolders;

/**
 * A model on disk of any kind that can be evaluated: a {@link SavedModel}, which is a transformer
 * of the paper's architecture, or a {@link SavedGpt2}.
 */
public sealed interface ReadableModel permits SavedModel, SavedGpt2 {

  /** Stands for a tokenizer that nothing tells. */
  String UNKNOWN = "unknown";

  /**
   * A model that says its own shape.
   *
   * @param path as {@link #of(Path, Integer, ModelFamily, String)}
   * @throws UserException when it is not there or does not say its shape
   */
  static ReadableModel of(Path path) {
    return of(path, null, ModelFamily.MDM, null);
  }

  /**
   * Finds out what a path is.
   *
   * @param path a run folder, a checkpoint folder, a file of weights of ours or of a release of
   *     SMDM, or a HuggingFace folder
   * @param millions named size for weights whose shape cannot be told; may be null
   * @param family of such weights
   * @param tokenizer to use instead of the model's own; may be null
   * @throws UserException when nothing is there, or nothing that can be read
   */
  static ReadableModel of(Path path, Integer millions, ModelFamily family, String tokenizer) {
    Optional<HuggingFaceFolder> folder = HuggingFaceFolder.at(path);
    if (folder.isEmpty()) {
      return SavedModel.ofFile(path, millions, family, tokenizer);
    }
    HuggingFaceFolder found = folder.get();
    String name = tokenizer == null ? PublishedTokenizer.in(found.path()) : tokenizer;
    if (found instanceof Gpt2Folder gpt2) {
      return new SavedGpt2(gpt2, name);
    }
    return SavedModel.of((LlamaFolder) found, name);
  }

  /**
   * Whether what is at a path says the shape and family of its weights itself.
   *
   * @throws UserException when nothing is there
   */
  static boolean saysShape(Path path) {
    return HuggingFaceFolder.at(path).isPresent()
        || ModelFile.card(CheckpointFolders.modelFile(path)).isPresent();
  }

  /** The file or folder of the weights. */
  Path file();

  /**
   * SHA-256 of the weights: of the file, or of a folder's files of weights and its configuration.
   *
   * @throws UserException when one cannot be read
   */
  default String sha256() {
    if (!Files.isDirectory(file())) {
      return Sha256.of(file());
    }
    try (Stream<Path> files = Files.list(file())) {
      List<Path> parts =
          files
              .filter(f -> f.toString().endsWith(".safetensors") || f.endsWith("config.json"))
              .sorted()
              .toList();
      return Sha256.of(parts);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): give a folder with weights".formatted(file(), e.getMessage()),
          e);
    }
  }

  /**
   * Whether it lies in a HuggingFace folder, of whose models lm-evaluation-harness is the
   * reference: it puts no begin of text before a context, where the evaluation of SMDM's own does.
   */
  boolean isHuggingFace();

  /**
   * Checks that the files hold every tensor of the model in its shape, and no other.
   *
   * @throws UserException naming the first that is not so
   */
  void checkTensors();

  /** ARM or MDM. */
  ModelFamily family();

  /** The tokenizer to use: {@code bytes}, a path, or {@value #UNKNOWN}. */
  String tokenizerName();

  /** Longest sequence in tokens. */
  int blockSize();

  /**
   * Reads the weights.
   *
   * @param manager owns them
   * @throws UserException when a file is damaged or holds another shape
   */
  LanguageModel load(NDManager manager);

  /**
   * The tokenizer that the model was trained with.
   *
   * @throws UserException when it is not known or does not fit
   */
  Tokenizer tokenizer();

  /**
   * The id that the model expects before every text, if it expects one.
   *
   * @param tokenizer the model's
   */
  OptionalInt firstToken(Tokenizer tokenizer);

  /**
   * Loads a tokenizer and checks that the model has an id for each of its tokens.
   *
   * @param name of the tokenizer
   * @param model for messages
   * @param ids that the model knows
   * @throws UserException when it is not known, cannot be read or is larger
   */
  static Tokenizer load(String name, Path model, int ids) {
    if (name.equals(UNKNOWN)) {
      throw new UserException(
          model
              + " does not say its tokenizer: give it with --tokenizer (that of SMDM's releases comes"
              + " by ./smdm get tinyllama-tokenizer)");
    }
    Tokenizer loaded = Tokenizers.load(name, ids);
    if (loaded.vocabSize() > ids) {
      throw new UserException(
          "tokenizer %s has %d ids but the model only %d: give the one that it was trained with"
              .formatted(name, loaded.vocabSize(), ids));
    }
    return loaded;
  }
}
