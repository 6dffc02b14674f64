package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.eval.reversal.Questionnaire;
import org.smdm.eval.reversal.ReversalQuestion;
import org.smdm.finetune.PromptCompletions;
import org.smdm.io.Json;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * Weights that do not say their tokenizer are asked with one that is given: with its begin of text,
 * prompt by prompt, and as many tokens per step as {@code evaluate_reverse.py} fills.
 */
class ReversalTokenizerTest {

  private static final String TOKENIZER = "src/test/resources/tokenizer/tokenizer.json";
  private static final ModelConfig CONFIG = ModelConfig.of(64, 308, 1, 2, 16, 32);

  @TempDir private Path folder;

  private final Tokenizer tokenizer = Tokenizers.load(TOKENIZER);

  private Path weights() {
    return folder.resolve("released.safetensors");
  }

  @BeforeEach
  void make() throws Exception {
    Path people = Files.createDirectory(folder.resolve("people"));
    for (ReversalQuestion question : ReversalQuestion.values()) {
      if (question.isPublished()) {
        Files.writeString(
            people.resolve(question.file()),
            """
            {"prompt": "the moon is", "completion": " Ada"}
            {"prompt": "who is she, and", "completion": " Ada"}
            {"prompt": "made of cheese", "completion": " no"}
            """);
      }
    }
    try (NDManager manager = Torch.newManager("cpu")) {
      Transformer model =
          Transformer.initialized(
              manager, CONFIG, ModelFamily.MDM, Precision.FP32, new RandomStreams(5));
      ModelFile.write(
          weights(),
          model,
          new ModelCard(
              ModelFamily.MDM, CONFIG, ReadableModel.UNKNOWN, ReadableModel.UNKNOWN, 0, 0));
    }
  }

  /** What is written behind the prompts of all questions, so many of them asked together. */
  private List<String> answers(OptionalInt first, SamplingConfig sampling, int together) {
    List<String> answers = new ArrayList<>();
    try (NDManager manager = Torch.newManager("cpu")) {
      TextSampler sampler =
          new TextSampler(
              ReadableModel.of(weights()).load(manager),
              tokenizer,
              first,
              sampling,
              new RandomStreams(1));
      Questionnaire test = Questionnaire.read(folder.resolve("people"), 0);
      for (List<PromptCompletions.Line> lines : test.questions().values()) {
        for (int from = 0; from < lines.size(); from += together) {
          List<int[]> templates =
              lines.subList(from, Math.min(lines.size(), from + together)).stream()
                  .map(line -> sampler.template(line.prompt()))
                  .toList();
          long[] numbers = LongStream.range(from, from + templates.size()).toArray();
          int[][] ids = sampler.fill(templates, numbers, SamplingListener.NONE).ids();
          IntStream.range(0, ids.length)
              .forEach(i -> answers.add(sampler.filled(templates.get(i), ids[i]).get(0)));
        }
      }
    }
    return answers;
  }

  private Terminal ask(String name, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("reversal", "--data", folder.resolve("people"), "--checkpoint"));
    words.addAll(List.of(weights(), "--results", folder, "--name", name));
    words.addAll(List.of(more));
    return Terminal.smdm(words.toArray());
  }

  private List<String> written(String name) throws Exception {
    List<String> written = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("answers.jsonl"))) {
      written.add(Json.text(Json.line(line, name), "generation", name));
    }
    return written;
  }

  @Test
  void aGivenTokenizerIsUsedAsTheReferenceUsesIt() throws Exception {
    ask("without").assertRefused("--tokenizer");
    ask("asked", "--tokenizer", TOKENIZER).assertDone();
    SamplingConfig reference = Questionnaire.paperSampling(true);
    List<String> right = answers(OptionalInt.of(1), reference, 1);
    assertEquals(right, written("asked"));
    // Each of the three matters.
    assertNotEquals(right, answers(OptionalInt.empty(), reference, 1));
    assertNotEquals(right, answers(OptionalInt.of(1), Questionnaire.paperSampling(false), 1));
    assertNotEquals(right, answers(OptionalInt.of(1), reference, 64));
  }

  @Test
  void madeUpPeopleHaveATokenizerOfTheirOwn() {
    Terminal.smdm("reversal", "--tokenizer", "bytes", "--results", folder)
        .assertRefused("--tokenizer");
  }
}
