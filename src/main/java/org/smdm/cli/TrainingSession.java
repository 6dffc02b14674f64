package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.smdm.config.RunConfig;
import org.smdm.data.TrainingData;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.Manifest;
import org.smdm.train.RunFolder;
import org.smdm.train.Trainer;
import org.smdm.train.TrainingListener;
import org.smdm.train.ValidationResult;

/** One pretraining run from config to finished run folder. */
final class TrainingSession {

  private TrainingSession() {}

  /**
   * What is left of a run.
   *
   * @param folder metrics, manifest and checkpoints
   * @param validation of the final weights
   */
  record Outcome(RunFolder folder, ValidationResult validation) {}

  static Outcome run(RunConfig config, TrainingData data, Path results, TrainingListener listener) {
    try (NDManager manager = Torch.newManager(config.device());
        Transformer model =
            Transformer.initialized(
                manager,
                config.model(),
                config.objective().family(),
                config.precision(),
                new RandomStreams(config.seed()))) {
      RunFolder folder = RunFolder.create(results, config);
      Manifest manifest = Manifest.begin(folder, config, data);
      ValidationResult validation = new Trainer(config, data, model, folder, listener).run();
      manifest.finish(validation);
      return new Outcome(folder, validation);
    }
  }

  static TrainingData open(RunConfig config) {
    return TrainingData.open(config.data(), config.model(), new RandomStreams(config.seed()));
  }
}
