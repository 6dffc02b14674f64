package org.smdm.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.Json;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;

/**
 * The finished runs below a folder, those that differ only in seed and name taken together.
 *
 * @param groups lowest mean loss first
 * @param leftOut runs that count in no group, by name
 */
record SeedStudy(List<SeedGroup> groups, List<LeftOut> leftOut) {

  /** Fields that do not change what is trained. */
  private static final List<String> INDIFFERENT = List.of("name", "seed", "checkpoints");

  /**
   * A run that counts in no group.
   *
   * @param name of the run
   * @param reason why
   */
  record LeftOut(String name, String reason) {}

  /** A run that counts. */
  private record Member(RunSummary summary, RunConfig config) {}

  /**
   * Reads all runs below a folder.
   *
   * @throws UserException when there is no such folder
   */
  static SeedStudy read(Path root) {
    return of(root, RunFinder.find(root));
  }

  /**
   * Groups some runs.
   *
   * @param root below which their names are told
   * @param folders of the runs
   */
  static SeedStudy of(Path root, List<Path> folders) {
    Map<JsonNode, List<Member>> byConfig = new LinkedHashMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Path folder : folders) {
      RunSummary run = RunSummary.read(root, folder);
      try {
        if (run.error() != null) {
          throw new UserException(run.error());
        }
        if (!run.state().equals("finished") || run.validationLoss() == null) {
          String lack = run.state().equals("finished") ? "no validation loss" : run.state();
          leftOut.add(new LeftOut(run.name(), lack));
          continue;
        }
        RunConfig config = ConfigJson.read(new RunFolder(folder).config(), RunConfig.class);
        byConfig.computeIfAbsent(key(config), k -> new ArrayList<>()).add(new Member(run, config));
      } catch (UserException e) {
        leftOut.add(new LeftOut(run.name(), e.getMessage()));
      }
    }
    List<SeedGroup> groups = new ArrayList<>();
    byConfig.values().forEach(members -> groups.add(group(members, leftOut)));
    groups.sort(Comparator.comparingDouble(group -> group.loss().mean()));
    leftOut.sort(Comparator.comparing(LeftOut::name));
    return new SeedStudy(told(groups), List.copyOf(leftOut));
  }

  /** The same groups, no two of one name. */
  private static List<SeedGroup> told(List<SeedGroup> groups) {
    Map<String, Long> count =
        groups.stream().collect(Collectors.groupingBy(SeedGroup::name, Collectors.counting()));
    return groups.stream()
        .map(group -> count.get(group.name()) > 1 ? group.calledByFirstRun() : group)
        .toList();
  }

  /**
   * Whether a field of a config leaves its group the same.
   *
   * @param path as {@code checkpoints.keepLast}
   */
  static boolean isIndifferent(String path) {
    return INDIFFERENT.contains(path.split("\\.", 2)[0]);
  }

  private static JsonNode key(RunConfig config) {
    ObjectNode fields = (ObjectNode) Json.tree(config);
    return fields.remove(INDIFFERENT);
  }

  /** One group; a seed counts once, however often it was run. */
  private static SeedGroup group(List<Member> members, List<LeftOut> leftOut) {
    SortedMap<Long, Double> losses = new TreeMap<>();
    SortedMap<Long, String> runs = new TreeMap<>();
    double tokens = 0;
    for (Member member : members) {
      long seed = member.config().seed();
      RunSummary run = member.summary();
      if (runs.containsKey(seed)) {
        String reason = "same seed and config as %s".formatted(runs.get(seed));
        leftOut.add(new LeftOut(run.name(), reason));
      } else {
        runs.put(seed, run.name());
        losses.put(seed, run.validationLoss());
        tokens += run.tokens();
      }
    }
    return SeedGroup.of(runs, members.get(0).config(), losses, tokens / losses.size());
  }

  /**
   * The group of a name.
   *
   * @throws UserException when there is none
   */
  SeedGroup named(String name) {
    return groups.stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    groups.isEmpty()
                        ? "no runs have finished to compare with %s: wait, or name another folder"
                            .formatted(name)
                        : "no finished runs are called %s: choose one of %s"
                            .formatted(
                                name,
                                groups.stream()
                                    .map(SeedGroup::name)
                                    .collect(Collectors.joining(", ")))));
  }
}
