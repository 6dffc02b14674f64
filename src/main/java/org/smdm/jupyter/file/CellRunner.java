package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Runs the code of cells, one after the other; what one declares the next may use. */
@FunctionalInterface
public interface CellRunner {

  /**
   * What came of a cell.
   *
   * @param executionCount its number in the session, from 1
   * @param outputs as notebooks store them; a later cell may still update a display among them
   * @param error the cause in one sentence; null when the cell ended well
   */
  record Result(int executionCount, List<ObjectNode> outputs, String error) {

    /** Keeps the very outputs, but not the list. */
    public Result {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * Runs a cell to its end.
   *
   * @param source its text
   * @return what came of it, also when it failed
   */
  Result run(String source);
}
