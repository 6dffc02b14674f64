package org.smdm.eval.run;

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
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.Communicator;
import org.smdm.dist.SingleProcess;
import org.smdm.eval.likelihood.AnswerFile;
import org.smdm.eval.likelihood.LikelihoodScorer;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.eval.likelihood.ScoringReport;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.record.BuildCommit;
import org.smdm.tensor.Torch;

/**
 * A model on disk, evaluated: what the command line and notebooks share.
 *
 * @param saved the model
 * @param path how the user named it
 * @param name in tables
 * @param evaluation tasks and limit
 * @param settings ways of scoring, one after the other
 * @param addBosToken whether a begin of text goes before every context; null for where the
 *     reference puts it: lm-evaluation-harness not, for HuggingFace folders; SMDM's own for all
 *     others
 * @param seed of the draws
 * @param device where to score
 * @param batchTokens most tokens put through the model at once; 0 for what suits the device
 * @param folder of answers and results; an interrupted evaluation goes on there
 * @param logSamples whether to write every item with its answers
 */
public record CheckpointEvaluation(
    ReadableModel saved,
    Path path,
    String name,
    Evaluation evaluation,
    List<Setting> settings,
    Boolean addBosToken,
    long seed,
    String device,
    int batchTokens,
    Path folder,
    boolean logSamples) {

  /**
   * One way of scoring all tasks.
   *
   * @param name of it in tables and of its folder
   * @param plans how each task is scored, by its name
   */
  public record Setting(String name, Map<String, ScoringPlan> plans) {}

  /**
   * Scores and writes the harness's files of every setting.
   *
   * @param progress is told how it goes on
   * @return all settings' rows
   * @throws org.smdm.io.UserException when the model cannot be read or does not fit the tasks
   */
  public EvaluationReport run(Progress<?> progress) {
    return run(progress, new SingleProcess());
  }

  /**
   * Scores with all ranks of a job; the leader writes.
   *
   * @param progress is told how this rank goes on
   * @param ranks that share the requests
   * @return all settings' rows, the same on all ranks
   * @throws org.smdm.io.UserException when the model cannot be read or does not fit the tasks
   */
  public EvaluationReport run(Progress<?> progress, Communicator ranks) {
    Tokenizer tokenizer = saved.tokenizer();
    boolean isBegun = isBegun(tokenizer);
    String hash = saved.sha256();
    List<EvaluationReport.Row> rows = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    if (tokenizer.beginOfText().isPresent()) {
      notes.add(
          isBegun
              ? "A begin of text stands before every context (add_bos_token)."
              : "No begin of text stands before a context, as in lm-evaluation-harness.");
    }
    try (AnswerFile answers =
            ranks.isLeader() ? AnswerFile.open(folder.resolve("answers.jsonl")) : null;
        NDManager manager = Torch.newManager(device);
        LanguageModel model = saved.load(manager)) {
      for (Setting setting : settings) {
        Instant begin = Instant.now();
        LikelihoodScorer scorer =
            new LikelihoodScorer(
                model,
                tokenizer,
                isBegun,
                setting.plans(),
                answers == null ? null : new LikelihoodScorer.Memory(hash, answers),
                batchTokens,
                progress,
                ranks);
        List<TaskResult> results = evaluation.run(scorer);
        rows.addAll(
            EvaluationReport.rows(setting.name(), results, setting.plans(), scorer.reports()));
        results.forEach(result -> notes.addAll(result.notes()));
        notes.addAll(notes(scorer.reports()));
        ModelUnderTest tested =
            new ModelUnderTest(
                saved.family().label(),
                "checkpoint=%s,setting=%s,add_bos_token=%s"
                    .formatted(path, setting.name(), isBegun ? "True" : "False"),
                name,
                scorer.batchTokens(),
                device,
                seed,
                BuildCommit.name(),
                begin,
                Duration.between(begin, Instant.now()));
        if (ranks.isLeader()) {
          ResultFiles.write(
              folder.resolve(setting.name()), evaluation, results, tested, logSamples);
        }
      }
    }
    return new EvaluationReport(
        name, hash, device, seed, BuildCommit.name(), rows, List.copyOf(notes));
  }

  private boolean isBegun(Tokenizer tokenizer) {
    if (Boolean.TRUE.equals(addBosToken) && tokenizer.beginOfText().isEmpty()) {
      throw new UserException(
          "tokenizer %s has no begin of text: leave --add-bos-token out"
              .formatted(tokenizer.name()));
    }
    boolean isAsked = addBosToken == null ? !saved.isHuggingFace() : addBosToken;
    return isAsked && tokenizer.beginOfText().isPresent();
  }

  private static List<String> notes(Map<String, ScoringReport> reports) {
    List<String> notes = new ArrayList<>();
    reports.forEach(
        (task, report) -> {
          if (report.truncated() > 0) {
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d contexts are longer than the model's block and were cut from the left (%,d tokens in all).",
                    task,
                    report.truncated(),
                    report.requests(),
                    report.droppedTokens()));
          }
        });
    return notes;
  }
}
