package org.smdm.eval.shift;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.smdm.config.ConfigJson;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.ShiftConfig;
import org.smdm.data.text.Corpus;
import org.smdm.data.text.Document;
import org.smdm.io.Sha256;
import org.smdm.record.RunFolder;

/** The documents that runs were trained on, as far as their configs tell. */
final class TrainedOn implements Predicate<String> {

  /** Every run on a corpus holds back the same documents, whatever its seed. */
  private static final long SPLIT_SEED = 0;

  /** Weights are at checkpoints/step-NNNNNNNN/model.safetensors of their run. */
  private static final int LEVELS_BELOW_RUN = 3;

  private final Set<String> digests = new HashSet<>();
  private final List<String> unknown = new ArrayList<>();

  TrainedOn(List<ShiftConfig.Model> models) {
    Set<DataConfig.Text> read = new LinkedHashSet<>();
    for (ShiftConfig.Model model : models) {
      Optional<RunConfig> config = run(Path.of(model.checkpoint()));
      if (config.isPresent() && config.get().data() instanceof DataConfig.Text text) {
        read.add(text);
      } else {
        unknown.add(model.label());
      }
    }
    for (DataConfig.Text text : read) {
      Corpus corpus = Corpus.load(text.corpus(), text.validationFraction(), SPLIT_SEED);
      for (Document document : corpus.train()) {
        digests.add(Sha256.of(document.text()));
      }
    }
  }

  /** The config of the run that a checkpoint is of; a HuggingFace folder has no manifest. */
  static Optional<RunConfig> run(Path checkpoint) {
    Path folder = checkpoint.toAbsolutePath().normalize();
    for (int up = 0; up <= LEVELS_BELOW_RUN && folder != null; up++) {
      RunFolder run = new RunFolder(folder);
      if (run.hasManifest() && Files.exists(run.config())) {
        return Optional.of(ConfigJson.read(run.config(), RunConfig.class));
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  /** Labels of models of which it is not known what they read. */
  List<String> unknown() {
    return unknown;
  }

  @Override
  public boolean test(String text) {
    return !digests.isEmpty() && digests.contains(Sha256.of(text));
  }
}
