package org.smdm.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.Json;
import org.smdm.io.UserException;
import org.smdm.jupyter.kernel.KernelClient;
import org.smdm.stats.Median;

/**
 * How long notebooks wait: for a kernel's first result, for the first cell that uses smdm, and for
 * every later cell beyond its own work. A kernel is started anew for every repetition.
 *
 * @param repetitions kernels to start
 * @param cells that are timed in each after the first two
 */
public record NotebookBenchmark(int repetitions, int cells) {

  private static final double PATIENCE = 120;
  private static final String FIRST = "1 + 1";
  private static final String USES_SMDM = "mdm().layers(2).steps(10)";
  private static final String LATER = "int x = %d; x + 1";

  /** Checks the counts. */
  public NotebookBenchmark {
    if (repetitions < 1 || cells < 1) {
      throw new UserException("repetitions and cells must be at least 1: write larger numbers");
    }
  }

  /**
   * Medians over the repetitions, in seconds; of later cells the median and the largest of all.
   *
   * @param firstResult from the start of the process to the value of the first cell
   * @param firstOfSmdm of the first cell that uses smdm
   * @param laterMedian of later cells
   * @param laterLargest of later cells
   */
  public record Report(
      int repetitions,
      int cells,
      double firstResult,
      double firstOfSmdm,
      double laterMedian,
      double laterLargest) {}

  /**
   * Measures.
   *
   * @param kernel command that the connection file is added to
   * @throws UserException when a kernel does not start or a cell fails
   */
  public Report run(List<String> kernel) {
    List<Double> first = new ArrayList<>();
    List<Double> smdm = new ArrayList<>();
    List<Double> later = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      long begin = System.nanoTime();
      try (KernelClient client = new KernelClient(kernel)) {
        execute(client, FIRST);
        first.add((System.nanoTime() - begin) / 1e9);
        smdm.add(execute(client, USES_SMDM));
        for (int cell = 0; cell < cells; cell++) {
          later.add(execute(client, LATER.formatted(cell)));
        }
      } catch (IOException e) {
        throw new UserException(
            "no kernel can be started (%s): run ./smdm bench notebook".formatted(e.getMessage()),
            e);
      }
    }
    return new Report(
        repetitions,
        cells,
        Median.of(first),
        Median.of(smdm),
        Median.of(later),
        later.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  private static double execute(KernelClient client, String code) {
    long begin = System.nanoTime();
    KernelClient.Answer answer = client.execute(code, PATIENCE);
    if (!Json.textOrEmpty(answer.reply(), "status").equals("ok")) {
      throw new UserException(
          "the cell '%s' failed (%s): rebuild smdm"
              .formatted(code, Json.textOrEmpty(answer.reply(), "evalue")));
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
