package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smdm.config.AtomicFile;
import org.smdm.config.UserException;
import org.smdm.data.Tokenizer;
import org.smdm.eval.Limit;
import org.smdm.eval.likelihood.AnswerFile;
import org.smdm.eval.likelihood.LikelihoodScorer;
import org.smdm.eval.likelihood.ScoringReport;
import org.smdm.eval.run.Evaluation;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.run.EvaluationResult;
import org.smdm.eval.run.ModelUnderTest;
import org.smdm.eval.run.ReportRow;
import org.smdm.eval.run.ResultFiles;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.Task;
import org.smdm.eval.task.TaskCard;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.TaskFile;
import org.smdm.eval.task.Tasks;
import org.smdm.model.LanguageModel;
import org.smdm.report.EvaluationTable;
import org.smdm.report.TextTable;
import org.smdm.tensor.Torch;
import org.smdm.train.BuildCommit;
import org.smdm.train.ReadableModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "eval",
    description = "Scores a checkpoint on zero-shot tasks as lm-evaluation-harness 0.4.4 does.",
    footer = {
      "",
      "An interrupted evaluation goes on where it was when it is started again with the same"
          + " --out.",
      "",
      "value      accuracies in per cent ± their standard error over items",
      "passes     sequences put through the transformer",
      "nats ±     mean standard error of a request's negative log-likelihood, of the draws alone"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvalCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Option(
      names = "--tasks",
      split = ",",
      description = "Names as --list shows them, separated by commas, or all (default).")
  private List<String> tasks = List.of("all");

  @Mixin private LikelihoodOptions likelihood;

  @Option(
      names = "--limit",
      description = "Only the first items of each task: a number, or a fraction below 1.")
  private Double limit;

  @Option(names = "--samples", description = "Also write every item with its answers (JSONL).")
  private boolean samples;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with a folder of each task (default ${DEFAULT-VALUE}).")
  private Path data = Path.of("data", "tasks");

  @Option(
      names = "--leave-out-malformed",
      description = "Score a task although some of its rows cannot be used; they are counted.")
  private boolean leaveOut;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default results/eval/NAME).")
  private Path out;

  @Option(names = "--name", description = "Name of the model in tables (default: its path's end).")
  private String name;

  @Option(
      names = "--bootstrap",
      description = "Resamples behind the error of a perplexity (default ${DEFAULT-VALUE}).")
  private int resamples = Evaluation.HARNESS_RESAMPLES;

  @Option(
      names = "--batch-tokens",
      description = "Most tokens put through the model at once (default: by device).")
  private int batchTokens;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  private String device = "cpu";

  // The attribute lets an option do without the parameters that are required otherwise.
  @SuppressWarnings("deprecation")
  @Option(
      names = "--list",
      help = true,
      description = "List the tasks and where the file of each goes, and score nothing.")
  private boolean list;

  @Override
  public Integer call() {
    if (list) {
      list();
      return 0;
    }
    if (batchTokens < 0) {
      throw new UserException(
          "--batch-tokens is %d: write 0 for what suits the device, or more"
              .formatted(batchTokens));
    }
    ReadableModel saved = loaded.saved();
    List<Task> chosen = chosen();
    List<LikelihoodOptions.Setting> settings = likelihood.settings(chosen, saved.family());
    Limit most = limit == null ? Limit.NONE : Limit.of(limit);
    MalformedRows rule = leaveOut ? MalformedRows.LEAVE_OUT : MalformedRows.REFUSE;
    List<TaskData> read = chosen.stream().map(task -> TaskData.read(task, data, rule)).toList();
    Evaluation evaluation = new Evaluation(read, most, resamples);
    Tokenizer tokenizer = saved.tokenizer();
    String hash = saved.sha256();
    String model = loaded.name(name);
    Path folder = out == null ? Path.of("results", "eval", model) : out;
    List<ReportRow> rows = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    try (NDManager manager = Torch.newManager(device);
        LanguageModel loadedModel = saved.load(manager);
        AnswerFile answers = AnswerFile.open(folder.resolve("answers.jsonl"));
        EvalProgress progress = new EvalProgress()) {
      for (LikelihoodOptions.Setting setting : settings) {
        Instant begin = Instant.now();
        LikelihoodScorer scorer =
            new LikelihoodScorer(
                loadedModel,
                tokenizer,
                setting.plans(),
                new LikelihoodScorer.Memory(hash, answers),
                batchTokens,
                progress);
        EvaluationResult result = evaluation.run(scorer);
        rows.addAll(ReportRow.of(setting.name(), result, setting.plans(), scorer.reports()));
        notes.addAll(result.notes());
        notes.addAll(notes(scorer.reports()));
        ModelUnderTest tested =
            new ModelUnderTest(
                saved.family().label(),
                "checkpoint=%s,setting=%s".formatted(loaded.path(), setting.name()),
                model,
                scorer.batchTokens(),
                device,
                likelihood.seed(),
                BuildCommit.name(),
                begin,
                Duration.between(begin, Instant.now()));
        ResultFiles.write(folder.resolve(setting.name()), result, tested, samples);
      }
    }
    EvaluationReport report =
        new EvaluationReport(
            model, hash, device, likelihood.seed(), BuildCommit.name(), rows, List.copyOf(notes));
    write(report, folder);
    return 0;
  }

  private static void write(EvaluationReport report, Path folder) {
    TextTable table = EvaluationTable.of(report);
    String below =
        report.notes().stream().map(note -> "- " + note + "\n").collect(Collectors.joining());
    AtomicFile.writeString(
        folder.resolve("table.md"), table.toMarkdown() + (below.isEmpty() ? "" : "\n" + below));
    AtomicFile.writeString(folder.resolve("table.csv"), EvaluationTable.csv(report));
    report.write(folder);
    System.out.print(table.toText());
    report.notes().forEach(note -> System.out.println("• " + note));
    System.out.println("written to " + folder);
  }

  private List<Task> chosen() {
    if (tasks.equals(List.of("all"))) {
      return Tasks.all();
    }
    return tasks.stream().map(String::strip).map(Tasks::named).toList();
  }

  private static List<String> notes(Map<String, ScoringReport> reports) {
    List<String> notes = new ArrayList<>();
    reports.forEach(
        (task, report) -> {
          if (report.truncated() > 0) {
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d contexts are longer than the model's block and were cut from"
                        + " the left (%,d tokens in all).",
                    task,
                    report.truncated(),
                    report.requests(),
                    report.droppedTokens()));
          }
        });
    return notes;
  }

  private void list() {
    List<List<String>> rows = new ArrayList<>();
    for (Task task : Tasks.all()) {
      TaskCard card = task.card();
      rows.add(
          List.of(
              card.name(),
              String.format(Locale.ROOT, "%,d", card.items()),
              card.metrics().stream().map(m -> m.key()).collect(Collectors.joining(", ")),
              data.resolve(card.name()) + "/",
              card.files().stream().map(TaskFile::toString).collect(Collectors.joining(", or "))));
    }
    System.out.print(
        TextTable.of(List.of("task", "items", "metrics", "folder", "put there"), rows).toText());
  }
}
