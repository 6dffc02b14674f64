package org.smdm.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.dist.MpiLaunch;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;
import org.smdm.stats.Median;
import org.smdm.tensor.Torch;

/**
 * Trains one run with one and with two ranks, in processes of their own, and times the sum of its
 * gradients alone: what two ranks gain, and whether {@link RankCost} foretells it.
 *
 * @param smdm words that start this program
 * @param config of the run, whose first steps warm up
 * @param folder receives runs and logs
 */
public record RankBenchmark(List<String> smdm, RunConfig config, Path folder) {

  private static final int WARM_UP_STEPS = 4;
  private static final int SUMS = 12;
  private static final String SECONDS = "seconds ";

  /**
   * One way of training.
   *
   * @param name of it
   * @param ranks processes
   * @param threads of each
   * @param secondsPerStep after warming up
   * @param tokensPerSecond of all ranks
   * @param speedUp against one rank with one thread
   */
  public record Row(
      String name,
      int ranks,
      int threads,
      double secondsPerStep,
      double tokensPerSecond,
      double speedUp) {}

  /**
   * The whole result.
   *
   * @param model in words
   * @param rows one rank first
   * @param secondsPerSum of all gradients over two ranks
   * @param predicted seconds of a step of two ranks with a thread each
   */
  public record Report(String model, List<Row> rows, double secondsPerSum, double predicted) {}

  /** Trains and times; the machine should do nothing else. */
  public Report run() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          folder + " cannot be made (" + e.getMessage() + "): give a writable --out", e);
    }
    List<Row> rows = new ArrayList<>();
    double alone = seconds("one", 1, 1);
    rows.add(row("one rank", 1, 1, alone, alone));
    rows.add(row("two ranks", 2, 1, seconds("two", 2, 1), alone));
    rows.add(row("one process, two threads", 1, 2, seconds("threads", 1, 2), alone));
    double sum = secondsPerSum();
    double bytes = 4.0 * config.model().parameters(config.objective().family());
    int microBatches = config.batch().microBatches() / 2;
    RankCost cost =
        new RankCost(bytes, alone / 2, bytes / sum, 0, RankCost.hiddenShare(microBatches));
    return new Report("%.1fM parameters".formatted(bytes / 4e6), rows, sum, cost.stepSeconds(2));
  }

  private Row row(String name, int ranks, int threads, double seconds, double alone) {
    return new Row(
        name, ranks, threads, seconds, config.tokensPerStep() / seconds, alone / seconds);
  }

  /** Seconds per step behind the warm-up, by the run's own metrics. */
  private double seconds(String name, int ranks, int threads) {
    Path file = folder.resolve(name + ".json");
    AtomicFile.writeString(file, ConfigJson.write(config.withName(name)));
    List<String> words = new ArrayList<>(smdm);
    words.addAll(List.of("run", file.toString(), "--results", folder.toString()));
    start(name, ranks, words, threads);
    Path metrics = folder.resolve(name).resolve("metrics.jsonl");
    double first = Double.NaN;
    double last = Double.NaN;
    long steps = 0;
    for (String text : TextFile.read(metrics, "the metrics of a run").lines().toList()) {
      JsonNode line = Json.line(text, metrics.toString());
      if (line.path("loss").isNumber()) {
        last = line.path("elapsed_seconds").doubleValue();
        if (line.path("step").longValue() <= WARM_UP_STEPS) {
          first = last;
          steps = 0;
        } else {
          steps++;
        }
      }
    }
    return (last - first) / steps;
  }

  private String start(String name, int ranks, List<String> words, int threads) {
    Path log = folder.resolve(name + ".log");
    List<String> command = ranks == 1 ? words : MpiLaunch.command(ranks, "", words);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    try {
      int code = builder.start().waitFor();
      String said = Files.readString(log);
      if (code != 0) {
        throw new UserException(
            "%d rank(s) ended with code %d: look at %s".formatted(ranks, code, log));
      }
      return said;
    } catch (IOException e) {
      throw new UserException("no process could be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted: start the benchmark again", e);
    }
  }

  private double secondsPerSum() {
    List<String> words = new ArrayList<>(smdm);
    long size = config.model().parameters(config.objective().family());
    words.addAll(List.of("bench", "ranks", "--sum", Long.toString(size)));
    String said = start("sum", 2, words, 1);
    return said.lines()
        .filter(line -> line.startsWith(SECONDS))
        .mapToDouble(line -> Double.parseDouble(line.substring(SECONDS.length())))
        .findFirst()
        .orElseThrow(() -> new UserException("no time of a sum: look at sum.log in " + folder));
  }

  /**
   * What each rank of {@link #secondsPerSum()} does; the leader prints the median.
   *
   * @param ranks of the job
   * @param size elements that are summed
   */
  public static void sum(Communicator ranks, long size) {
    try (NDManager manager = Torch.newManager("cpu")) {
      NDArray tensor = manager.ones(new Shape(size));
      double[] seconds = new double[SUMS];
      for (int i = 0; i < SUMS; i++) {
        ranks.barrier();
        long begin = System.nanoTime();
        ranks.allReduceSum(tensor).await();
        seconds[i] = (System.nanoTime() - begin) / 1e9;
      }
      ranks.allReduceMax(seconds);
      if (ranks.isLeader()) {
        System.out.println(SECONDS + Median.of(Arrays.stream(seconds).boxed().toList()));
      }
    }
  }
}
