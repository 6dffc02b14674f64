package org.smdm.eval.gsm8k;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.io.Journal;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.sample.SamplingListener;

/**
 * Solves a file of problems into {@code transcripts.jsonl} of a folder and goes on where it was
 * when it is interrupted. {@code plan.json} says how; another plan must not go on.
 */
public final class Gsm8kRun implements AutoCloseable {

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

  private final Journal<Integer, Transcript> transcripts;

  private Gsm8kRun(Journal<Integer, Transcript> transcripts) {
    this.transcripts = transcripts;
  }

  /**
   * Begins, or goes on with what is there.
   *
   * @param folder of the results, made if it does not exist
   * @param plan how
   * @throws UserException when it was begun by another plan, or another process has the folder
   */
  public static Gsm8kRun open(Path folder, Plan plan) {
    Path file = folder.resolve("transcripts.jsonl");
    return new Gsm8kRun(
        Journal.open(
            OutputLock.ofFolder(folder, "written by another process"),
            () ->
                ConfigJson.plan(folder.resolve("plan.json"), plan)
                    .admit(folder, "run", Files.exists(file)),
            file,
            ConfigJson.lines(Transcript.class, Transcript::index)));
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
        IntStream.range(0, problems.size()).filter(i -> !transcripts.has(i)).boxed().toList();
    int before = problems.size() - open.size();
    progress.begun(new Progress.Part("transcripts.jsonl", "problems", problems.size(), before));
    for (int from = 0; from < open.size(); from += batch) {
      List<Integer> indices = open.subList(from, Math.min(open.size(), from + batch));
      List<Problem> some = indices.stream().map(problems::get).toList();
      for (Transcript transcript : stages.solve(some, indices, SamplingListener.NONE)) {
        transcripts.add(transcript);
        progress.item(transcript);
        progress.advanced(1);
      }
    }
    progress.ended();
    return IntStream.range(0, problems.size())
        .mapToObj(i -> transcripts.get(i).orElseThrow())
        .toList();
  }

  @Override
  public void close() {
    transcripts.close();
  }
}
