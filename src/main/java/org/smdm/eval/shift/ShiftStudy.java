package org.smdm.eval.shift;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.ShiftConfig;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.shift.DateSlices.Slice;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.FolderLock;
import org.smdm.io.LineFile;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.record.ValidationResult;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.Validation;

/**
 * The perplexity of models by the date of the text (paper section 5 and reference {@code
 * evaluate_fineweb}): exact for an ARM, the Monte-Carlo bound for an MDM, both with standard
 * errors. Each number is the {@link Validation} of a slice. Documents that one of the models was
 * trained on are in no slice, as far as the models' runs tell.
 */
public final class ShiftStudy {

  private final ShiftConfig config;
  private final Path folder;

  private ShiftStudy(ShiftConfig config, Path folder) {
    this.config = config;
    this.folder = folder;
  }

  /**
   * Opens the folder of a study; what is done is not done again.
   *
   * @param config the study
   * @param results parent of its folder
   * @throws UserException when the folder holds another study
   */
  public static ShiftStudy open(ShiftConfig config, Path results) {
    Path folder = results.resolve(config.name());
    Path file = folder.resolve("shift.json");
    if (Files.exists(file)) {
      List<String> changes =
          ConfigDifference.between(ConfigJson.read(file, ShiftConfig.class), config);
      if (!changes.isEmpty()) {
        throw new UserException(
            "%s holds another study (%s): give this one another name or delete the folder"
                .formatted(folder, changes.get(0)));
      }
    } else if (Files.exists(folder)) {
      throw new UserException(
          folder + " is there already and holds no such study: give this one another name");
    } else {
      AtomicFile.writeString(file, ConfigJson.write(config));
    }
    return new ShiftStudy(config, folder);
  }

  /** Where everything is written. */
  public Path folder() {
    return folder;
  }

  /**
   * Computes what is not done.
   *
   * @param progress is told of every row
   * @throws UserException when a model or the data cannot be read
   */
  public ShiftResult run(Progress<ShiftRow> progress) {
    FolderLock lock =
        FolderLock.acquire(
            folder, folder + " is written by another process: wait until it is done");
    try {
      return runLocked(progress);
    } finally {
      lock.close();
    }
  }

  /** A model and the slices in its own tokens. */
  private record Sliced(ShiftConfig.Model model, ReadableModel saved, List<Slice> slices) {

    /** Slices of two blocks or more: fewer have no standard error. */
    List<Slice> large() {
      return slices.stream().filter(s -> s.tokens().length() >= 2 * blockLength()).toList();
    }

    int blockLength() {
      return saved.blockSize() + 1;
    }
  }

