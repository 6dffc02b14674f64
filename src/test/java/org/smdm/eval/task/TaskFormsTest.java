package org.smdm.eval.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.eval.Item;

/** The same items, published in several forms; all expected texts are written out by hand. */
class TaskFormsTest {

  @TempDir private Path data;

  private List<Item> items(String task) {
    return TaskData.read(Tasks.named(task), data, MalformedRows.REFUSE).items();
  }

  private Path file(String task, String name) throws IOException {
    Path file = data.resolve(task).resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private void parquet(String task, String name, String select) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file(task, name)));
    }
  }

  private static void assertItem(Item item, String context, List<String> continuations, int gold) {
    assertEquals(context, item.context());
    assertEquals(continuations, item.continuations());
    assertEquals(gold, item.gold());
  }

  @Test
  void hellaswagOfTheHub() throws IOException, SQLException {
    parquet(
        "hellaswag",
        "validation-00000-of-00001.parquet",
        """
        SELECT 4 AS ind, 'Cooking' AS activity_label,
          '[header] How to stir [title] Take a spoon. [step] Stir.' AS ctx_a, 'then HE' AS ctx_b,
          [' [substeps] Stop. ', 'go  on   and on', 'eat [a
        b] it.', ''] AS endings, '2' AS label
        """);
    Item item = items("hellaswag").get(0);
    // Brackets go, [title] ends a sentence, pairs of spaces become one; a dot matches no line feed.
    assertItem(
        item,
        "Cooking: How to stir. Take a spoon. Stir. Then he",
        List.of("  Stop.", " go on  and on", " eat [a\nb] it.", " "),
        2);
    assertEquals(List.of(6, 13, 13, 0), item.lengths());
  }

  @Test
  void bracketsOfHellaswagGoToTheNextClosingOneOnTheirLine() {
    assertEquals("ac", Hellaswag.clean("a[b]c"));
    assertEquals("a]", Hellaswag.clean("a[b]]"));
    assertEquals("", Hellaswag.clean("[[[]"));
    assertEquals("[\nb", Hellaswag.clean("[\n[a]b"));
    assertEquals("]a[", Hellaswag.clean("]a["));
    assertEquals("[".repeat(100_000), Hellaswag.clean("[".repeat(100_000)));
  }

  @Test
  void questionsOfTheHubHaveTheirChoicesInTwoLists() throws IOException, SQLException {
    String choices = "{'text': ['a', 'b'], 'label': ['1', '2']} AS choices, ";
    parquet(
        "arc_easy",
        "test-00000-of-00001.parquet",
        "SELECT 'x' AS id, 'Why?' AS question, " + choices + "'2' AS answerKey");
    assertItem(items("arc_easy").get(0), "Question: Why?\nAnswer:", List.of(" a", " b"), 1);
    parquet(
        "openbookqa",
        "test.parquet",
        "SELECT 'x' AS id, 'Because' AS question_stem, " + choices + "' 1' AS answerKey");
    assertItem(items("openbookqa").get(0), "Because", List.of(" a", " b"), 0);
  }

  @Test
  void boolqOfSuperGlueHasTheTitleInThePassage() throws IOException, SQLException {
    String context = "Tea -- A drink.\nQuestion: is tea wet?\nAnswer:";
    List<String> answers = List.of(" no", " yes");
    Path original = file("boolq", "dev.jsonl");
    Files.writeString(
        original,
        "{\"question\":\"is tea wet\",\"title\":\"Tea\",\"answer\":true,\"passage\":\"A drink.\"}");
    assertItem(items("boolq").get(0), context, answers, 1);
    Files.delete(original);
    Path superGlue = file("boolq", "val.jsonl");
    Files.writeString(
        superGlue,
        """
        {"question":"is tea wet","passage":"Tea -- A drink.","idx":0,"label":true}
        {"question":"is tea dry","passage":"","idx":1,"label":false}
        """);
    assertItem(items("boolq").get(0), context, answers, 1);
    assertItem(items("boolq").get(1), "\nQuestion: is tea dry?\nAnswer:", answers, 0);
    Files.delete(superGlue);
    parquet(
        "boolq",
        "validation-00000-of-00001.parquet",
        "SELECT 'is tea wet' AS question, 'Tea -- A drink.' AS passage, 0 AS idx, 1 AS label");
    assertItem(items("boolq").get(0), context, answers, 1);
  }

  @Test
  void piqaAndSocialIqaOfTheHubHaveTheirLabelsInTheRow() throws IOException, SQLException {
    parquet(
        "piqa",
        "0000.parquet",
        "SELECT 'cut' AS goal, 'knife ' AS sol1, 'spoon' AS sol2, 0::BIGINT AS label");
    assertItem(items("piqa").get(0), "Question: cut\nAnswer:", List.of(" knife ", " spoon"), 0);
    parquet(
        "social_iqa",
        "0000.parquet",
        "SELECT 'Kim fell.' AS context, 'Why?' AS question, 'ice' AS answerA, 'joy' AS answerB, "
            + "'tea' AS answerC, '3' AS label");
    assertItem(
        items("social_iqa").get(0), "Q: Kim fell. Why?\nA:", List.of(" ice", " joy", " tea"), 2);
  }

  @Test
  void bytesWithoutTheMarkOfUtf8AreText() throws IOException, SQLException {
    parquet(
        "piqa",
        "0000.parquet",
        "SELECT 'gr\\xC3\\xBCn'::BLOB AS goal, 'a' AS sol1, 'b' AS sol2, 1 AS label, 'r' AS rows");
    assertItem(items("piqa").get(0), "Question: gr\u00fcn\nAnswer:", List.of(" a", " b"), 1);
  }

  @Test
  void labelsStandOnTheLinesOfTheirItems() throws IOException {
    Files.writeString(
        file("piqa", "valid.jsonl"),
        """
        {"goal":"cut","sol1":"a","sol2":"b"}
        {"goal":"eat","sol1":"c","sol2":"d"}
        """
            .replace("\n", "\r\n"));
    Files.writeString(file("piqa", "valid-labels.lst"), "1\r\n0\r\n");
    List<Item> items = items("piqa");
    assertItem(items.get(0), "Question: cut\nAnswer:", List.of(" a", " b"), 1);
    assertItem(items.get(1), "Question: eat\nAnswer:", List.of(" c", " d"), 0);
  }

  @Test
  void raceOfTheOriginalFolderIsInTheOrderOfItsNumbers() throws IOException {
    String article =
        "{\"article\":\"%s\",\"questions\":[\"He is  _  .\",\"What?\",\"Then  _  .\"],"
            + "\"answers\":[\"D\",\"A\",\"B\"],\"options\":[[\"a\",\"b\",\"c\",\"d\"],"
            + "[\"e\",\"f\",\"g\",\"h\"],[\"i\",\"j\",\"k\",\"l\"]],\"id\":\"high9.txt\"}";
    Files.writeString(file("race", "RACE/test/high/10.txt"), article.formatted("Ten."));
    Files.writeString(file("race", "RACE/test/high/9.txt"), article.formatted("Nine."));
    Files.writeString(file("race", "RACE/test/high/notes.md"), "no article");
    List<Item> items = items("race");
    assertEquals(2, items.size());
    String rest = "\n\n _  .d\nQuestion: What?\nAnswer: e\nThen  _  .";
    assertItem(items.get(0), "Article: Nine." + rest, List.of(" i", " j", " k", " l"), 1);
    assertItem(items.get(1), "Article: Ten." + rest, List.of(" i", " j", " k", " l"), 1);
  }

  @Test
  void raceOfTheHubListsItsProblemsInPython() throws IOException, SQLException {
    parquet(
        "race",
        "test-00000-of-00001.parquet",
        """
        SELECT 'It''s\nhot.' AS article,
          '[{''question'': "Who''s  _  .", ''answer'': ''B'', ''options'': [''a\\n'', "b''s \\"x\\"", ''\\u00e9\\x41\\U0001f642'', ''d'']},
            {''question'': ''Why?'', ''answer'': ''A'', ''options'': [''k\\\\'', ''l'', ''m'', ''n''] , } ]' AS problems
        """);
    assertItem(
        items("race").get(0),
        "Article: It's\nhot.\n\n _  .b's \"x\"\nWhy?",
        List.of(" k\\", " l", " m", " n"),
        0);
  }

  @Test
  void lambadaSplitsAtTheLastSpace() throws IOException, SQLException {
    Files.writeString(
        file("lambada_standard", "lambada_test_plain_text.txt"), "did n't go  home\r\na b\n");
    List<Item> items = items("lambada_standard");
    assertItem(items.get(0), "did n't go ", List.of(" home"), 0);
    assertItem(items.get(1), "a", List.of(" b"), 0);
    assertEquals(List.of(), items.get(0).lengths());
    Files.delete(file("lambada_standard", "lambada_test_plain_text.txt"));
    parquet(
        "lambada_standard",
        "test-00000-of-00001.parquet",
        "SELECT 'did n''t go' AS text, 'News' AS domain");
    assertItem(items("lambada_standard").get(0), "did n't", List.of(" go"), 0);
  }
}
