package org.smdm.eval.shift;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.ShiftConfig;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.prepare.DatedDocuments;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.shift.DateSlices.Slice;
import org.smdm.io.AtomicFolder;
import org.smdm.io.Journal;
import org.smdm.io.OutputLock;
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

  /**
   * @param config the study
   * @param results parent of its folder
   */
  public ShiftStudy(ShiftConfig config, Path results) {
    this.config = config;
    this.folder = results.resolve(config.name());
  }

  /** Where everything is written. */
  public Path folder() {
    return folder;
  }

  /**
   * Computes what is not done.
   *
   * @param progress is told of every row
   * @throws UserException when a model or the data cannot be read, the folder is another study's or
   *     another process writes to it
   */
  public ShiftResult run(Progress<ShiftRow> progress) {
    try (Journal<ShiftRow.Key, ShiftRow> rows =
        Journal.open(
            OutputLock.ofFolder(folder, "written by another study"),
            () ->
                ConfigJson.plan(folder.resolve("shift.json"), config)
                    .admit(folder, "study", !AtomicFolder.isUnused(folder)),
            folder.resolve("rows.jsonl"),
            ConfigJson.lines(ShiftRow.class, ShiftRow::key))) {
      return run(rows, progress);
    }
  }

  /** A model and the slices in its own tokens. */
  private record Sliced(
      ShiftConfig.Model model, ReadableModel saved, Tokenizer tokenizer, List<Slice> slices) {

    /** Slices of two blocks or more: fewer say little. */
    List<Slice> large() {
      return slices.stream().filter(s -> s.tokens().length() >= 2 * blockLength()).toList();
    }

    int blockLength() {
      return saved.blockSize() + 1;
    }
  }

  private ShiftResult run(Journal<ShiftRow.Key, ShiftRow> journal, Progress<ShiftRow> progress) {
    TrainedOn trainedOn = new TrainedOn(config.models());
    List<Sliced> models = sliced(trainedOn);
    List<String> notes = new ArrayList<>();
    DatedDocuments.leftOut(config.data().paths()).map(left -> left + ".").ifPresent(notes::add);
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
    for (Sliced model : models) {
      String hash = model.saved.sha256();
      for (Slice slice : model.large()) {
        journal
            .get(ShiftRow.Key.of(model.model.label(), hash, slice))
            .ifPresent(row -> rows.put(key(model.model, slice.label()), row));
      }
    }
    int total = models.stream().mapToInt(model -> model.large().size()).sum();
    progress.begun(new Progress.Part(config.name(), "rows", total, rows.size()));
    try (NDManager manager = Torch.newManager(config.device())) {
      for (Sliced model : models) {
        compute(model, journal, rows, manager, progress);
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
      Sliced sliced = new Sliced(model, saved, tokenizer, slices);
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
      Journal<ShiftRow.Key, ShiftRow> journal,
      Map<String, ShiftRow> rows,
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
        journal.add(row);
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
            model.tokenizer,
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
        result.standardError(),
        result.documents());
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
    if (ordered.stream().anyMatch(row -> row.documentsRead() == null)) {
      notes.add(
          "Errors that an older version took over blocks are left out, since they are too small: to have them, delete %s and give the command again."
              .formatted(folder.resolve("rows.jsonl")));
    }
    if (ordered.stream().anyMatch(row -> Integer.valueOf(1).equals(row.documentsRead()))) {
      notes.add("Of slices with one document no error is known: n/a.");
    }
    return new ShiftResult(config, ordered, notes);
  }

  private static String key(ShiftConfig.Model model, String slice) {
    return model.label() + "\n" + slice;
  }
}
