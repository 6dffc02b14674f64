package org.smdm.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.Journal;
import org.smdm.io.Json;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.sample.PromptFile.Prompt;

/**
 * Samples a file of prompts into a file of texts, and goes on where it was when it is interrupted.
 * Each line of the result is the prompt's object with {@code sample} (number from 0), {@code text}
 * (whole) and {@code filled} (what was written, one string per run of blanks).
 *
 * <p>Until all is done the lines are in {@code NAME.partial}, in the order in which they were
 * finished, with {@code NAME.partial.json} saying how they were made.
 */
public final class BatchSampling implements AutoCloseable {

  /**
   * How the texts are made; another one must not go on with them.
   *
   * @param model hash of the weights
   * @param prompts hash of the prompts
   * @param count samples per prompt
   * @param seed of the draws
   * @param sampling how to sample
   */
  public record Plan(String model, String prompts, int count, long seed, SamplingConfig sampling) {}

  private final Path output;
  private final Path planFile;
  private final Plan plan;
  private final List<Prompt> prompts;
  private final Journal<Long, Line> lines;

  /**
   * A text that is done.
   *
   * @param number of its prompt times samples of each, and of its sample
   * @param line of the result
   */
  private record Line(long number, JsonNode line) {}

  private BatchSampling(Path output, Plan plan, List<Prompt> prompts, boolean isToGoOn) {
    this.output = output;
    this.planFile = beside(output, ".partial.json");
    this.plan = plan;
    this.prompts = prompts;
    Path partial = beside(output, ".partial");
    this.lines =
        Journal.open(
            OutputLock.ofFile(output, "written by another process"),
            () -> admit(partial, isToGoOn),
            partial,
            ConfigJson.lines(Line.class, Line::number));
  }

  /**
   * Begins, or goes on with what an interrupted process left.
   *
   * @param output file to write
   * @param plan how
   * @param prompts what to begin with
   * @param resume whether to go on; otherwise nothing may be there yet
   * @throws UserException when another process writes the result, it is there already, or
   *     unfinished work of another plan is
   */
  public static BatchSampling open(Path output, Plan plan, PromptFile prompts, boolean resume) {
    return new BatchSampling(output, plan, prompts.prompts(), resume);
  }

  private void admit(Path partial, boolean isToGoOn) {
    if (Files.exists(output)) {
      throw new UserException(
          output + " is there already: give another file, or delete it to sample again");
    }
    if (Files.exists(planFile) && !isToGoOn) {
      throw new UserException(
          "%s was begun by an interrupted process: add --resume to go on, or delete it"
              .formatted(partial));
    }
    ConfigJson.plan(planFile, plan).admit(partial, "run", Files.exists(partial));
  }

  /** Texts that there will be. */
  public int total() {
    return Math.multiplyExact(prompts.size(), plan.count);
  }

  /** Texts that are done. */
  public int done() {
    return lines.items().size();
  }

  /**
   * Samples what is not done yet and writes the result.
   *
   * @param sampler whose config is the plan's
   * @param listener is told of every step as well
   * @throws UserException naming the line of a prompt that does not fit
   */
  public void run(TextSampler sampler, SamplingListener listener) {
    List<int[]> templates = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      int[] template = template(sampler, prompts.get(i));
      for (int k = 0; k < plan.count; k++) {
        long number = (long) i * plan.count + k;
        if (!lines.has(number)) {
          templates.add(template);
          numbers.add(number);
        }
      }
    }
    Map<Long, int[]> begun = new HashMap<>();
    SamplingListener writing =
        new SamplingListener() {
          @Override
          public void begun(long sequence, int[] ids) {
            begun.put(sequence, ids.clone());
            listener.begun(sequence, ids);
          }

          @Override
          public void stepped(DenoisingStep step) {
            listener.stepped(step);
          }

          @Override
          public void finished(long sequence, int[] ids) {
            lines.add(new Line(sequence, line(sampler, sequence, begun.remove(sequence), ids)));
            listener.finished(sequence, ids);
          }
        };
    sampler.sample(templates, numbers.stream().mapToLong(Long::longValue).toArray(), writing);
    AtomicFile.write(
        output,
        out -> {
          for (long number = 0; number < total(); number++) {
            String line = Json.compact(lines.get(number).orElseThrow().line());
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
    lines.discard(List.of(planFile));
  }

  private static int[] template(TextSampler sampler, Prompt prompt) {
    try {
      return sampler.template(prompt.text());
    } catch (UserException e) {
      throw new UserException("Line %d: %s".formatted(prompt.line(), e.getMessage()), e);
    }
  }

  private JsonNode line(TextSampler sampler, long number, int[] template, int[] ids) {
    Prompt prompt = prompts.get((int) (number / plan.count));
    ObjectNode object = prompt.fields().deepCopy();
    object.put("sample", number % plan.count);
    object.put("text", sampler.text(ids));
    object.set("filled", Json.tree(sampler.filled(template, ids)));
    return object;
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** Gives the file back; what is done stays for another start. */
  @Override
  public void close() {
    if (done() == 0) {
      lines.discard(List.of(planFile));
    }
    lines.close();
  }
}
