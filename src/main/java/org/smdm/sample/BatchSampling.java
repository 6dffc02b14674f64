package org.smdm.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.JsonLines;
import org.smdm.io.LineFile;
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
public final class BatchSampling {

  private static final ObjectMapper MAPPER = new ObjectMapper();

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
  private final Path partial;
  private final Path planFile;
  private final Plan plan;
  private final List<Prompt> prompts;
  private final TreeMap<Long, String> lines = new TreeMap<>();

  private BatchSampling(Path output, Plan plan, List<Prompt> prompts) {
    this.output = output;
    this.partial = beside(output, ".partial");
    this.planFile = beside(output, ".partial.json");
    this.plan = plan;
    this.prompts = prompts;
  }

  /**
   * Begins, or goes on with what an interrupted process left.
   *
   * @param output file to write
   * @param plan how
   * @param prompts what to begin with
   * @param resume whether to go on; otherwise nothing may be there yet
   * @throws UserException when a result is there already, or unfinished work of another plan
   */
  public static BatchSampling open(Path output, Plan plan, PromptFile prompts, boolean resume) {
    BatchSampling batch = new BatchSampling(output, plan, prompts.prompts());
    if (Files.exists(output)) {
      throw new UserException(
          output + " is there already: give another file, or delete it to sample again");
    }
    if (Files.exists(batch.planFile)) {
      if (!resume) {
        throw new UserException(
            "%s was begun by an interrupted process: add --resume to go on, or delete it"
                .formatted(batch.partial));
      }
      List<String> changes =
          ConfigDifference.between(ConfigJson.read(batch.planFile, Plan.class), plan);
      if (!changes.isEmpty()) {
        throw new UserException(
            "%s was begun otherwise (%s): give the same options, or delete it"
                .formatted(batch.partial, String.join(", ", changes)));
      }
      batch.readPartial();
    }
    return batch;
  }

  private void readPartial() {
    if (!Files.exists(partial)) {
      return;
    }
    try {
      String text = Files.readString(partial, StandardCharsets.UTF_8);
      // What has no line feed was torn when its writer was killed.
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        JsonNode kept = JsonLines.object(line, partial.toString());
        lines.put(kept.path("number").longValue(), kept.path("line").toString());
      }
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): delete it to begin again".formatted(partial, e.getMessage()), e);
    }
  }

  /** Texts that there will be. */
  public int total() {
    return Math.multiplyExact(prompts.size(), plan.count);
  }

  /** Texts that are done. */
  public int done() {
    return lines.size();
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
        if (!lines.containsKey(number)) {
          templates.add(template);
          numbers.add(number);
        }
      }
    }
    if (!Files.exists(planFile)) {
      AtomicFile.writeString(planFile, ConfigJson.write(plan));
    }
    try (LineFile file = LineFile.open(partial, List.of(), Optional::of)) {
      TreeMap<Long, int[]> begun = new TreeMap<>();
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
              String line = line(sampler, sequence, begun.remove(sequence), ids);
              file.append("{\"number\":%d,\"line\":%s}".formatted(sequence, line));
              lines.put(sequence, line);
              listener.finished(sequence, ids);
            }
          };
      sampler.sample(templates, numbers.stream().mapToLong(Long::longValue).toArray(), writing);
    }
    AtomicFile.writeString(output, String.join("\n", lines.values()) + "\n");
    delete(partial);
    delete(planFile);
  }

  private static int[] template(TextSampler sampler, Prompt prompt) {
    try {
      return sampler.template(prompt.text());
    } catch (UserException e) {
      throw new UserException("Line %d: %s".formatted(prompt.line(), e.getMessage()), e);
    }
  }

  private String line(TextSampler sampler, long number, int[] template, int[] ids) {
    Prompt prompt = prompts.get((int) (number / plan.count));
    ObjectNode object = prompt.fields().deepCopy();
    object.put("sample", number % plan.count);
    object.put("text", sampler.text(ids));
    object.set("filled", MAPPER.valueToTree(sampler.filled(template, ids)));
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
