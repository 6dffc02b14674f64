package org.smdm.eval.likelihood;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.io.Journal;
import org.smdm.io.Json;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;

/**
 * Answers on disk, one JSON object per line and request, so that an interrupted evaluation goes on
 * where it was. Lines are only added. A line is found by a key that stands for model, estimator and
 * request, so a file may hold the answers of many evaluations.
 */
public final class AnswerFile implements AutoCloseable {

  private final Journal<String, Answer> journal;

  /** A line. */
  private record Answer(
      String key, String task, int docId, int choice, LikelihoodEstimate estimate) {

    static Answer parse(ObjectNode line, String where) {
      JsonNode error = line.path("standard_error");
      try {
        return new Answer(
            Json.textOrEmpty(line, "key"),
            Json.textOrEmpty(line, "task"),
            Json.integer(line, "doc_id", where),
            Json.integer(line, "choice", where),
            new LikelihoodEstimate(
                // A number, or one of the texts that stand for NaN and the infinities.
                Double.parseDouble(line.path("nll").asText()),
                error.isNumber() ? OptionalDouble.of(error.doubleValue()) : OptionalDouble.empty(),
                line.path("forward_passes").longValue(),
                line.path("greedy").booleanValue()));
      } catch (NumberFormatException e) {
        throw new UserException("%s is no answer with a number \"nll\"".formatted(where), e);
      }
    }

    String line() {
      ObjectNode line = Json.newObject();
      line.put("key", key)
          .put("task", task)
          .put("doc_id", docId)
          .put("choice", choice)
          .put("nll", estimate.nll());
      if (estimate.standardError().isPresent()) {
        line.put("standard_error", estimate.standardError().getAsDouble());
      }
      line.put("forward_passes", estimate.forwardPasses()).put("greedy", estimate.isGreedy());
      return Json.compact(line);
    }
  }

  private AnswerFile(Journal<String, Answer> journal) {
    this.journal = journal;
  }

  /**
   * Opens a file, which is made if it does not exist, and keeps its folder to this process.
   *
   * @throws UserException if it cannot be read or written, holds a line that is no answer, or
   *     another process writes to the folder
   */
  public static AnswerFile open(Path path) {
    return new AnswerFile(
        Journal.open(
            OutputLock.ofFolder(path.toAbsolutePath().getParent(), "written by another evaluation"),
            () -> {},
            path,
            new Journal.Form<>(Answer::key, Answer::parse, Answer::line)));
  }

  /** The answer of a key, if there is one. */
  Optional<LikelihoodEstimate> known(String key) {
    return journal.get(key).map(Answer::estimate);
  }

  /** Writes an answer at once. */
  void add(String key, Request request, LikelihoodEstimate estimate) {
    journal.add(new Answer(key, request.task(), request.docId(), request.choice(), estimate));
  }

  @Override
  public void close() {
    journal.close();
  }
}
