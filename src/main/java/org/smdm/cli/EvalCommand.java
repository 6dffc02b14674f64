package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.dist.Communicator;
import org.smdm.eval.Limit;
import org.smdm.eval.run.CheckpointEvaluation;
import org.smdm.eval.run.Evaluation;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.Task;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.TaskFile;
import org.smdm.eval.task.Tasks;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.report.Columns;
import org.smdm.report.EvaluationTable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      "nats ±     mean standard error of a request's negative log-likelihood, of the draws alone",
      "95 %% ±     half of its 95 %% interval, by Student's t from its groups of draws"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvalCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Spec private CommandSpec command;

  @Option(
      names = "--tasks",
      split = ",",
      description =
          "Names as --list shows them, separated by commas, or all (default: all published"
              + " ones; with --task-code none).")
  private List<String> tasks;

  @ArgGroup(exclusive = false)
  private OwnTaskOptions own;

  @Mixin private LikelihoodOptions likelihood;

  @Option(
      names = "--add-bos-token",
      negatable = true,
      description =
          "Put the tokenizer's begin of text before every context (default: as the references,"
              + " before those of checkpoints of smdm and SMDM, not of HuggingFace folders).")
  private Boolean addBosToken;

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

  @Mixin private RankOptions ranks;

  @Override
  public Integer call() {
    if (list) {
      GivenOptions.refuseAllBut(command, "with --list, which scores nothing", "--list", "--data");
      list();
      return 0;
    }
    if (batchTokens < 0) {
      throw new UserException(
          "--batch-tokens is %d: write 0 for what suits the device, or more"
              .formatted(batchTokens));
    }
    return ranks.run(this::evaluate);
  }

  private int evaluate(Communicator all) {
    ReadableModel saved = loaded.saved();
    Limit most = limit == null ? Limit.NONE : Limit.of(limit);
    MalformedRows rule = leaveOut ? MalformedRows.LEAVE_OUT : MalformedRows.REFUSE;
    List<Task> chosen = chosen().toList();
    // Options that do not go together are told before files are read, of which a task of the user's
    // own has its metrics.
    List<CheckpointEvaluation.Setting> settings = likelihood.settings(chosen, saved.family());
    List<TaskData> read = chosen.stream().map(task -> TaskData.read(task, data, rule)).toList();
    if (own != null) {
      settings = likelihood.settings(read.stream().map(TaskData::task).toList(), saved.family());
    }
    Evaluation evaluation = new Evaluation(read, most, resamples);
    String model = loaded.name(name);
    Path folder = out == null ? Path.of("results", "eval", model) : out;
    CheckpointEvaluation checkpoint =
        new CheckpointEvaluation(
            saved,
            loaded.path(),
            model,
            evaluation,
            settings,
            addBosToken,
            likelihood.seed(),
            all.deviceOf(device),
            batchTokens,
            folder,
            samples);
    if (!all.isLeader()) {
      checkpoint.run(Progress.none(), all);
      return 0;
    }
    EvaluationReport report;
    try (TerminalProgress<Object> progress = new TerminalProgress<>("")) {
      report = checkpoint.run(progress, all);
    }
    EvaluationTable.write(report, folder);
    Output.print(EvaluationTable.of(report), report.notes());
    System.out.println("written to " + folder);
    return 0;
  }

  private Stream<Task> chosen() {
    Stream<Task> named =
        tasks == null && own != null
            ? Stream.of()
            : tasks == null || tasks.equals(List.of("all"))
                ? Tasks.all().stream()
                : tasks.stream().map(String::strip).map(Tasks::named);
    return own == null ? named : Stream.concat(named, Stream.of(own.task()));
  }

  private void list() {
    Output.print(
        Columns.of(Tasks.known())
            .add("task", Task::name)
            .add("items", "%,d", Task::items)
            .add(
                "metrics",
                task -> task.metrics().stream().map(m -> m.key()).collect(Collectors.joining(", ")))
            .add("folder", task -> isEmbedded(task) ? "" : data.resolve(task.name()) + "/")
            .add("brought by", task -> task.isOnHub() ? "./smdm get " + task.name() : "")
            .add(
                "or put there",
                task ->
                    task.files().stream()
                        .map(TaskFile::toString)
                        .collect(Collectors.joining(", or ")))
            .table());
  }

  private static boolean isEmbedded(Task task) {
    return task.files().stream().allMatch(TaskFile::isEmbedded);
  }
}
