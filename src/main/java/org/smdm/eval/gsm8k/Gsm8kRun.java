package org.smdm.eval.gsm8k;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.FolderLock;
import org.smdm.io.LineFile;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.sample.SamplingListener;

/**
 * Solves a file of problems into {@code transcripts.jsonl} of a folder and goes on where it was
 * when it is interrupted. {@code plan.json} says how; another plan must not go on.
 */
public final class Gsm8kRun implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /**
   * How the transcripts are made.
   *
   * @param model hash of the weights
   * @param problems hash of their file
   * @param first id before every text; -1 for none
   * @param seed of the draws
   * @param sampling how to sample
   */
  public record Plan(
      String model, String problems, int first, long seed, SamplingConfig sampling) {}

  private final Path transcripts;
  private final FolderLock lock;
  private final LineFile file;
  private final TreeMap<Integer, Transcript> done = new TreeMap<>();

  private Gsm8kRun(Path transcripts, FolderLock lock, LineFile file) {
    this.transcripts = transcripts;
    this.lock = lock;
    this.file = file;
  }

  /**
   * Begins, or goes on with what is there.
   *
   * @param folder of the results, made if it does not exist
   * @param plan how
   * @throws UserException when it was begun by another plan, or another process has the folder
   */
  public static Gsm8kRun open(Path folder, Plan plan) {
    Path planFile = folder.resolve("plan.json");
    if (Files.exists(planFile)) {
      List<String> changes = ConfigDifference.between(ConfigJson.read(planFile, Plan.class), plan);
      if (!changes.isEmpty()) {
        throw new UserException(
            "%s was begun otherwise (%s): give the same options, or another --out"
                .formatted(folder, String.join(", ", changes)));
      }
    } else {
      AtomicFile.writeString(planFile, ConfigJson.write(plan));
    }
    FolderLock lock =
        FolderLock.acquire(
            folder,
            "another process writes to %s: wait for it, or give another folder".formatted(folder));
    Path transcripts = folder.resolve("transcripts.jsonl");
    try {
      Gsm8kRun run =
          new Gsm8kRun(transcripts, lock, LineFile.open(transcripts, List.of(), Optional::of));
      run.read();
      return run;
    } catch (UserException e) {
      lock.close();
      throw e;
    }
  }

  private void read() {
    try {
      for (String line : Files.readString(transcripts, StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank()) {
          Transcript transcript = MAPPER.readValue(line, Transcript.class);
          done.put(transcript.index(), transcript);
        }
      }
    } catch (JsonProcessingException e) {
      close();
      throw new UserException(
          "%s holds a line that is no transcript: delete the line to solve its problem again"
              .formatted(transcripts),
          e);
    } catch (IOException e) {
      close();
      throw new UserException(
          "%s cannot be read (%s): delete it to begin again".formatted(transcripts, e.getMessage()),
          e);
    }
  }

  /**
   * Solves what is not done yet.
   *
   * @param problems the first of the file, as many as are wanted
   * @param stages how
   * @param batch problems that are worked on together and written together
   * @param progress is told of every problem
   * @return (problems) transcripts
   */
  public List<Transcript> solve(
      List<Problem> problems, TwoStages stages, int batch, Progress<Transcript> progress) {
    List<Integer> open =
        IntStream.range(0, problems.size()).filter(i -> !done.containsKey(i)).boxed().toList();
    int before = problems.size() - open.size();
    progress.begun(
        new Progress.Part(
            String.valueOf(transcripts.getFileName()), "problems", problems.size(), before));
    for (int from = 0; from < open.size(); from += batch) {
      List<Integer> indices = open.subList(from, Math.min(open.size(), from + batch));
      List<Problem> some = indices.stream().map(problems::get).toList();
      for (Transcript transcript : stages.solve(some, indices, SamplingListener.NONE)) {
        file.append(JsonText.line(transcript));
        done.put(transcript.index(), transcript);
        progress.item(transcript);
        progress.advanced(1);
      }
    }
    progress.ended();
    return new ArrayList<>(done.headMap(problems.size()).values());
  }

  @Override
  public void close() {
    file.close();
    lock.close();
  }
}