  private ShiftResult runLocked(Progress<ShiftRow> progress) {
    TrainedOn trainedOn = new TrainedOn(config.models());
    List<Sliced> models = sliced(trainedOn);
    List<String> notes = new ArrayList<>();
    if (!trainedOn.unknown().isEmpty()) {
      notes.add(
          "What %s read in training is not known: its slices may hold such text."
              .formatted(String.join(" and ", trainedOn.unknown())));
    }
    int leftOut = models.get(0).slices.stream().mapToInt(Slice::leftOut).sum();
    if (leftOut > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d documents are left out, since models were trained on them.",
              leftOut));
    }
    Map<String, ShiftRow> rows = new HashMap<>();
    List<ShiftRow> known = read();
    for (Sliced model : models) {
      String hash = model.saved.sha256();
      for (Slice slice : model.large()) {
        known.stream()
            .filter(row -> row.isOf(model.model.label(), hash, slice))
            .findFirst()
            .ifPresent(row -> rows.put(key(model.model, slice.label()), row));
      }
    }
    int total = models.stream().mapToInt(model -> model.large().size()).sum();
    progress.begun(new Progress.Part(config.name(), "rows", total, rows.size()));
    try (LineFile file = LineFile.open(rowsFile(), List.of(), Optional::of);
        NDManager manager = Torch.newManager(config.device())) {
      for (Sliced model : models) {
        compute(model, rows, file, manager, progress);
      }
    }
    progress.ended();
    return ordered(models, rows, notes);
  }

  private List<Sliced> sliced(TrainedOn trainedOn) {
    Map<String, List<Slice>> byTokenizer = new HashMap<>();
    List<Sliced> models = new ArrayList<>();
    for (ShiftConfig.Model model : config.models()) {
      ReadableModel saved =
          ReadableModel.of(Path.of(model.checkpoint()), null, ModelFamily.MDM, model.tokenizer());
      Tokenizer tokenizer = saved.tokenizer();
      List<Slice> slices =
          byTokenizer.computeIfAbsent(
              tokenizer.fingerprint(), key -> DateSlices.read(config.data(), tokenizer, trainedOn));
      Sliced sliced = new Sliced(model, saved, slices);
      if (sliced.large().isEmpty()) {
        throw new UserException(
            "no slice has the two blocks of %d tokens that %s needs: give more text or slice it less finely"
                .formatted(sliced.blockLength(), model.label()));
      }
      models.add(sliced);
    }
    return models;
  }

  private void compute(
      Sliced model,
      Map<String, ShiftRow> rows,
      LineFile file,
      NDManager manager,
      Progress<ShiftRow> progress) {
    String hash = model.saved.sha256();
    LanguageModel loaded = null;
    try {
      for (Slice slice : model.large()) {
        String key = key(model.model, slice.label());
        if (rows.containsKey(key)) {
          continue;
        }
        progress.at(model.model.label() + " on " + slice.label());
        if (loaded == null) {
          loaded = model.saved.load(manager);
        }
        ShiftRow row = row(model, hash, slice, loaded);
        file.append(json(row));
        rows.put(key, row);
        progress.item(row);
        progress.advanced(1);
      }
    } finally {
      if (loaded != null) {
        loaded.close();
      }
    }
  }

  private ShiftRow row(Sliced model, String hash, Slice slice, LanguageModel loaded) {
    Validation validation =
        new Validation(
            new SequentialBlocks(slice.tokens(), model.blockLength()),
            objective(model),
            config.sequences(),
            config.samples(),
            config.batchSize(),
            new RandomStreams(config.seed()));
    ValidationResult result = validation.run(loaded);
    return new ShiftRow(
        model.model.label(),
        hash,
        model.saved.family(),
        slice.label(),
        slice.position(),
        slice.documents(),
        slice.leftOut(),
        slice.tokens().length(),
        slice.tokens().utf8BytesPerToken(),
        slice.tokens().fingerprint(),
        result.sequences(),
        result.forwardPasses(),
        result.loss(),
        result.standardError());
  }

  /** The run's own, so that its smallest mask ratio is that of its validation. */
  private static ObjectiveConfig objective(Sliced model) {
    if (model.saved.family() == ModelFamily.ARM) {
      return new ObjectiveConfig.Autoregressive();
    }
    return TrainedOn.run(Path.of(model.model.checkpoint()))
        .map(RunConfig::objective)
        .filter(ObjectiveConfig.MaskedDiffusion.class::isInstance)
        .orElseGet(ObjectiveConfig.MaskedDiffusion::standard);
  }

  private ShiftResult ordered(List<Sliced> models, Map<String, ShiftRow> rows, List<String> notes) {
    Map<String, Boolean> labels = new LinkedHashMap<>();
    for (Sliced model : models) {
      for (Slice slice : model.slices) {
        labels.merge(
            slice.label(), rows.containsKey(key(model.model, slice.label())), Boolean::logicalAnd);
      }
    }
    List<ShiftRow> ordered = new ArrayList<>();
    List<String> small = new ArrayList<>();
    labels.forEach(
        (label, isWhole) -> {
          if (isWhole) {
            models.forEach(model -> ordered.add(rows.get(key(model.model, label))));
          } else {
            small.add(label);
          }
        });
    if (!small.isEmpty()) {
      notes.add(
          "Slices with fewer than two blocks are left out: %s."
              .formatted(String.join(", ", small)));
    }
    return new ShiftResult(config, ordered, notes);
  }

  private static String key(ShiftConfig.Model model, String slice) {
    return model.label() + "\n" + slice;
  }

  private Path rowsFile() {
    return folder.resolve("rows.jsonl");
  }

  private List<ShiftRow> read() {
    if (!Files.exists(rowsFile())) {
      return List.of();
    }
    try {
      String text = Files.readString(rowsFile(), StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> ConfigJson.read(line, ShiftRow.class, rowsFile().toString()))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): delete it to begin again".formatted(rowsFile(), e.getMessage()),
          e);
    }
  }

  private static String json(ShiftRow row) {
    return ConfigJson.write(row).replaceAll("\\s*\n\\s*", " ").strip();
  }
}
