package org.smdm.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smdm.eval.mtbench.ApiKey;
import org.smdm.eval.mtbench.ChatEndpoint;
import org.smdm.eval.mtbench.Games;
import org.smdm.eval.mtbench.JudgePlan;
import org.smdm.eval.mtbench.JudgePrompt;
import org.smdm.eval.mtbench.JudgeTask;
import org.smdm.eval.mtbench.Judging;
import org.smdm.eval.mtbench.JudgmentFiles;
import org.smdm.eval.mtbench.JudgmentJournal;
import org.smdm.eval.mtbench.ModelAnswer;
import org.smdm.eval.mtbench.Question;
import org.smdm.eval.mtbench.QuestionId;
import org.smdm.eval.mtbench.RetryPolicy;
import org.smdm.eval.mtbench.Scores;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;
import org.smdm.report.MtBenchReport;
import org.smdm.report.PairwiseTable;
import org.smdm.report.PaperConversations;
import org.smdm.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "judge",
    description =
        "Has answers to MT-Bench judged by a model behind any OpenAI-compatible endpoint, at"
            + " temperature 0.",
    footer = {
      "",
      "Judgements are written as they come; started again, only what is missing is asked for.",
      "Exit code 1 when some tasks could not be judged: they are in failures.txt."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class JudgeCommand implements Callable<Integer> {

  /** How answers are judged. */
  enum Mode {
    /** Graded one by one. */
    SINGLE,
    /** Compared with each other. */
    PAIRWISE
  }

  @Parameters(
      paramLabel = "ANSWERS",
      arity = "1..*",
      description = "Files of answers in FastChat's format, one per model (mtbench writes them).")
  private List<Path> answers;

  @Option(
      names = "--questions",
      required = true,
      paramLabel = "JSONL",
      description = "MT-Bench's question.jsonl.")
  private Path questions;

  @Option(
      names = "--prompts",
      required = true,
      paramLabel = "JSONL",
      description = "The judge's prompts: FastChat's judge_prompts.jsonl, or yours in its format.")
  private Path prompts;

  @Option(
      names = "--references",
      paramLabel = "JSONL",
      description = "Reference answers to math, reasoning and coding, in the format of answers.")
  private Path references;

  @Option(names = "--mode", description = "single (default) or pairwise.")
  private Mode mode = Mode.SINGLE;

  @Option(names = "--turns", description = "Judge 1 turn, as the paper, or 2 (default).")
  private int turns = 2;

  @Option(names = "--limit", description = "Only the first so many questions.")
  private Integer limit;

  @Option(names = "--url", description = "Address of the endpoint (default ${DEFAULT-VALUE}).")
  private String url = "https://api.openai.com/v1";

  @Option(
      names = "--judge-model",
      paramLabel = "NAME",
      description = "The judge's name there (default ${DEFAULT-VALUE}, the paper's).")
  private String judgeModel = "gpt-4o-2024-05-13";

  @Option(
      names = "--key-env",
      paramLabel = "VARIABLE",
      description = "Environment variable that holds the key (default ${DEFAULT-VALUE}).")
  private String keyVariable = "OPENAI_API_KEY";

  @Option(names = "--parallel", description = "Requests at once (default ${DEFAULT-VALUE}).")
  private int parallel = 4;

  @Option(
      names = "--requests-per-minute",
      paramLabel = "N",
      description = "At most so many requests (default 0: any number).")
  private double perMinute;

  @Option(
      names = "--attempts",
      description = "Attempts at a request before it is given up (default ${DEFAULT-VALUE}).")
  private int attempts = 6;

  @Option(
      names = "--readings",
      description =
          "Times that a judge is asked whose words hold no verdict (default ${DEFAULT-VALUE}).")
  private int readings = 3;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For a whole answer (default ${DEFAULT-VALUE}).")
  private int timeout = 120;

  @Option(names = "--max-tokens", description = "Longest judgement (default ${DEFAULT-VALUE}).")
  private int maxTokens = 2048;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "mtbench");

  @Override
  public Integer call() {
    check();
    List<Question> asked = GivenOptions.first(Question.read(questions), limit);
    Map<String, Map<QuestionId, ModelAnswer>> byModel = new LinkedHashMap<>();
    for (Path file : answers) {
      Map<QuestionId, ModelAnswer> read = ModelAnswer.read(file);
      String model = read.values().iterator().next().model();
      if (byModel.put(model, read) != null) {
        throw new UserException(
            "%s holds answers of %s, as another file does: give one file per model"
                .formatted(file, model));
      }
    }
    JudgePlan plan =
        new JudgePlan(
            asked,
            byModel,
            references == null ? Map.of() : ModelAnswer.read(references),
            JudgePrompt.read(prompts),
            turns);
    List<JudgeTask> tasks = mode == Mode.SINGLE ? plan.single() : plan.pairwise();
    ChatEndpoint endpoint =
        new ChatEndpoint(
            url,
            judgeModel,
            ApiKey.of(keyVariable, System.getenv(keyVariable)),
            maxTokens,
            Duration.ofSeconds(timeout));
    Judging.Outcome outcome = judge(endpoint, tasks);
    report(outcome, plan);
    if (!endpoint.isCold()) {
      System.out.println(judgeModel + " takes no temperature: it was asked at its own");
    }
    return outcome.failures().isEmpty() ? 0 : 1;
  }

  private void check() {
    GivenOptions.requirePositive("--timeout", timeout);
    GivenOptions.requirePositive("--max-tokens", maxTokens);
  }

  private Judging.Outcome judge(ChatEndpoint endpoint, List<JudgeTask> tasks) {
    Judging.Settings settings =
        new Judging.Settings(RetryPolicy.usual(attempts), readings, parallel, perMinute);
    JudgmentJournal journal = JudgmentJournal.open(out);
    try (journal;
        TerminalProgress<Object> progress = new TerminalProgress<>("judge")) {
      return new Judging(endpoint, settings, journal, progress).judge(tasks);
    }
  }

  private void report(Judging.Outcome outcome, JudgePlan plan) {
    if (mode == Mode.SINGLE) {
      graded(outcome, plan);
    } else {
      Games games = Games.of(outcome.judgments());
      if (!games.matches().isEmpty()) {
        JudgmentFiles.writePairwise(out, games);
        TextTable table = PairwiseTable.of(games);
        List<String> notes = PairwiseTable.notes(games);
        AtomicFile.writeString(out.resolve("pairwise.md"), table.toMarkdown(notes));
        Output.print(table, notes);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d judged (%,d without a verdict), %,d failed; written to %s%n",
        outcome.judgments().size(),
        outcome.unreadable(),
        outcome.failures().size(),
        out);
    AtomicFile.writeString(
        out.resolve("failures.txt"),
        outcome.failures().stream()
            .map(failure -> failure.task().label() + ": " + failure.reason() + "\n")
            .collect(Collectors.joining()));
    outcome.failures().stream()
        .limit(3)
        .forEach(f -> System.err.println("smdm: " + f.task().label() + ": " + f.reason()));
  }

  private void graded(Judging.Outcome outcome, JudgePlan plan) {
    Scores scores = Scores.of(outcome.judgments());
    if (scores.ratings().isEmpty()) {
      return;
    }
    JudgmentFiles.writeSingle(out, outcome.judgments());
    Map<String, Double> seconds = new LinkedHashMap<>();
    plan.answers()
        .forEach(
            (model, given) -> {
              double sum = given.values().stream().mapToDouble(ModelAnswer::seconds).sum();
              if (Double.isFinite(sum)) {
                seconds.put(model, sum);
              }
            });
    MtBenchReport report =
        new MtBenchReport(judgeModel, scores, seconds, PaperConversations.shipped());
    report.write(out);
    Output.print(report.turns());
    System.out.println();
    Output.print(report.categories());
    List<String> notes = new ArrayList<>(report.notes());
    try {
      report.radar().write(out.resolve("radar"));
    } catch (UserException e) {
      notes.add("There is no chart: " + e.getMessage() + ".");
    }
    Output.notes(notes);
  }
}
