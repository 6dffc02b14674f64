package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.LearningRateRule;
import org.smdm.config.ModelFamily;
import org.smdm.config.ScalingConfig;
import org.smdm.config.SizeFamily;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;
import org.smdm.lab.ScalingSettings;
import org.smdm.lab.ScalingStudy;
import org.smdm.lab.ScalingTokens;
import org.smdm.report.ScalingPlanReport;
import org.smdm.scaling.ScalingPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description = "Writes the run configs of an IsoFLOP grid, with time and memory.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScalingPlanCommand implements Callable<Integer> {

  /** Where shapes and usual values come from. */
  enum Family {
    TINY,
    PAPER
  }

  @Spec private CommandSpec command;

  @Option(
      names = "--budgets",
      split = ",",
      paramLabel = "FLOPS",
      description = "Training FLOPs, as 1e12,3e12,1e13.")
  private List<Double> budgets = List.of();

  @Option(names = "--objectives", split = ",", description = "arm, mdm or both (default arm,mdm).")
  private List<ModelFamily> objectives = List.of(ModelFamily.ARM, ModelFamily.MDM);

  @Option(
      names = "--family",
      description =
          "tiny: small shapes by a rule, bytes of the embedded speeches; paper: named sizes and the"
              + " paper's settings (default tiny).")
  private Family family = Family.TINY;

  @Mixin private final SettingOptions settings = new SettingOptions(ScalingSettings.class);

  @Option(
      names = "--optimum",
      paramLabel = "N@C",
      description = "Where the best size is expected, as 3e4@1e12 (default: from runs known).")
  private String optimum;

  @Option(
      names = "--optimum-exponent",
      description = "How it grows with compute (default ${DEFAULT-VALUE}).")
  private double optimumExponent = 0.5;

  @Option(names = "--head-size", description = "Of tiny shapes: width of a head (default 8).")
  private Integer headSize;

  @Option(names = "--aspect", description = "Of tiny shapes: width per layer (default 48).")
  private Double aspect;

  @Option(names = "--min-layers", description = "Of tiny shapes (default 2).")
  private Integer minLayers;

  @Option(
      names = "--lr",
      paramLabel = "PEAK[@WIDTH[^EXPONENT]]",
      description =
          "Peak learning rate: the same for all, or PEAK·(WIDTH/embd)^EXPONENT (default: tiny"
              + " 1e-2@64^0.6, paper 2e-4).")
  private String learningRate;

  @Option(names = "--seeds", split = ",", description = "A run of each (default 3407).")
  private List<Long> seeds = List.of();

  @Option(
      names = "--config",
      paramLabel = "STUDY.json",
      description = "The complete study, as plan.json has it, instead of options.")
  private Path config;

  @Option(names = "--save-config", paramLabel = "FILE", description = "Writes the study, no plan.")
  private Path saveConfig;

  @Option(
      names = "--measure",
      paramLabel = "SECONDS",
      description = "Measure speed so long per size, on the device; 0: not (default 1).")
  private double measure = 1;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the plan.")
  private Path out;

  @Override
  public Integer call() {
    if (config != null) {
      GivenOptions.refuseAllBut(
          command,
          "with --config, which says all of the study",
          "--config",
          "--save-config",
          "--measure",
          "--out");
    }
    if (saveConfig != null) {
      GivenOptions.refuse(
          command, "with --save-config, which writes no plan", "--measure", "--out");
    }
    if (optimum == null) {
      GivenOptions.refuse(command, "without --optimum", "--optimum-exponent");
    }
    if (!objectives.contains(ModelFamily.MDM)) {
      GivenOptions.refuse(command, "to ARMs, whose validation is exact", "--mc-samples");
    }
    ScalingConfig study = config == null ? study() : ConfigJson.read(config, ScalingConfig.class);
    if (saveConfig != null) {
      AtomicFile.writeString(saveConfig, ConfigJson.write(study));
      System.out.println("written to " + saveConfig);
      return 0;
    }
    if (out == null) {
      throw new UserException("no folder is given: write --out results/NAME");
    }
    ScalingPlan plan = ScalingPlan.write(out, study, ScalingTokens.count(study), measure);
    ScalingPlanReport report = new ScalingPlanReport(plan);
    AtomicFile.writeString(out.resolve("plan.md"), report.table().toMarkdown());
    Output.print(report.table(), "tokens", "peak rate", "epochs");
    System.out.println(report.total());
    System.out.println("train them by ./smdm scaling run " + out);
    return 0;
  }

  private ScalingConfig study() {
    ScalingStudy study = family == Family.PAPER ? ScalingStudy.paper() : ScalingStudy.tiny();
    study = study.objectives(objectives.toArray(ModelFamily[]::new)).with(settings.given());
    if (!budgets.isEmpty()) {
      study = study.budgets(budgets.stream().mapToDouble(Double::doubleValue).toArray());
    }
    if (!seeds.isEmpty()) {
      study = study.seeds(seeds.stream().mapToLong(Long::longValue).toArray());
    }
    if (optimum != null) {
      double[] at = numbers("--optimum", optimum, "@", 2, 2, "3e4@1e12");
      study = study.optimum(at[0], at[1], optimumExponent);
    }
    if (learningRate != null) {
      double[] rule = numbers("--lr", learningRate, "[@^]", 1, 3, "1e-2@64^0.6");
      study =
          study.learningRate(
              new LearningRateRule(
                  rule[0], rule.length > 1 ? (int) rule[1] : 1, rule.length > 2 ? rule[2] : 0));
    }
    if (headSize != null || aspect != null || minLayers != null) {
      study = study.family(shapes());
    }
    return study.config();
  }

  private SizeFamily shapes() {
    if (family == Family.PAPER) {
      throw new UserException(
          "--head-size, --aspect and --min-layers shape the tiny family: leave them out with"
              + " --family paper");
    }
    SizeFamily.Rule usual = SizeFamily.Rule.tiny();
    int size = headSize != null ? headSize : usual.headSize();
    return new SizeFamily.Rule(
        size,
        aspect != null ? aspect : usual.aspect(),
        minLayers != null ? minLayers : usual.minLayers(),
        usual.ffnRatio(),
        Math.max(size, usual.minEmbd()),
        usual.maxEmbd());
  }

  private static double[] numbers(
      String option, String text, String separator, int fewest, int most, String example) {
    String[] parts = text.split(separator, -1);
    UserException wrong =
        new UserException("%s is '%s': write it as %s".formatted(option, text, example));
    if (parts.length < fewest || parts.length > most) {
      throw wrong;
    }
    double[] numbers = new double[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        numbers[i] = Double.parseDouble(parts[i]);
      }
    } catch (NumberFormatException e) {
      wrong.initCause(e);
      throw wrong;
    }
    return numbers;
  }
}
