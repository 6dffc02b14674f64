package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.smdm.config.CacheConfig;
import org.smdm.config.ConfigJson;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.OrderConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.config.SweepConfig;
import org.smdm.config.SweepConfig.Candidate;
import org.smdm.config.Unmasking;
import org.smdm.io.AtomicFile;
import org.smdm.model.checkpoint.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "frontier",
    description =
        "Draws quality against cost of an MDM's samplers and step counts and of an ARM, as the"
            + " paper's figure of conditional generation.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class FrontierCommand implements Callable<Integer> {

  private static final double[] THRESHOLDS = {0.3, 0.5, 0.7, 0.9};

  @Option(names = "--mdm", required = true, description = "Checkpoint or run of an MDM.")
  private Path mdm;

  @Option(names = "--arm", required = true, description = "Checkpoint or run of an ARM.")
  private Path arm;

  @Option(
      names = "--judge",
      required = true,
      description = "Checkpoint or run of another ARM, which judges the texts of both.")
  private Path judge;

  @Option(
      names = "--corpus",
      description = "Text whose held-back part gives the prompts (default ${DEFAULT-VALUE}).")
  private String corpus = "sotu";

  @Option(names = "--count", description = "Prompts (default ${DEFAULT-VALUE}).")
  private int count = 64;

  @Option(names = "--length", description = "Tokens of a text (default: the MDM's block size).")
  private Integer length;

  @Option(names = "--prompt-length", description = "Tokens that are given (default: a quarter).")
  private Integer promptLength;

  @Option(names = "--temperature", description = "Of all samplers (default ${DEFAULT-VALUE}).")
  private double temperature = 1;

  @Option(names = "--guidance", description = "Of the guided samplers (default ${DEFAULT-VALUE}).")
  private double guidance = 0.5;

  @Option(names = "--repeats", description = "Times are the best of (default ${DEFAULT-VALUE}).")
  private int repeats = 2;

  @Mixin private DrawOptions draws;

  @Option(names = "--name", description = "Of the results folder (default ${DEFAULT-VALUE}).")
  private String name = "frontier";

  @Option(names = "--results", description = "Parent of that folder (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Option(
      names = "--save-config",
      paramLabel = "FILE",
      description = "Write the sweep's config and run nothing.")
  private Path saveConfig;

  @Override
  public Integer call() {
    SweepConfig config = config();
    if (saveConfig != null) {
      AtomicFile.writeString(saveConfig, ConfigJson.write(config));
    } else {
      SweepCommand.run(config, results);
    }
    return 0;
  }

  private SweepConfig config() {
    int tokens = length != null ? length : SavedModel.of(mdm).card().model().blockSize();
    int given = promptLength != null ? promptLength : Math.max(1, tokens / 4);
    SweepConfig.Prompts prompts =
        new SweepConfig.Prompts(corpus, 0.05, SweepConfig.Kind.CONTINUE, count, given, tokens);
    int blanks = Math.max(1, tokens - given);
    TreeSet<Integer> steps = new TreeSet<>();
    for (int parts = 1; parts <= 32; parts *= 2) {
      steps.add(Math.max(1, blanks / parts));
    }
    SamplingConfig ancestral = new SamplingConfig(tokens, blanks, temperature);
    SamplingConfig confidence = ancestral.withUnmasking(Unmasking.CONFIDENCE);
    GuidanceConfig guided = GuidanceConfig.constant(guidance);
    int block = Math.max(1, blanks / 6);
    List<Candidate> candidates = new ArrayList<>();
    for (int n : steps) {
      String label = n + (n == 1 ? " step" : " steps");
      add(candidates, "MDM ancestral", label, ancestral.withSteps(n));
      add(candidates, "MDM confidence", label, confidence.withSteps(n));
      if (guidance > 0) {
        String group = String.format(Locale.ROOT, "MDM guidance %s", guidance);
        add(candidates, group, label, confidence.withSteps(n).withGuidance(guided));
      }
      // Fewer steps than blocks are one step per block, whole and not cached.
      if (n > blanks / block) {
        SamplingConfig blocks =
            confidence.withSteps(n).withOrder(confidence.order().inBlocks(block, CacheConfig.NONE));
        add(candidates, "MDM blocks of " + block, label, blocks);
        CacheConfig dual = new CacheConfig(CacheConfig.Mode.DUAL, 0);
        add(
            candidates,
            "MDM blocks of " + block + ", cached",
            label,
            blocks.withOrder(blocks.order().inBlocks(block, dual)));
      }
    }
    for (double threshold : THRESHOLDS) {
      add(
          candidates,
          "MDM threshold",
          Double.toString(threshold),
          ancestral.withOrder(OrderConfig.above(threshold)));
    }
    candidates.add(new Candidate("ARM, key/value cache", "", arm.toString(), ancestral));
    return new SweepConfig(
        name, judge.toString(), prompts, repeats, draws.seed, draws.device, candidates);
  }

  private void add(
      List<Candidate> candidates, String group, String label, SamplingConfig sampling) {
    candidates.add(new Candidate(group, label, mdm.toString(), sampling));
  }
}
