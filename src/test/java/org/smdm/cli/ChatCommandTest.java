package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations and answers to MT-Bench from the command line, with models that know nothing. */
@ResourceLock("System.out")
class ChatCommandTest {

  @TempDir static Path models;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    Terminal.pretrainBoth(models, 256);
  }

  /** An option that makes another text: an ARM has no denoising steps. */
  private static String knob(String family) {
    return family.equals("mdm") ? "--steps" : "--top-k";
  }

  private static Terminal chat(String input, Object... words) {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      return Terminal.smdm(words);
    } finally {
      System.setIn(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void everyLineGetsAnAnswerAndTheOldestRoundsMakeRoom(String family) {
    Object[] words = {
      "chat",
      models.resolve(family),
      "--answer-length",
      16,
      knob(family),
      4,
      "--system",
      "Be brief."
    };
    Terminal talk = chat("Hello\n\nWhy?\n/new\nHello\n" + "long ".repeat(38) + "\n", words);
    talk.assertDone();
    // Nothing of an untrained model's text is sure but that it is the same again.
    assertEquals(
        talk, chat("Hello\n\nWhy?\n/new\nHello\n" + "long ".repeat(38) + "\n/quit\nno", words));
    assertTrue(talk.err().contains("the oldest 1 of the rounds"), talk.err());
    Terminal tooLong = chat("long ".repeat(60) + "\n", words);
    tooLong.assertDone();
    assertTrue(tooLong.err().contains("the message leaves no room"), tooLong.err());
    assertEquals("", tooLong.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void questionsAreAnsweredInFastChatsFormatAndGoOn(String family) throws Exception {
    Path questions = folder.resolve("questions.jsonl");
    Files.writeString(
        questions,
        """
        {"question_id": 81, "category": "writing", "turns": ["Hi", "And?"]}
        {"question_id": 82, "category": "math", "turns": ["%s", "More?"]}
        {"question_id": 83, "category": "math", "turns": ["%s", "More?"]}
        """
            .formatted("x".repeat(40), "y".repeat(300)));
    Path out = folder.resolve("answers.jsonl");
    Object[] words = {
      "mtbench",
      models.resolve(family),
      "--questions",
      questions,
      "--answer-length",
      12,
      knob(family),
      4,
      "--out",
      out,
      "--batch",
      2,
      "--name",
      "tiny"
    };
    Terminal.smdm(words).assertDone();
    List<String> lines = Files.readAllLines(out);
    assertEquals(List.of(2, 1, 1), lines.stream().map(ChatCommandTest::turns).toList());
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertEquals("tiny", first.get("model_id").textValue());
    assertEquals(0, first.get("choices").get(0).get("index").intValue());
    JsonNode last = new ObjectMapper().readTree(lines.get(2));
    assertEquals("[\"\"]", last.get("choices").get(0).get("turns").toString());
    Files.writeString(out, lines.get(0) + "\n" + lines.get(1).substring(0, 30));
    Terminal.smdm(words).assertDone();
    List<String> again = Files.readAllLines(out);
    for (int i = 0; i < 3; i++) {
      JsonNode a = new ObjectMapper().readTree(lines.get(i));
      JsonNode b = new ObjectMapper().readTree(again.get(i));
      assertEquals(a.get("choices"), b.get("choices"));
      assertEquals(a.get("answer_id"), b.get("answer_id"));
    }
    Terminal.smdm(
            "mtbench", models.resolve(family), "--questions", questions, "--turns", 1, "--out", out)
        .assertRefused("begun otherwise");
  }

  private static int turns(String line) {
    try {
      return new ObjectMapper().readTree(line).get("choices").get(0).get("turns").size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void mistakesAreNamed() throws Exception {
    Path questions = folder.resolve("q.jsonl");
    Files.writeString(questions, "{\"question_id\": 1, \"category\": \"math\", \"turns\": []}\n");
    Terminal.smdm("mtbench", models.resolve("mdm"), "--questions", questions)
        .assertRefused("Line 1 of");
    chat("", "chat", models.resolve("mdm"), "--answer-length", 500).assertRefused("500 of 256");
    chat("", "chat", models.resolve("mdm"), "--begin-of-text").assertRefused("no begin of text");
  }
}
