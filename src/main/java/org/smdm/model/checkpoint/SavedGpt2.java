package org.smdm.model.checkpoint;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.smdm.config.Gpt2Config;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.model.Gpt2;

/**
 * A GPT-2 on disk.
 *
 * @param folder its files
 * @param tokenizerName the tokenizer to use
 */
public record SavedGpt2(Gpt2Folder folder, String tokenizerName) implements ReadableModel {

  /** Its shape. */
  public Gpt2Config config() {
    return folder.config();
  }

  @Override
  public Path file() {
    return folder.path();
  }

  @Override
  public boolean isHuggingFace() {
    return true;
  }

  @Override
  public void checkTensors() {
    folder.checkTensors();
  }

  @Override
  public ModelFamily family() {
    return ModelFamily.ARM;
  }

  @Override
  public int blockSize() {
    return config().blockSize();
  }

  @Override
  public Gpt2 load(NDManager manager) {
    return folder.read(manager);
  }

  @Override
  public Tokenizer tokenizer() {
    return ReadableModel.load(tokenizerName, folder.path(), config().vocabSize());
  }

  @Override
  public OptionalInt firstToken(Tokenizer tokenizer) {
    return PublishedTokenizer.firstToken(folder.path(), tokenizer);
  }
}
