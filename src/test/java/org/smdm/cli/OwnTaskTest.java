package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.OwnExamples;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.io.Json;
import org.smdm.io.Sha256;

/** The tasks of docs/your-own.md beside the built-in ones, and bad ones. */
@ResourceLock("System.out")
class OwnTaskTest {

  private static final String SCIENCE =
      """
      {"question":{"stem":"The sun is","choices":[{"text":"a star","label":"A"},{"text":"cold","label":"B"}]},"answerKey":"A"}
      {"question":{"stem":"Water boils when it is","choices":[{"text":"frozen","label":"A"},{"text":"hot","label":"B"},{"text":"blue","label":"C"}]},"answerKey":"B"}
      {"question":{"stem":"Trees need","choices":[{"text":"iron ships","label":"A"},{"text":"light","label":"B"}]},"answerKey":"B"}
      """;

  private static final String PASSAGES =
      "We the people of the union\nIt was the best of times\nThe state of the\n";

  private static final String CHOICES =
      "Item item(Row row) { return row.choices(row.text(\"q\"), List.of(row.text(\"a\"), row.text(\"b\")), row.number(\"gold\")); }";

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Path model(String objective) {
    Path results = folder.resolve("results");
    Path model = results.resolve(objective);
    if (!Files.exists(model)) {
      Terminal.pretrain(
              results,
              "--objective",
              objective,
              "--name",
              objective,
              "--steps",
              2,
              "--block-size",
              128)
          .assertDone();
    }
    return model;
  }

