package org.smdm.eval.likelihood;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.io.FolderLock;
import org.smdm.io.JsonLines;
import org.smdm.io.LineFile;
import org.smdm.io.UserException;

/**
 * Answers on disk, one JSON object per line and request, so that an interrupted evaluation goes on
 * where it was. Lines are only added. A line is found by a key that stands for model, estimator and
 * request, so a file may hold the answers of many evaluations.
 */
public final class AnswerFile implements AutoCloseable {

  private final FolderLock lock;
  private final LineFile file;
  private final Map<String, LikelihoodEstimate> known = new HashMap<>();

  private AnswerFile(FolderLock lock, LineFile file) {
    this.lock = lock;
    this.file = file;
  }

  /**
   * Opens a file, which is made if it does not exist, and keeps its folder to this process. A last
   * line that was torn is dropped.
   *
   * @throws UserException if it cannot be read or written, holds a line that is no answer, or
   *     another process writes to the folder
   */
  public static AnswerFile open(Path path) {
    AnswerFile answers = locked(path);
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.read(line, "Line %d of %s".formatted(++number, path));
      }
    } catch (IOException e) {
      answers.close();
      throw new UserException(
          "%s cannot be read (%s): delete it to score everything again"
              .formatted(path, e.getMessage()),
          e);
    } catch (UserException e) {
      answers.close();
      throw e;
    }
    return answers;
  }

  private static AnswerFile locked(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be made (%s): give a folder that you may write"
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
    FolderLock lock =
        FolderLock.acquire(
            folder,
            "another evaluation writes to %s: wait for it, or give another folder"
                .formatted(folder));
    try {
      return new AnswerFile(lock, LineFile.open(path, List.of(), Optional::of));
    } catch (UserException e) {
      lock.close();
      throw e;
    }
  }

  private void read(String line, String where) {
    JsonNode answer = JsonLines.object(line, where);
    JsonNode error = answer.path("standard_error");
    try {
      known.put(
          answer.path("key").asText(),
          new LikelihoodEstimate(
              Double.parseDouble(answer.path("nll").asText()),
              error.isNumber() ? OptionalDouble.of(error.doubleValue()) : OptionalDouble.empty(),
              answer.path("forward_passes").longValue(),
              answer.path("greedy").booleanValue()));
    } catch (NumberFormatException e) {
      throw new UserException(
          "%s is no answer with a number \"nll\": delete the line to score its request again"
              .formatted(where),
          e);
    }
  }

  /** The answer of a key, if there is one. */
  Optional<LikelihoodEstimate> known(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /** Writes an answer at once. */
  void add(String key, Request request, LikelihoodEstimate estimate) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("key", key)
        .put("task", request.task())
        .put("doc_id", request.docId())
        .put("choice", request.choice())
        .put("nll", estimate.nll());
    if (estimate.standardError().isPresent()) {
      line.put("standard_error", estimate.standardError().getAsDouble());
    }
    line.put("forward_passes", estimate.forwardPasses()).put("greedy", estimate.isGreedy());
    file.append(line.toString());
    known.put(key, estimate);
  }

  @Override
  public void close() {
    file.close();
    lock.close();
  }
}
