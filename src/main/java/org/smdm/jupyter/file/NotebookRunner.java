package org.smdm.jupyter.file;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.smdm.io.UserException;

/**
 * Runs a notebook from its first cell to its last, or to the first that fails. Cells tagged {@code
 * raises-exception} may fail; those tagged {@code skip-execution} and empty ones are left out, as
 * Jupyter does.
 */
public final class NotebookRunner {

  /** Follows a run. */
  public interface Listener {

    /**
     * A cell begins.
     *
     * @param number of the code cell, from 1
     * @param count how many code cells there are
     */
    void begins(int number, int count);

    /**
     * A cell has ended, well or not, and the notebook has its outputs.
     *
     * @param time how long it ran
     */
    void ended(Duration time);
  }

  /**
   * How a run ended.
   *
   * @param cells that ran
   * @param failedCell number among the cells that run, from 1; 0 when none failed
   * @param cause of the failure in one sentence; null when there was none
   */
  public record Outcome(int cells, int failedCell, String cause) {

    /** Whether all cells ended well. */
    public boolean succeeded() {
      return failedCell == 0;
    }
  }

  private final CellRunner runner;
  private final Clock clock;
  private volatile boolean stopped;

  /**
   * A runner of notebooks.
   *
   * @param runner runs their cells
   * @param clock times them
   */
  public NotebookRunner(CellRunner runner, Clock clock) {
    this.runner = runner;
    this.clock = clock;
  }

  /** Lets no further cell begin. Any thread may call this. */
  public void stop() {
    stopped = true;
  }

  /** Removes all outputs, so that none is taken for one of the run that begins. */
  private static void prepare(NotebookFile notebook) {
    String language = notebook.language();
    if (!language.isEmpty() && !language.equals("java")) {
      throw new UserException(
          "%s is a notebook in %s: choose the kernel Java (smdm) for it in Jupyter, or run it with its own"
              .formatted(notebook.path(), language));
    }
    notebook.cells().stream().filter(NotebookCell::isCode).forEach(NotebookCell::clear);
  }

  /**
   * Runs a notebook.
   *
   * @param notebook gets outputs, numbers and times
   * @param listener is told before and after each cell
   * @return how it ended
   * @throws UserException when the notebook's code is not Java
   */
  public Outcome run(NotebookFile notebook, Listener listener) {
    prepare(notebook);
    List<NotebookCell> cells = notebook.cells().stream().filter(NotebookRunner::isRun).toList();
    int number = 0;
    for (NotebookCell cell : cells) {
      if (stopped) {
        return new Outcome(number, number + 1, "the run was stopped before it");
      }
      listener.begins(++number, cells.size());
      Instant begin = clock.instant();
      CellRunner.Result result = runner.run(cell.source());
      Instant end = clock.instant();
      cell.setResult(result, begin, end);
      listener.ended(Duration.between(begin, end));
      if (result.error() != null && !cell.tags().contains("raises-exception")) {
        return new Outcome(number, number, result.error());
      }
    }
    return new Outcome(number, 0, null);
  }

  private static boolean isRun(NotebookCell cell) {
    return cell.isCode() && !cell.source().isBlank() && !cell.tags().contains("skip-execution");
  }
}
