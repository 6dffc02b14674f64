package org.smdm.finetune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.ExampleTask;
import org.smdm.config.SegmentFormat;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;

/**
 * Published formats to tokens. The ids of Llama-2's vocabulary were looked up in its tokenizer.json
 * by hand; that encoding is right is tested against other implementations elsewhere.
 */
class ExampleTest {

  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final Path LLAMA = Path.of("../shared/data/tokenizer-llama2");

  // "Question:", "Tom", "has", "2", "apples."
  private static final int[] QUESTION = {894, 29901, 4335, 756, 29871, 29906, 623, 793, 29889};
  // "Answer:", "<<2+3=5>>"
  private static final int[] THOUGHT = {673, 29901, 3532, 29906, 29974, 29941, 29922, 29945, 6778};
  // "####", "5"
  private static final int[] ANSWER = {3191, 29871, 29945};
  // "Daphne Barrington, known far and wide for being"
  private static final int[] NAME = {
    360, 12451, 484, 2261, 29878, 4885, 29892, 2998, 2215, 322, 9377, 363, 1641
  };

  @TempDir Path folder;

  private static Tokenizer llama() {
    Assumptions.assumeTrue(Files.exists(LLAMA), "no Llama-2 tokenizer at " + LLAMA);
    return Tokenizers.load(LLAMA.toString());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("examples"), text);
  }

  private static int[] join(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  private static int[] ids(int... ids) {
    return ids;
  }

  private static void assertExample(int[] prompt, int[] answer, Example actual) {
    assertArrayEquals(join(prompt, answer), actual.ids());
    assertEquals(prompt.length, actual.promptLength());
  }

  @Test
  void aProblemGivesItsThoughtFromTheQuestionAndItsAnswerFromBoth() throws IOException {
    Tokenizer llama = llama();
    Path problems = file("Tom has 2 apples.||<<2+3=5>> #### 5\n");
    List<List<Exchange>> entries = ExchangeFile.read(ExampleTask.GSM8K, problems).entries();
    assertEquals(1, entries.size());
    List<Exchange> exchanges = entries.get(0);
    assertEquals(2, exchanges.size());
    assertExample(
        QUESTION,
        join(THOUGHT, ids(END)),
        Example.of(exchanges.get(0), llama, SegmentFormat.PLAIN, 256, 0).orElseThrow());
    assertExample(
        join(QUESTION, THOUGHT),
        join(ANSWER, ids(END)),
        Example.of(exchanges.get(1), llama, SegmentFormat.PLAIN, 256, 0).orElseThrow());
    assertExample(
        join(ids(BEGIN), QUESTION, ids(BEGIN), THOUGHT),
        join(ids(BEGIN), ANSWER, ids(END)),
        Example.of(exchanges.get(1), llama, SegmentFormat.REFERENCE, 256, 0).orElseThrow());
  }

  @Test
  void aPromptAndItsCompletionAreEncodedAsOneText() throws IOException {
    Tokenizer llama = llama();
    Path lines =
        file(
            "{\"prompt\": \"Daphne Barrington, known far and wide for being\","
                + " \"completion\": \" the acclaimed director\"}\n");
    for (ExampleTask task : List.of(ExampleTask.REVERSE, ExampleTask.PROMPTS)) {
      Exchange exchange = ExchangeFile.read(task, lines).entries().get(0).get(0);
      // Encoded alone, the completion would begin with a space of its own, 29871.
      int[] completion = {278, 1035, 13190, 8881, END};
      assertExample(
          NAME, completion, Example.of(exchange, llama, SegmentFormat.PLAIN, 64, 0).orElseThrow());
      assertExample(
          join(ids(BEGIN), NAME),
          completion,
          Example.of(exchange, llama, SegmentFormat.REFERENCE, 64, 0).orElseThrow());
    }
  }

  @Test
  void theFirstRoundOfAConversationIsLearntInVicunasTemplate() throws IOException {
    Tokenizer llama = llama();
    Path conversations =
        file(
            """
            [{"id": "a", "conversations": [{"from": "human", "value": "Have a nice day!"},
              {"from": "gpt", "value": "You too!"}, {"from": "human", "value": "Bye"}]},
             {"id": "b", "conversations": [{"from": "gpt", "value": "Cut off before"},
              {"from": "human", "value": "Have a nice day!"}, {"from": "gpt", "value": "You too!"}]},
             {"id": "c", "conversations": [{"from": "human", "value": "No answer"}]},
             {"id": "d", "conversations": []}]
            """);
    ExchangeFile file = ExchangeFile.read(ExampleTask.SHAREGPT, conversations);
    assertEquals(1, file.entries().size());
    assertEquals(3, file.passedOver());
    for (List<Exchange> entry : file.entries()) {
      Example example = Example.of(entry.get(0), llama, SegmentFormat.PLAIN, 256, 0).orElseThrow();
      int[] ids = example.ids();
      // "You too!"
      assertArrayEquals(
          new int[] {887, 2086, 29991, END},
          Arrays.copyOfRange(ids, example.promptLength(), ids.length));
      assertEquals(
          "A chat between a curious user and an artificial intelligence assistant. The assistant"
              + " gives helpful, detailed, and polite answers to the user's questions. USER: Have a"
              + " nice day! ASSISTANT:",
          llama.decode(Arrays.copyOf(ids, example.promptLength())));
    }
  }

  @Test
  void aLongAnswerIsCutAndALongPromptLeavesNoExample() {
    Tokenizer bytes = new ByteTokenizer();
    Exchange exchange = Exchange.of("ab", "cde");
    assertArrayEquals(
        new int[] {'a', 'b', 'c', 'd', 'e', 0},
        Example.of(exchange, bytes, SegmentFormat.PLAIN, 6, 0).orElseThrow().ids());
    assertArrayEquals(
        new int[] {'a', 'b', 'c', 'd'},
        Example.of(exchange, bytes, SegmentFormat.PLAIN, 4, 0).orElseThrow().ids());
    assertTrue(Example.of(exchange, bytes, SegmentFormat.PLAIN, 2, 0).isEmpty());
    UserException e =
        assertThrows(
            UserException.class, () -> Example.of(exchange, bytes, SegmentFormat.REFERENCE, 6, 0));
    assertTrue(e.getMessage().contains("plain"), e.getMessage());
  }

  @Test
  void linesMayHoldOtherLineBreaksThanTheLineFeed() throws IOException {
    Path problems = file("One\u2028two||<<1+1=2>> #### 2\n\nThree||<<3=3>> #### 3");
    List<List<Exchange>> entries = ExchangeFile.read(ExampleTask.GSM8K, problems).entries();
    assertEquals(2, entries.size());
    assertEquals(List.of("Question: One\u2028two"), entries.get(0).get(0).promptParts());
  }

  @Test
  void whatIsNoExampleIsNamedByItsLine() throws IOException {
    Path lines = file("\nnothing of the kind\n");
    UserException e =
        assertThrows(UserException.class, () -> ExchangeFile.read(ExampleTask.PROMPTS, lines));
    assertTrue(e.getMessage().startsWith("Line 2 of "), e.getMessage());
    e = assertThrows(UserException.class, () -> ExchangeFile.read(ExampleTask.GSM8K, lines));
    assertTrue(e.getMessage().contains("has no problems (1 lines are none)"), e.getMessage());
    Path file = file("[{\"text\": 1}]");
    e = assertThrows(UserException.class, () -> ExchangeFile.read(ExampleTask.SHAREGPT, file));
    assertTrue(e.getMessage().startsWith("conversation 1 of "), e.getMessage());
  }

  @Test
  void linesThatDoNotSplitInTwoAtEachSignArePassedOver() throws IOException {
    Path lines =
        file("a||b #### 1\nc||d||e #### 2\nf||g #### 3 #### 4\nno sign\nh #### i\nj|| #### 5\n");
    ExchangeFile file = ExchangeFile.read(ExampleTask.GSM8K, lines);
    assertEquals(4, file.passedOver());
    assertEquals(
        List.of("#### 1", "#### 5"),
        file.entries().stream().map(exchanges -> exchanges.get(1).answer()).toList());
  }

  @Test
  void turnsThatAreNoTextArePassedOver() throws IOException {
    String round =
        "{\"conversations\": [{\"from\": \"human\", \"value\": %s}, {\"from\": \"gpt\", \"value\": %s}]}";
    Path conversations =
        file(
            List.of(
                    round.formatted("\"a\"", "\"b\""),
                    round.formatted("null", "\"b\""),
                    round.formatted("12", "\"b\""),
                    round.formatted("\"a\"", "{\"c\": 1}"),
                    round.formatted("\"a\"", "[\"b\"]"),
                    round.formatted("\"a\"", "true"),
                    round.formatted("\" \"", "\"b\""))
                .toString());
    ExchangeFile file = ExchangeFile.read(ExampleTask.SHAREGPT, conversations);
    assertEquals(1, file.entries().size());
    assertEquals(6, file.passedOver());
  }
}
