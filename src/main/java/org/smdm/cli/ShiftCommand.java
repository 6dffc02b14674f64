package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.Settings;
import org.smdm.config.ShiftConfig;
import org.smdm.eval.shift.ShiftRow;
import org.smdm.eval.shift.ShiftStudy;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.report.ShiftReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "shift",
    description =
        "Perplexity of models by the date of the text: how they fare on later text than they were"
            + " trained on. Goes on where it was interrupted.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "An ARM's perplexity is exact, an MDM's the Monte-Carlo bound; errors are standard errors over"
          + " documents, and unknown of one. Documents that the models' runs trained on are left out.",
      "",
      "  ./smdm shift MDM=results/mdm ARM=results/arm --trained-until 1989",
      "  ./smdm shift FILE FILE --tokenizer t.json --data fineweb/*.parquet --date-column dump --by"
          + " value",
      "  ./smdm shift RUN RUN --data news.jsonl --date-column published --by month"
    })
final class ShiftCommand implements Callable<Integer> {

  private static final Pattern LABELLED = Pattern.compile("([^=/\\\\]+)=(.+)");

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..*",
      paramLabel = "[LABEL=]MODEL",
      description = "Runs, or anything else that ./smdm eval reads.")
  private List<String> models = List.of();

  @Option(
      names = "--data",
      arity = "1..*",
      description =
          "Dated text: sotu (the embedded speeches; default), .jsonl, .parquet (also .gz, .zst), .txt"
              + " files whose names begin with a year, folders, patterns.")
  private List<String> data = List.of("sotu");

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default: the models').")
  private String tokenizer;

  @Mixin private final SettingOptions settings = new SettingOptions(ShiftConfig.class);

  @Option(names = "--config", description = "A shift.json instead of models and options.")
  private Path config;

  @Option(names = "--results", description = "Parent of its folder (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Override
  public Integer call() {
    if (config != null) {
      GivenOptions.refuseAllBut(
          command, "with --config, which says all of the study", "--config", "--results");
    }
    ShiftConfig asked = config == null ? asked() : ConfigJson.read(config, ShiftConfig.class);
    ShiftStudy study = new ShiftStudy(asked, results);
    ShiftReport report;
    try (TerminalProgress<ShiftRow> progress =
        new TerminalProgress<>("shift", ShiftCommand::line)) {
      report = new ShiftReport(study.run(progress));
    }
    report.write(study.folder());
    Output.print(report.table(), report.result().notes());
    System.out.println("written to " + study.folder());
    return 0;
  }

  private static boolean isArm(String model) {
    Matcher labelled = LABELLED.matcher(model);
    Path path = Path.of(labelled.matches() ? labelled.group(2) : model);
    return ReadableModel.of(path).family() == ModelFamily.ARM;
  }

  private ShiftConfig asked() {
    if (models.isEmpty()) {
      throw new UserException("no model is named: write ./smdm shift RUN, or MDM=RUN ARM=RUN");
    }
    if (GivenOptions.has(command, "--mc-num") && models.stream().allMatch(ShiftCommand::isArm)) {
      GivenOptions.refuse(
          command, "where all models are ARMs, whose perplexity is exact", "--mc-num");
    }
    List<ShiftConfig.Model> named = new ArrayList<>();
    for (String model : models) {
      Matcher labelled = LABELLED.matcher(model);
      if (labelled.matches()) {
        named.add(new ShiftConfig.Model(labelled.group(1), labelled.group(2), tokenizer));
      } else {
        Path last = Path.of(model).toAbsolutePath().normalize().getFileName();
        named.add(
            new ShiftConfig.Model(last == null ? "model" : last.toString(), model, tokenizer));
      }
    }
    return Settings.with(ShiftConfig.of(named, data), settings.given());
  }

  private static String line(ShiftRow row) {
    String text =
        String.format(Locale.ROOT, "%s, %s: %.4f", row.model(), row.slice(), row.bitsPerByte());
    String error =
        Double.isNaN(row.bitsPerByteError())
            ? ""
            : String.format(Locale.ROOT, " ± %.4f", row.bitsPerByteError());
    return text + error + " bits/byte";
  }
}