  private static Path ending(Path folder, String part) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith(part)).findFirst().get();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OpenBookQA, openbookqa, arm",
    "OpenBookQA, openbookqa, mdm",
    "The last word, lambada_standard, arm",
    "The last word, lambada_standard, mdm"
  })
  void anExampleHasTheNumbersOfTheBuiltInTask(String example, String task, String objective)
      throws Exception {
    Path model = model(objective);
    boolean isScience = task.equals("openbookqa");
    Path rows =
        isScience
            ? file("data/openbookqa/test.jsonl", SCIENCE)
            : file("data/lambada_standard/lambada_test_plain_text.txt", PASSAGES);
    String source = OwnExamples.tasks().get(example);
    Path code = file(task + ".java", source);
    Path usual = folder.resolve("usual");
    Path own = folder.resolve("own");
    Terminal.smdm(
            "eval",
            model,
            "--tasks",
            task,
            "--data",
            folder.resolve("data"),
            "--samples",
            "--bootstrap",
            100,
            "--out",
            usual)
        .assertDone();
    Object[] words = {
      "eval",
      model,
      "--task-code",
      code,
      "--task-rows",
      rows,
      "--samples",
      "--bootstrap",
      100,
      "--out",
      own
    };
    Terminal.smdm(words).assertDone();

    List<EvaluationReport.Row> expected = EvaluationReport.read(usual).rows();
    List<EvaluationReport.Row> found = EvaluationReport.read(own).rows();
    assertEquals(2, found.size());
    for (int i = 0; i < found.size(); i++) {
      assertEquals(expected.get(i).metric(), found.get(i).metric());
      assertEquals(expected.get(i).value(), found.get(i).value());
      assertEquals(expected.get(i).standardError(), found.get(i).standardError());
      assertEquals(expected.get(i).chance(), found.get(i).chance());
      assertEquals(expected.get(i).nllStandardError(), found.get(i).nllStandardError());
      assertEquals(3, found.get(i).published());
    }
    assertEquals(
        Files.readString(ending(usual, "samples_" + task)),
        Files.readString(ending(own, "samples_" + task)));
    JsonNode results = Json.object(ending(own, "results_"), "results");
    JsonNode metadata = results.at("/configs/" + task + "/metadata");
    assertEquals(Sha256.of(source), metadata.path("source_sha256").asText());
    assertEquals(
        Sha256.of(Files.readString(rows)),
        results.at("/task_files/" + task + "/" + rows.getFileName()).asText());
    JsonNode builtIn = Json.object(ending(usual, "results_"), "results");
    assertEquals(builtIn.at("/results"), results.at("/results"));
    assertTrue(builtIn.at("/configs/" + task + "/metadata/source").isMissingNode());
  }

  @Test
  void aTaskOfLinesAsWindowsEndsThemStandsBesideABuiltInOne() throws Exception {
    Path model = model("arm");
    Path code = file("mine.java", CHOICES.replace("\n", "\r\n") + "\r\n\r\n");
    Path rows = file("rows.jsonl", "{\"q\":\"x\",\"a\":\"y\",\"b\":\"z\",\"gold\":0}\n");
    Terminal scored =
        Terminal.smdm(
            "eval",
            model,
            "--tasks",
            "sotu_endings",
            "--task-code",
            code,
            "--task-rows",
            rows,
            "--limit",
            1,
            "--out",
            folder.resolve("out"));
    scored.assertDone();
    assertTrue(scored.out().contains("mine") && scored.out().contains("sotu_endings"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv", "json", "jsonl"})
  void rowsOfEveryKindMakeTheSameItems(String kind) throws Exception {
    String rows =
        switch (kind) {
          case "csv" -> "q,a,b,gold\n\"one, \"\"two\"\"\",y,z,0\n\n# x,y,z,1\n";
          case "tsv" -> "q\ta\tb\tgold\r\n\"one, \"\"two\"\"\"\ty\tz\t0\r\n# x\ty\tz\t1\r\n";
          case "json" ->
              "[{\"q\":\"one, \\\"two\\\"\",\"a\":\"y\",\"b\":\"z\",\"gold\":0},\n{\"q\":\"# x\",\"a\":\"y\",\"b\":\"z\",\"gold\":1}]";
          default ->
              "\uFEFF{\"q\":\"one, \\\"two\\\"\",\"a\":\"y\",\"b\":\"z\",\"gold\":\"0\"}\n{\"q\":\"# x\",\"a\":\"y\",\"b\":\"z\",\"gold\":1}";
        };
    Terminal scored = eval(CHOICES, file("rows." + kind, rows), "--samples");
    scored.assertDone();
    List<String> samples = Files.readAllLines(ending(folder.resolve("out"), "samples_"));
    assertEquals(2, samples.size());
    JsonNode first = Json.line(samples.get(0), "sample").at("/arguments/gen_args_1");
    assertEquals("one, \"two\"", first.path("arg_0").asText());
    assertEquals(" z", first.path("arg_1").asText());
    assertEquals("# x", Json.line(samples.get(1), "sample").at("/doc/q").asText());
    assertEquals("1", Json.line(samples.get(1), "sample").path("target").asText());
  }

  private Terminal eval(String source, Path rows, Object... more) throws IOException {
    Path code = file("mine.java", source);
    Stream<Object> words =
        Stream.of(
            "eval",
            model("arm"),
            "--task-code",
            code,
            "--task-rows",
            rows,
            "--out",
            folder.resolve("out"));
    return Terminal.smdm(Stream.concat(words, Stream.of(more)).toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Item item(Row row) {; return 3; }                                                | line 2 of the task's source: incompatible types
          Item other(Row row) { return null; }                                             | has no method item
          Item item(Row row) { return row.text("q").equals("2") ? row.choices("c", List.of("a", "b"), 2) : row.choices("c", List.of("a", "b"), 1); } | Line 2 of ROWS says that none of its 2 choices is right: mend the row, or the task's code
          Item item(Row row) { return row.choices("c", List.of(), 0); }                    | Line 1 of ROWS has 0 choices, where 2 are the least: mend the row
          Item item(Row row) { return row.choices("c", List.of("a", ""), 0); }             | Line 1 of ROWS has a choice without text
          Item item(Row row) { return row.choices("c", Arrays.asList("a", null), 0); }     | Line 1 of ROWS: line 1 of the task's source: java.lang.NullPointerException
          Item item(Row row) {; return row.choices("c", List.of("a", "b"), 0 / (row.number("q") - 2)); } | Line 2 of ROWS: line 2 of the task's source: java.lang.ArithmeticException: / by zero
          Item item(Row row) { return null; }                                              | Line 1 of ROWS: the task's item gives null
          Item item(Row row) { return row.choices("c", List.of("a", "b"), (int) row.real("nan")); } | Line 2 of ROWS has a "nan" that is no finite number
          Item item(Row row) { return Item.ofCompletion(7, "c", " d", row.fields()); }     | Line 1 of ROWS makes the item of another row
          Item item(Row row) { return row.number("q") == 2 ? row.completion("c", " d") : row.choices("c", List.of("a", "b"), 0); } | Line 2 of ROWS makes an item without choices where the first has some
          Item item(Row row) { return row.completion(row.text("none"), " d"); }            | Line 1 of ROWS has no "none": mend the row, or the task's code
          """)
  void whatDoesNotDoIsToldInASentenceWithTheRow(String source, String message) throws Exception {
    Path rows = file("rows.jsonl", "{\"q\":\"1\",\"nan\":0.5}\n{\"q\":\"2\",\"nan\":NaN}\n");
    Terminal refused = eval(source.replace("{;", "{\n"), rows);
    assertEquals(2, refused.code(), refused.err());
    String said = message.replace("ROWS", rows.toString());
    assertTrue(refused.err().contains(said), refused.err());
    assertFalse(refused.err().contains("\tat "), refused.err());
  }

  @Test
  void filesThatDoNotDoAreNamed() throws Exception {
    eval(CHOICES, folder.resolve("none.jsonl")).assertRefused("there is no file");
    eval(CHOICES, file("rows.xls", "x")).assertRefused("does not say what is in it");
    eval(CHOICES, file("rows.csv", "a,a\n1,2\n")).assertRefused("have the same name");
    eval(CHOICES, file("rows.csv", "q,a,b,gold\n1,2,3\n"))
        .assertRefused("Line 2 of " + folder.resolve("rows.csv") + " has 3 cells");
    eval(CHOICES, file("rows.json", "[3]")).assertRefused("Element 1 of");
  }
}
