package org.smdm.eval.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.eval.Item;
import org.smdm.io.UserException;

/** Data that are missing, damaged or of another kind give a sentence that names file and line. */
class TaskErrorsTest {

  private static final String GOOD =
      "{\"question\":{\"stem\":\"Why?\",\"choices\":[{\"text\":\"a\",\"label\":\"A\"},"
          + "{\"text\":\"b\",\"label\":\"B\"}]},\"answerKey\":\"B\"}";

  @TempDir private Path data;

  private Path file(String task, String name, String content) throws IOException {
    Path file = data.resolve(task).resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private String message(String task) {
    return assertThrows(
            UserException.class, () -> TaskData.read(Tasks.named(task), data, MalformedRows.REFUSE))
        .getMessage();
  }

  @Test
  void missingDataAreNamedWithTheirSource() {
    assertEquals(
        "piqa has no data: run ./smdm get piqa, or put valid.jsonl and valid-labels.lst from "
            + "https://github.com/ybisk/ybisk.github.io (folder piqa/data), or "
            + "validation-00000-of-00001.parquet from https://huggingface.co/datasets/ybisk/piqa "
            + "into "
            + data.resolve("piqa"),
        message("piqa"));
    for (Task task : Tasks.all()) {
      String name = task.name();
      String start = "%s has no data: run ./smdm get %s, or put ".formatted(name, name);
      assertTrue(message(name).startsWith(start), message(name));
    }
  }

  @Test
  void missingOrShorterLabelsAreNamed() throws IOException {
    Path lines = file("piqa", "valid.jsonl", "{}\n{}\n");
    assertEquals(
        "%s is missing: put valid.jsonl and valid-labels.lst from https://github.com/ybisk/ybisk.github.io (folder piqa/data) into %s"
            .formatted(data.resolve("piqa/valid-labels.lst"), data.resolve("piqa")),
        message("piqa"));
    Path labels = file("piqa", "valid-labels.lst", "1\n");
    assertEquals(
        "%s has 2 lines and %s has 1: fetch both again, for a label must be on the line of its item"
            .formatted(lines, labels),
        message("piqa"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n\r\n"})
  void anEmptyFileHoldsNoItems(String content) throws IOException {
    Path file = file("arc_easy", "ARC-Easy-Test.jsonl", content);
    assertTrue(message("arc_easy").startsWith(file + " holds no items: put ARC-Easy-Test.jsonl"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"question\":; is not valid JSON (near column 13): Unexpected end-of-input within/between Object entries, so write one whole JSON object per line",
        "[1]; is not a JSON object: write one per line",
        "``; is not a JSON object: write one per line",
        "{}; has no \"question\": fetch the file again",
        "{\"question\":null}; has no \"question\": fetch the file again",
        "{\"question\":\"Why?\"}; has a \"question\" that is no object: fetch the file again",
        "{\"question\":{\"stem\":3}}; has a \"stem\" that is no text: fetch the file again",
        "{\"question\":{\"stem\":\"s\",\"choices\":4}}; has a \"choices\" that is no list: fetch the file again",
        "{\"question\":{\"stem\":\"s\",\"choices\":[]},\"answerKey\":\"A\"}; has 0 choices, where 2 are the least: fetch the file again",
      })
  void aMalformedLineIsNamedWithItsNumber(String line, String what) throws IOException {
    Path file = file("arc_easy", "ARC-Easy-Test.jsonl", GOOD + "\n" + line + "\n" + GOOD + "\n");
    assertEquals("Line 2 of %s %s".formatted(file, what), message("arc_easy"));
  }

  @Test
  void anAnswerThatIsNoChoiceIsMalformed() throws IOException {
    Path file = file("arc_easy", "ARC-Easy-Test.jsonl", GOOD.replace("Key\":\"B\"", "Key\":\"E\""));
    assertEquals(
        "Line 1 of %s says that none of its 2 choices is right: fetch the file again"
            .formatted(file),
        message("arc_easy"));
  }

  @Test
  void labelsThatAreNoneAreNamedWithBothFiles() throws IOException {
    Path file = file("piqa", "valid.jsonl", "{\"goal\":\"g\",\"sol1\":\"a\",\"sol2\":\"b\"}\n");
    file("piqa", "valid-labels.lst", "one\n");
    assertEquals(
        "Line 1 of %s, labelled by valid-labels.lst has a \"label\" that is no whole number: fetch the file again"
            .formatted(file),
        message("piqa"));
    file("piqa", "valid-labels.lst", "2\n");
    assertEquals(
        "Line 1 of %s, labelled by valid-labels.lst says that none of its 2 choices is right: fetch the file again"
            .formatted(file),
        message("piqa"));
  }

  @Test
  void whatIsNotUtf8IsNamedWithLineAndByte() throws IOException {
    Path file = file("lambada_standard", "lambada_test_plain_text.txt", "");
    Files.write(file, "a b\nc \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        "Line 2 of %s is not UTF-8 at byte 2 (0xE9): convert the file to UTF-8, for instance with iconv"
            .formatted(file),
        message("lambada_standard"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"word", "word ", " word", ""})
  void aPassageWithoutALastWordIsMalformed(String line) throws IOException {
    Path file = file("lambada_standard", "lambada_test_plain_text.txt", line + "\na b\n");
    assertEquals(
        "Line 1 of %s has no last word after others: fetch the file again".formatted(file),
        message("lambada_standard"));
  }

  @Test
  void aParquetFileThatIsNoneIsNamed() throws IOException {
    Path file = file("hellaswag", "validation-00000-of-00001.parquet", "PAR1 not at all");
    String message = message("hellaswag");
    assertTrue(message.startsWith(file + " cannot be read as Parquet ("), message);
  }

  @Test
  void theFieldsOfAnArticleMustMatch() throws IOException {
    Path file =
        file(
            "race",
            "race_high_test.jsonl",
            """
            {"article":"x","questions":["q"],"answers":["A","B"],"options":[]}
            {"article":"x","questions":[],"answers":[],"options":[]}
            {"article":"x","problems":"[{'question': 3}]"}
            """);
    assertEquals(
        "Line 1 of %s has 1 questions, 2 answers and 0 lists of options: fetch the file again (and 2 more of race's 3 items cannot be used)"
            .formatted(file),
        message("race"));
  }

  @Test
  void malformedItemsCanBeLeftOutButAreCounted() throws IOException {
    Path file = file("arc_easy", "ARC-Easy-Test.jsonl", GOOD + "\n{}\n" + GOOD + "\nnull\n");
    TaskData read = TaskData.read(Tasks.named("arc_easy"), data, MalformedRows.LEAVE_OUT);
    assertEquals(4, read.rows());
    assertEquals(List.of(0, 2), read.items().stream().map(Item::docId).toList());
    assertEquals(
        List.of(
            "Line 2 of %s has no \"question\": fetch the file again".formatted(file),
            "Line 4 of %s is not a JSON object: write one per line".formatted(file)),
        read.malformed());
    Files.writeString(file, "{}\n");
    assertThrows(
        UserException.class,
        () -> TaskData.read(Tasks.named("arc_easy"), data, MalformedRows.LEAVE_OUT));
  }

  @Test
  void anUnknownTaskIsToldTheKnownOnes() {
    assertEquals(
        "There is no task mmlu: name one of arc_easy, boolq, hellaswag, lambada_standard, openbookqa, piqa, race, social_iqa, lambada_openai, sotu_endings, sotu_last_word",
        assertThrows(UserException.class, () -> Tasks.named("mmlu")).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[", "['a'", "['a' 'b']", "{'a' 1}", "'a' x", "'\\q'", "'\\xzz'", "3", "{'a'"})
  void whatIsNoPythonLiteralIsNone(String text) {
    assertNull(PythonLiteral.parse(text));
  }
}
