package org.smdm.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.smdm.config.RunConfig;
import org.smdm.stats.SampleMean;

/**
 * Runs of one config that differ only in seed and name.
 *
 * @param name what their names begin with
 * @param runs their full names, by seed
 * @param config of one of them
 * @param losses last validation loss in nats per token, by seed
 * @param tokens mean number of tokens read
 */
record SeedGroup(
    String name,
    SortedMap<Long, String> runs,
    RunConfig config,
    SortedMap<Long, Double> losses,
    double tokens) {

  /** Copies the maps. */
  SeedGroup {
    runs = new TreeMap<>(runs);
    losses = new TreeMap<>(losses);
  }

  /** A group that is called what the names of its runs begin with, without their seeds. */
  static SeedGroup of(
      SortedMap<Long, String> runs,
      RunConfig config,
      SortedMap<Long, Double> losses,
      double tokens) {
    List<String> names = new ArrayList<>();
    runs.forEach(
        (seed, run) -> {
          String end = "-" + seed;
          names.add(run.endsWith(end) ? run.substring(0, run.length() - end.length()) : run);
        });
    return new SeedGroup(commonName(names), runs, config, losses, tokens);
  }

  /** The same group called by the name of its first run, which no other has. */
  SeedGroup calledByFirstRun() {
    return new SeedGroup(runs.get(runs.firstKey()), runs, config, losses, tokens);
  }

  /** Loss over all seeds. */
  SampleMean loss() {
    return mean(losses.values().stream().toList());
  }

  /** 6·N·D of one run: N non-embedding parameters, D tokens read. */
  double flops() {
    return 6.0 * config.model().nonEmbeddingParameters() * tokens;
  }

  /**
   * How much higher the loss is than another group's, over the seeds that both have: what a seed
   * does to both cancels.
   */
  SampleMean above(SeedGroup other) {
    List<Double> differences = new ArrayList<>();
    losses.forEach(
        (seed, loss) -> {
          if (other.losses.containsKey(seed)) {
            differences.add(loss - other.losses.get(seed));
          }
        });
    return mean(differences);
  }

  private static SampleMean mean(List<Double> values) {
    return SampleMean.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * What names begin with, cut at one of {@code - _ . /}: {@code paper} of {@code paper-10} and
   * {@code paper-11}; the first name where that is nothing.
   */
  static String commonName(List<String> names) {
    String first = names.get(0);
    int common = first.length();
    for (String name : names) {
      while (!begins(name, first, common)) {
        common--;
      }
    }
    return common == 0 ? first : first.substring(0, common);
  }

  private static boolean begins(String name, String first, int length) {
    return name.startsWith(first.substring(0, length))
        && endsPart(name, length)
        && endsPart(first, length);
  }

  private static boolean endsPart(String name, int length) {
    return length == 0 || length == name.length() || "-_./".indexOf(name.charAt(length)) >= 0;
  }
}
