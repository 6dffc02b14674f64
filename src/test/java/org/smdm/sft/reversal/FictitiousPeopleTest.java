package org.smdm.sft.reversal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.UserException;
import org.smdm.data.Tokenizer;
import org.smdm.data.Tokenizers;
import org.smdm.sft.PromptCompletions;

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
  void questionsOfTheSameDirectionWereReadAndThoseOfTheOtherWereNot() {
    FictitiousPeople.of(12, 8, 5).write(folder);
    Set<String> texts = new HashSet<>();
    Set<String> words = new HashSet<>();
    for (PromptCompletions.Line line :
        PromptCompletions.lines(folder.resolve(FictitiousPeople.TRAINING_FILE))) {
      texts.add(line.prompt() + line.completion());
      words.addAll(List.of((line.prompt() + line.completion()).split(" ")));
    }
    ReversalTest.read(folder, 0)
        .questions()
        .forEach(
            (question, lines) -> {
              assertEquals(24, lines.size());
              for (PromptCompletions.Line line : lines) {
                String text = line.prompt() + line.completion();
                assertEquals(!question.isReverse(), texts.contains(text), text);
                assertTrue(words.containsAll(List.of(text.split(" "))), text);
                assertEquals(
                    question.asksDescription(), line.completion().startsWith(" the "), text);
              }
            });
  }

  @Test
  void namesAndDescriptionsAreUniqueAndEveryWordIsAToken() {
    FictitiousPeople people = FictitiousPeople.of(40, 24, 2);
    Set<String> distinct = new HashSet<>();
    for (FictitiousPeople.Person person : people.people()) {
      assertTrue(distinct.add(person.name()) && distinct.add(person.description()));
    }
    people.write(folder);
    Tokenizer tokenizer = Tokenizers.load(folder.resolve("tokenizer.json").toString());
    for (String[] text : people.texts()) {
      String whole = text[0] + text[1];
      int[] ids = tokenizer.encode(whole);
      assertEquals(whole.split(" ").length, ids.length);
      assertEquals(whole, tokenizer.decode(ids));
      assertTrue(ids.length < people.longest());
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
