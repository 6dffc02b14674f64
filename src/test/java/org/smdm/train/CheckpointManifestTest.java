package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.record.CheckpointFolders;
import org.smdm.tensor.Torch;

class CheckpointManifestTest {

  @TempDir Path results;
  private TinyRun run;
  private RunConfig config;
  private Path first;
  private Path last;

  @BeforeEach
  void train() {
    run = new TinyRun(results);
    config = run.begin(4, TinyRun.optimizer(1e-3, 0), new CheckpointConfig(2, 9, 0), 0);
    run.trainer(config, TrainingListener.NONE).run();
    first = CheckpointFolders.step(run.folder().checkpoints(), 2);
    last = CheckpointFolders.step(run.folder().checkpoints(), 4);
  }

  @AfterEach
  void close() {
    run.close();
  }

  private static void flipBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 10] ^= 32;
    Files.write(file, bytes);
  }

  private String refusal() {
    return TinyRun.fails(run.trainer(config, TrainingListener.NONE)).getMessage();
  }

  private UserException refusalToLoad(Path path) {
    try (NDManager manager = Torch.newManager("cpu")) {
      SavedModel saved = SavedModel.of(path);
      return assertThrows(UserException.class, () -> saved.load(manager).close());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "optimizer.safetensors", "state.json"})
  void aFlippedBitIsRefusedByNameAndTheWholeCheckpointBeforeItOffered(String name)
      throws IOException {
    flipBit(last.resolve(name));
    String sentence = refusal();
    assertTrue(
        sentence.startsWith(last.resolve(name) + " is not what was saved after step 4"), sentence);
    assertTrue(sentence.contains("give " + first + ", which is whole"), sentence);
    flipBit(first.resolve(name));
    assertTrue(refusal().contains("there is no whole one before it"), refusal());
  }

  @Test
  void weightsWithAFlippedBitAreNotLoaded() throws IOException {
    flipBit(last.resolve(CheckpointFolders.MODEL));
    UserException e = refusalToLoad(run.folder().path());
    assertTrue(e.getMessage().contains("model.safetensors is not what was saved"), e.getMessage());
    assertTrue(e.getMessage().contains(first.toString()), e.getMessage());
  }

  @Test
  void anotherStepsOptimizerIsRefused() throws IOException {
    Files.copy(
        first.resolve("optimizer.safetensors"),
        last.resolve("optimizer.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    assertTrue(refusal().contains("optimizer.safetensors is not what was saved"), refusal());
    // A checkpoint of an older version, which lists no files.
    Files.delete(last.resolve("checkpoint.json"));
    assertTrue(refusal().contains("do not belong together"), refusal());
  }

  @Test
  void aStepBeyondTheEndIsRefused() throws IOException {
    RunConfig shorter = TinyRun.config(3, TinyRun.optimizer(1e-3, 0), config.checkpoints(), 0);
    UserException e = TinyRun.fails(run.trainer(shorter, TrainingListener.NONE));
    assertTrue(e.getMessage().contains("another config (budget"), e.getMessage());
    Files.delete(last.resolve("checkpoint.json"));
    e = TinyRun.fails(run.trainer(shorter, TrainingListener.NONE));
    assertTrue(e.getMessage().contains("the run ends after step 3"), e.getMessage());
  }

  @Test
  void aRenamedFolderIsRefused() throws IOException {
    Files.move(last, CheckpointFolders.step(run.folder().checkpoints(), 9));
    assertTrue(refusal().contains("holds what was saved after step 4"), refusal());
  }

  @Test
  void aManifestThatIsDamagedOrLacksAFileIsRefused() throws IOException {
    Path manifest = last.resolve("checkpoint.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"optimizer.safetensors\"", "\"optimiser\""));
    assertTrue(refusal().contains("optimiser is missing"), refusal());
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    assertTrue(refusal().contains(first + ", which is whole"), refusal());
  }

  @Test
  void checkpointsOfOlderVersionsGoOn() throws IOException {
    Files.delete(last.resolve("checkpoint.json"));
    assertEquals(4, run.trainer(config, TrainingListener.NONE).run().step());
    try (NDManager manager = Torch.newManager("cpu")) {
      SavedModel.of(last).load(manager).close();
    }
  }
}
