package org.smdm.eval.shift;

import java.util.List;
import org.smdm.config.ShiftConfig;

/**
 * What a study found.
 *
 * @param config of the study
 * @param rows by slice, in its order, and model
 * @param notes sentences about what to keep in mind
 */
public record ShiftResult(ShiftConfig config, List<ShiftRow> rows, List<String> notes) {

  /** Copies the lists. */
  public ShiftResult {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }
}
