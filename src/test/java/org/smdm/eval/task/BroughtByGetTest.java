package org.smdm.eval.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.ExampleTask;
import org.smdm.eval.gsm8k.Problem;
import org.smdm.finetune.ExchangeFile;
import org.smdm.hub.HubDownload;
import org.smdm.hub.HubEndpoint;
import org.smdm.hub.HubNames;
import org.smdm.hub.HubRepo;
import org.smdm.hub.HubRequest;
import org.smdm.hub.LocalHub;
import org.smdm.io.Json;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/** From a hub on this machine, with files as the real one has them, to the items of every task. */
class BroughtByGetTest {

  private static final String PROBLEM =
      "{question: ''What is 1 + 1?'', answer: ''It is.'' || chr(10) || ''#### 2''}";

  @TempDir private Path folder;

  private byte[] parquet(String select) throws Exception {
    Path file = folder.resolve("made.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file));
    }
    return Files.readAllBytes(file);
  }

  /** Brings a name's files, all of which are the same, into {@code data/hub}. */
  private List<Path> get(String name, byte[] content) throws Exception {
    HubRequest request = HubNames.request(name, false, List.of());
    HubRepo repo = request.repo();
    try (LocalHub hub = new LocalHub("datasets/" + repo.name())) {
      for (String pattern : request.patterns()) {
        hub.add(pattern.replace("*", "0000"), content);
      }
      HubEndpoint endpoint = HubEndpoint.of(Map.of("HF_ENDPOINT", hub.address()));
      return new HubDownload(endpoint, folder.resolve("data/hub"), false, Progress.none())
          .fetch(request);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hellaswag | SELECT 'Cooking' AS activity_label, 'He stirs.' AS ctx_a, '' AS ctx_b, ['a', 'b'] AS endings, '1' AS label",
        "openbookqa | SELECT 'Which' AS question_stem, {text: ['a', 'b'], label: ['A', 'B']} AS choices, 'B' AS answerKey",
        "arc_easy | SELECT 'Which?' AS question, {text: ['a', 'b'], label: ['A', 'B']} AS choices, 'B' AS answerKey",
        "boolq | SELECT 'is it' AS question, 'It -- It is.' AS passage, 1 AS label",
        "piqa | SELECT 'Boil' AS goal, 'a' AS sol1, 'b' AS sol2, 1 AS label",
        "social_iqa | SELECT 'C.' AS context, 'Why?' AS question, 'a' AS answerA, 'b' AS answerB, 'c' AS answerC, '2' AS label",
        "race | SELECT 'Text.' AS article, '[{\"question\": \"Which?\", \"answer\": \"B\", \"options\": [\"a\", \"b\"]}]' AS problems",
        "lambada_standard | SELECT 'the cat sat' AS text",
        "lambada_openai | SELECT 'the cat sat' AS text",
      })
  void whatGetBringsIsFoundByTheTaskOfItsName(String name, String select) throws Exception {
    Task task = Tasks.named(name);
    UserException missing =
        assertThrows(
            UserException.class,
            () -> TaskData.read(task, folder.resolve("data/tasks"), MalformedRows.REFUSE));
    assertTrue(missing.getMessage().contains("./smdm get " + name), missing.getMessage());
    get(name, parquet(select));
    for (String data : List.of("data/tasks", "data/hub")) {
      TaskData read = TaskData.read(task, folder.resolve(data), MalformedRows.REFUSE);
      assertEquals(1, read.items().size());
      boolean hasChoices = read.items().get(0).hasChoices();
      assertEquals(hasChoices ? 1 : 0, read.items().get(0).gold());
    }
  }

  @Test
  void gsm8ksProblemsAreReadFromParquet() throws Exception {
    List<Path> files =
        get(
            "gsm8k",
            parquet("SELECT unnest([" + PROBLEM.replace("''", "'") + "], recursive := true)"));
    assertEquals(2, files.size());
    for (Path file : files) {
      assertEquals(List.of(new Problem("What is 1 + 1?", "It is.", "2")), Problem.read(file));
      Path line = Files.writeString(folder.resolve("l.txt"), "What is 1 + 1?||It is. #### 2\n");
      ExchangeFile learnt = ExchangeFile.read(ExampleTask.GSM8K, file);
      assertEquals(Json.compact(ExchangeFile.read(ExampleTask.GSM8K, line)), Json.compact(learnt));
      assertEquals(2, learnt.entries().get(0).size());
    }
    Path lines = folder.resolve("lines.jsonl");
    Files.write(
        lines,
        (Problem.read(files.get(0)).get(0).jsonLine() + "\n").getBytes(StandardCharsets.UTF_8));
    assertEquals(Problem.read(files.get(0)), Problem.read(lines));
  }

  @Test
  void boolqWithoutTitlesIsAnsweredWithWhereTheyAre() throws Exception {
    get("boolq", parquet("SELECT 'is it' AS question, true AS answer, 'It is.' AS passage"));
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                TaskData.read(
                    Tasks.named("boolq"), folder.resolve("data/hub"), MalformedRows.REFUSE));
    assertTrue(e.getMessage().contains("./smdm get boolq"), e.getMessage());
  }
}
