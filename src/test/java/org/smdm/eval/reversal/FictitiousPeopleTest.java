package org.smdm.eval.reversal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.finetune.PromptCompletions;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** What is learnt and what is asked, which decides whether the experiment is honest. */
class FictitiousPeopleTest {

  @TempDir Path folder;

  private static int at(PromptCompletions.Line line, String what) {
    return (line.prompt() + line.completion()).indexOf(what);
  }

  @Test
  void whoIsAskedAboutIsToldInOneDirectionOnly() {
    FictitiousPeople people = FictitiousPeople.of(12, 8, 5);
    people.write(folder);
    List<PromptCompletions.Line> learnt =
        PromptCompletions.lines(folder.resolve(FictitiousPeople.TRAINING_FILE));
    int asked = 0;
    for (FictitiousPeople.Person person : people.people()) {
      long nameFirst = 0;
      long descriptionFirst = 0;
      for (PromptCompletions.Line line : learnt) {
        int name = at(line, person.name());
        int description = at(line, person.description());
        if (name >= 0 || description >= 0) {
          assertTrue(name >= 0 && description >= 0, line.toString());
          nameFirst += name < description ? 1 : 0;
          descriptionFirst += name > description ? 1 : 0;
        }
      }
      assertEquals(person.order() != FictitiousPeople.Order.DESCRIPTION_FIRST, nameFirst > 0);
      assertEquals(person.order() != FictitiousPeople.Order.NAME_FIRST, descriptionFirst > 0);
      asked += person.order() == FictitiousPeople.Order.BOTH ? 0 : 1;
    }
    assertEquals(12, asked);
  }

  @Test
  void questionsInTheOrderThatWasLearntWereReadAndThoseTurnedRoundWereNot() {
    FictitiousPeople.of(12, 8, 5).write(folder);
    Set<String> texts = new HashSet<>();
    Set<String> words = new HashSet<>();
    for (PromptCompletions.Line line :
        PromptCompletions.lines(folder.resolve(FictitiousPeople.TRAINING_FILE))) {
      texts.add(line.prompt() + line.completion());
      words.addAll(List.of((line.prompt() + line.completion()).split(" ")));
    }
    Questionnaire.read(folder, 0)
        .questions()
        .forEach(
            (question, lines) -> {
              assertEquals(24, lines.size());
              for (PromptCompletions.Line line : lines) {
                String text = line.prompt() + line.completion();
                boolean wasRead = question.form() != ReversalQuestion.Form.REVERSE;
                if (!question.isPublished()) {
                  text = filled(line);
                }
                assertEquals(wasRead, texts.contains(text), text);
                assertTrue(words.containsAll(List.of(text.split(" "))), text);
                assertEquals(
                    question.asksDescription(), line.completion().strip().startsWith("the "), text);
              }
            });
  }

  private static String filled(PromptCompletions.Line line) {
    int words = line.completion().split(" ").length;
    return line.prompt().replace("▢{" + words + "}", line.completion());
  }

  @Test
  void anArmIsGivenWhatStandsBeforeTheBlanks() {
    FictitiousPeople.of(12, 8, 5).write(folder);
    Questionnaire all = Questionnaire.read(folder, 0);
    assertEquals(all, all.as(ModelFamily.MDM));
    Map<ReversalQuestion, List<PromptCompletions.Line>> arm = all.as(ModelFamily.ARM).questions();
    all.questions()
        .forEach(
            (question, lines) -> {
              for (int i = 0; i < lines.size(); i++) {
                PromptCompletions.Line given = arm.get(question).get(i);
                assertEquals(lines.get(i).completion(), given.completion());
                String before = lines.get(i).prompt().split(" ?▢")[0];
                assertEquals(before, given.prompt());
                assertFalse(given.prompt().isBlank());
                assertEquals(question.isPublished(), before.equals(lines.get(i).prompt()));
              }
            });
  }

  @Test
  void aTextWithBlanksIsAsTrainingReadsIt() {
    FictitiousPeople people = FictitiousPeople.of(12, 8, 5);
    people.write(folder);
    Tokenizer tokenizer = Tokenizers.load(folder.resolve("tokenizer.json").toString());
    int length = people.longest();
    ModelConfig config = ModelConfig.of(length, tokenizer.vocabSize(), 1, 1, 8, 8);
    RandomStreams streams = new RandomStreams(1);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, config, ModelFamily.MDM, Precision.FP32, streams)) {
      TextSampler sampler =
          new TextSampler(
              model,
              tokenizer,
              OptionalInt.empty(),
              new SamplingConfig(length, length, 0),
              streams);
      ReversalQuestion blank = ReversalQuestion.DESCRIPTION_TO_NAME_BLANK;
      for (PromptCompletions.Line line : Questionnaire.read(folder, 0).questions().get(blank)) {
        int[] ids = sampler.ended(sampler.template(line.prompt()));
        int[] name = tokenizer.encode(line.completion());
        int masked = 0;
        for (int i = 0; i < ids.length; i++) {
          if (ids[i] == config.maskId()) {
            ids[i] = name[masked++];
          }
        }
        assertEquals(name.length, masked);
        int[] read = Arrays.copyOf(tokenizer.encode(filled(line)), length);
        Arrays.fill(read, filled(line).split(" ").length, length, tokenizer.endOfText());
        assertArrayEquals(read, ids);
      }
    }
  }

  @Test
  void publishedDataHasNoBlanks() throws Exception {
    FictitiousPeople.of(4, 0, 5).write(folder);
    Files.delete(folder.resolve(ReversalQuestion.NAME_TO_DESCRIPTION_BLANK.file()));
    Files.delete(folder.resolve(ReversalQuestion.DESCRIPTION_TO_NAME_BLANK.file()));
    Questionnaire test = Questionnaire.read(folder, 0);
    assertTrue(test.questions().keySet().stream().allMatch(ReversalQuestion::isPublished));
    assertEquals(4, test.questions().size());
  }

  @Test
  void namesAndDescriptionsAreUniqueAndEveryWordIsAToken() {
    FictitiousPeople people = FictitiousPeople.of(40, 60, 2);
    Set<String> distinct = new HashSet<>();
    for (FictitiousPeople.Person person : people.people()) {
      assertTrue(distinct.add(person.name()) && distinct.add(person.description()));
      for (String own : (person.name() + " " + person.description().split(" ")[1]).split(" ")) {
        assertTrue(distinct.add(own), own + " belongs to two people");
      }
    }
    people.write(folder);
    Tokenizer tokenizer = Tokenizers.load(folder.resolve("tokenizer.json").toString());
    int longest = people.longest();
    for (String[] text : people.texts()) {
      String whole = text[0] + text[1];
      int[] ids = tokenizer.encode(whole);
      assertEquals(whole.split(" ").length, ids.length);
      assertEquals(whole, tokenizer.decode(ids));
      assertTrue(ids.length < longest);
    }
  }

  @Test
  void aSeedMakesTheSamePeopleAndAnotherOneOthers() {
    assertEquals(FictitiousPeople.of(8, 4, 1).people(), FictitiousPeople.of(8, 4, 1).people());
    assertFalse(
        FictitiousPeople.of(8, 4, 1).people().equals(FictitiousPeople.of(8, 4, 2).people()));
    UserException e = assertThrows(UserException.class, () -> FictitiousPeople.of(7, 4, 1));
    assertTrue(e.getMessage().contains("even"), e.getMessage());
  }
}
