package org.smdm.eval.gsm8k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

/** Word problems of our own, and files of problems. */
class WordProblemsTest {

  private static final Pattern STEP = Pattern.compile("<<(\\d+)([-+*/])(\\d+)=(\\d+)>>(\\d+)");

  @TempDir Path folder;

  private static Set<String> questions(List<Problem> problems) {
    return problems.stream().map(Problem::question).collect(Collectors.toSet());
  }

  @Test
  void everyStepIsRightAndTheLastOneIsTheAnswer() {
    for (Problem problem : WordProblems.draw(3000, 1, WordProblems.Part.TRAIN)) {
      Matcher step = STEP.matcher(problem.thought());
      String last = null;
      while (step.find()) {
        String formula = step.group(1) + step.group(2) + step.group(3);
        assertTrue(MathValue.areEqual(formula, step.group(4)), problem.toString());
        assertEquals(step.group(4), step.group(5), problem.toString());
        last = step.group(5);
      }
      assertEquals(last, problem.answer(), problem.toString());
    }
  }

  @Test
  void seedsRepeatAndPartsAreDisjoint() {
    List<Problem> some = WordProblems.draw(2000, 7, WordProblems.Part.TRAIN);
    assertEquals(some, WordProblems.draw(3000, 7, WordProblems.Part.TRAIN).subList(0, 2000));
    assertEquals(2000, questions(some).size());
    Set<String> test = new HashSet<>(questions(WordProblems.draw(2000, 8, WordProblems.Part.TEST)));
    test.retainAll(questions(some));
    assertEquals(Set.of(), test);
  }

  @Test
  void bothFormatsReadBack() throws Exception {
    List<Problem> problems = WordProblems.draw(50, 3, WordProblems.Part.TEST);
    Path json = folder.resolve("p.jsonl");
    Files.writeString(
        json, problems.stream().map(Problem::jsonLine).collect(Collectors.joining("\n")));
    assertEquals(problems, Problem.read(json));
    Path text = folder.resolve("p.txt");
    Files.writeString(
        text, problems.stream().map(Problem::textLine).collect(Collectors.joining("\n")));
    List<Problem> read = Problem.read(text);
    for (int i = 0; i < problems.size(); i++) {
      assertEquals(problems.get(i).question(), read.get(i).question());
      assertEquals(problems.get(i).thought().replace('\n', ' '), read.get(i).thought());
      assertEquals(problems.get(i).answer(), read.get(i).answer());
      assertTrue(
          FinalAnswer.isRight(
              read.get(i).thought() + " #### " + read.get(i).answer(), read.get(i).answer()));
    }
  }

  @Test
  void thePublishedFilesSayTheSameInBothFormats() {
    Path json = Path.of("../shared/data/gsm8k/test.jsonl");
    Path text = Path.of("../shared/data/gsm8k-da03/test.txt");
    Assumptions.assumeTrue(Files.exists(json) && Files.exists(text), json + " is not here");
    List<Problem> published = Problem.read(json);
    List<Problem> augmented = Problem.read(text);
    assertEquals(1319, published.size());
    for (int i = 0; i < published.size(); i++) {
      String answer = published.get(i).answer();
      assertTrue(FinalAnswer.isRight("so #### " + augmented.get(i).answer(), answer), answer);
      assertTrue(answer.matches("-?[0-9,]+(\\.[0-9]+)?"), answer);
    }
  }

  @Test
  void whatIsNoProblemIsNamed() throws Exception {
    Path file = folder.resolve("p.jsonl");
    Files.writeString(file, "{\"question\": \"1+1?\", \"answer\": \"2\"}\n");
    UserException none = assertThrows(UserException.class, () -> Problem.read(file));
    assertTrue(none.getMessage().startsWith("Line 1 of ") && none.getMessage().contains("####"));
    Files.writeString(file, "\nno problem\n");
    UserException other = assertThrows(UserException.class, () -> Problem.read(file));
    assertTrue(other.getMessage().startsWith("Line 2 of "), other.getMessage());
    assertFalse(Files.exists(folder.resolve("none")));
    assertThrows(UserException.class, () -> Problem.read(folder.resolve("none")));
  }
}
