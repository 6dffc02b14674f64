package org.smdm.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * A study of how models fare on text of later times than they were trained on (paper section 5,
 * temporal quality degradation).
 *
 * @param name of the results folder
 * @param models what is compared
 * @param data dated text
 * @param sequences most blocks of every slice, evenly spaced over it
 * @param samples noised copies of each block, for an MDM (the reference: 128 or 1024)
 * @param batchSize sequences per forward pass
 * @param seed of the noise
 * @param device where to compute
 */
public record ShiftConfig(
    @Setting(value = "Name of its folder", usual = "shift") String name,
    List<Model> models,
    Data data,
    @Setting(value = "Most blocks of each slice that are scored", usual = "256") int sequences,
    @Setting(
            value = "Noised copies of each block, for an MDM",
            usual = "128",
            name = "mcNum",
            label = "N")
        int samples,
    @Setting(value = "Blocks at once", usual = "16") int batchSize,
    @Setting(value = "Seed of the noise", usual = "" + RunConfig.DEFAULT_SEED) long seed,
    @Setting(value = "cpu, cuda or cuda:N", usual = "cpu") String device) {

  /**
   * A model.
   *
   * @param label in tables and charts
   * @param checkpoint a run, or anything else that can be evaluated
   * @param tokenizer its name or path where the model does not say it; else null
   */
  public record Model(String label, String checkpoint, String tokenizer) {

    /** Validates that it has a label and a place. */
    public Model {
      Check.present("label", label);
      Check.present("checkpoint", checkpoint);
    }

    /** A model that says its tokenizer. */
    public static Model of(String label, String checkpoint) {
      return new Model(label, checkpoint, null);
    }
  }

  /**
   * Dated text.
   *
   * @param paths {@code sotu} (the embedded speeches), text, JSONL or Parquet files, folders, or
   *     patterns
   * @param textColumn field or column of the text
   * @param dateColumn field or column of the date, or of what slices are named by; the speeches and
   *     text files, whose names begin with a year, need none
   * @param by how documents are put into slices
   * @param from first day, month or year that is read; null for no bound
   * @param to the last; null for no bound
   * @param trainedUntil the last of the training data: what is not later is one slice, with which
   *     the others are compared; null slices all alike, and compares with the first
   * @param tokensPerSlice the first of each slice that are kept (the paper's: 100 · 1024 · 2048)
   */
  public record Data(
      List<String> paths,
      @Setting(value = "Field or column of the text", usual = "text") String textColumn,
      @Setting(value = "Field or column of the date, or of the value", usual = "date")
          String dateColumn,
      @Setting(value = "Slices by their dates, or by what the column says", usual = "decade")
          DateSlicing by,
      @Setting(value = "First day, month or year that is read", label = "DATE") String from,
      @Setting(value = "The last that is read", label = "DATE") String to,
      @Setting(
              value = "Text that is not later is one slice, with which the others are compared",
              label = "DATE")
          String trainedUntil,
      @Setting(
              value = "Tokens of each slice that are kept, the first",
              otherwise = "the paper's 209715200",
              name = "tokens")
          long tokensPerSlice) {

    /** Validates the dates. */
    public Data {
      if (paths == null || paths.isEmpty()) {
        throw new UserException("paths is empty: name a file or folder, or sotu");
      }
      paths = List.copyOf(paths);
      Check.present("textColumn", textColumn);
      Check.present("dateColumn", dateColumn);
      Check.present("by", by);
      boolean isBounded = from != null || to != null || trainedUntil != null;
      if (by == DateSlicing.VALUE && isBounded) {
        throw new UserException(
            "slices by value have no dates: leave out from, to and trainedUntil, or write decade,"
                + " year or month");
      }
      bound("from", from);
      bound("to", to);
      bound("trainedUntil", trainedUntil);
      Check.atLeast("tokensPerSlice", tokensPerSlice, 1);
    }

    private static void bound(String field, String value) {
      if (value != null) {
        PartialDate.of(field, value);
      }
    }
  }

  /**
   * The usual study of some models.
   *
   * @param models what is compared
   * @param paths dated text
   */
  public static ShiftConfig of(List<Model> models, List<String> paths) {
    Data data =
        new Data(paths, "text", "date", DateSlicing.DECADE, null, null, null, 100L * 1024 * 2048);
    return new ShiftConfig("shift", models, data, 256, 128, 16, RunConfig.DEFAULT_SEED, "cpu");
  }

  /** Validates the ranges and that no two models have one label. */
  public ShiftConfig {
    Check.present("name", name);
    if (models == null || models.isEmpty()) {
      throw new UserException("models is empty: name at least one");
    }
    models = List.copyOf(models);
    Set<String> labels = new HashSet<>();
    for (Model model : models) {
      if (!labels.add(model.label())) {
        throw new UserException(
            "two models are called '%s': give each its own label".formatted(model.label()));
      }
    }
    Check.present("data", data);
    Check.atLeast("sequences", sequences, 2);
    Check.atLeast("samples", samples, 1);
    Check.atLeast("batchSize", batchSize, 1);
    Check.present("device", device);
  }
}
