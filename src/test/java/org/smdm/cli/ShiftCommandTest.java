package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.ShiftConfig;
import org.smdm.eval.shift.ShiftResult;
import org.smdm.eval.shift.ShiftRow;
import org.smdm.eval.shift.ShiftStudy;
import org.smdm.io.Progress;
import org.smdm.notebook.Run;
import org.smdm.report.ShiftReport;

/** Temporal shift from the command line: numbers, files, resuming, bad input. */
@ResourceLock("System.out")
class ShiftCommandTest {

  @TempDir static Path models;
  @TempDir Path folder;

  @BeforeAll
  static void train() {
    for (String family : List.of("mdm", "arm")) {
      Terminal.pretrain(
              models,
              "--objective",
              family,
              "--data",
              "sotu:1970-1989",
              "--steps",
              3,
              "--batch-size",
              4,
              "--validate-every",
              3,
              "--name",
              family)
          .assertDone();
    }
  }

  private Terminal shift(Object... more) {
    Stream<Object> words =
        Stream.of(
            "shift",
            "MDM=" + models.resolve("mdm"),
            models.resolve("arm"),
            "--results",
            folder,
            "--sequences",
            4,
            "--mc-num",
            2,
            "--batch-size",
            4);
    return Terminal.smdm(Stream.concat(words, Stream.of(more)).toArray());
  }

  private JsonNode rows(String name) throws Exception {
    return new ObjectMapper()
        .readTree(folder.resolve(name).resolve("results.json").toFile())
        .get("rows");
  }

  @Test
  void theSliceOfTheTrainingsTimeIsTheRunsOwnValidation() throws Exception {
    Terminal done = shift("--from", 1970, "--trained-until", 1989);
    done.assertDone();
    assertTrue(done.out().contains("documents are left out"), done.out());
    JsonNode rows = rows("shift");
    List<String> slices = rows.findValuesAsText("slice");
    assertEquals(
        List.of("to 1989", "to 1989", "1990s", "1990s", "2000s", "2000s"), slices.subList(0, 6));
    for (int i = 0; i < 2; i++) {
      String name = i == 0 ? "mdm" : "arm";
      double loss = Run.in(models.resolve(name)).validationLoss();
      assertEquals(loss, rows.get(i).get("loss").doubleValue(), 1e-6 * loss, name);
      assertEquals(
          Math.exp(loss), rows.get(i).get("perplexity").doubleValue(), 1e-4 * Math.exp(loss));
    }
    assertEquals("upper bound", rows.get(0).get("likelihood").asText());
    assertEquals("exact", rows.get(1).get("likelihood").asText());
    assertTrue(rows.get(2).get("loss_error").doubleValue() > 0);
    for (String file :
        List.of(
            "table.md",
            "table.csv",
            "perplexity.svg",
            "perplexity.png",
            "bits-per-byte.svg",
            "bits-per-byte.png")) {
      assertTrue(Files.size(folder.resolve("shift").resolve(file)) > 100, file);
    }
  }

  @Test
  void anInterruptedStudyGoesOnAndTheLibraryFindsTheSame() throws Exception {
    shift("--from", 1990, "--name", "whole").assertDone();
    Path whole = folder.resolve("whole");
    ShiftConfig config = ConfigJson.read(whole.resolve("shift.json"), ShiftConfig.class);
    List<String> rows = Files.readAllLines(whole.resolve("rows.jsonl"));
    assertEquals(8, rows.size());
    String results = Files.readString(whole.resolve("results.json"));

    Files.writeString(
        whole.resolve("rows.jsonl"),
        String.join("\n", rows.subList(0, 5)) + "\n" + rows.get(5).substring(0, 40));
    int[] computed = new int[1];
    ShiftResult result =
        new ShiftStudy(config, folder)
            .run(
                new Progress<>() {
                  @Override
                  public void begun(Part part) {
                    assertEquals(8, part.total());
                    assertEquals(5, part.done());
                  }

                  @Override
                  public void item(ShiftRow row) {
                    computed[0]++;
                  }
                });
    assertEquals(3, computed[0]);
    new ShiftReport(result).write(whole);
    assertEquals(results, Files.readString(whole.resolve("results.json")));
    assertEquals(rows, Files.readAllLines(whole.resolve("rows.jsonl")));

    shift("--from", 1990, "--name", "whole", "--by", "year").assertRefused("data.by");
    Terminal again =
        Terminal.smdm("shift", "--config", whole.resolve("shift.json"), "--results", folder);
    again.assertDone();
    assertEquals("shift  all 8 rows are there already\n", again.err());
  }

  @Test
  void slicesWithoutAPlaceInTimeAreRowsOfAChart() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append(
          "{\"dump\": \"crawl-%d\", \"text\": \"%s\"}\n".formatted(i % 2, "word ".repeat(9 + i)));
    }
    lines.append("{\"dump\": \"crawl-9\", \"text\": \"short\"}\n");
    Path file = Files.writeString(folder.resolve("web.jsonl"), lines);
    Terminal done =
        shift("--data", file, "--date-column", "dump", "--by", "value", "--name", "dumps");
    done.assertDone();
    assertEquals(
        List.of("crawl-0", "crawl-0", "crawl-1", "crawl-1"),
        rows("dumps").findValuesAsText("slice"));
    assertTrue(done.out().contains("fewer than two blocks are left out: crawl-9"), done.out());
    assertTrue(Files.size(folder.resolve("dumps/perplexity.png")) > 100);
  }

  @Test
  void oneDocumentHasNoErrorAndOneOfAnOlderVersionIsNotTrusted() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      int year = i == 0 ? 1990 : 2001;
      lines.append(
          "{\"date\": \"%d\", \"text\": \"%s\"}\n"
              .formatted(year, "word ".repeat(i == 0 ? 200 : 20 + 5 * i)));
    }
    Path file = Files.writeString(folder.resolve("news.jsonl"), lines);
    Terminal done = shift("--data", file, "--name", "news");
    done.assertDone();
    assertTrue(done.out().contains("one document no error is known"), done.out());
    assertTrue(!done.out().contains("NaN"), done.out());
    JsonNode rows = rows("news");
    assertEquals(1, rows.get(0).get("documents_read").intValue());
    assertTrue(rows.get(0).get("loss_error").isNull());
    assertTrue(rows.get(2).get("documents_read").intValue() > 1);
    assertTrue(rows.get(2).get("loss_error").doubleValue() > 0);

    Path journal = folder.resolve("news/rows.jsonl");
    Files.writeString(
        journal, Files.readString(journal).replaceAll(",\"documentsRead\":[0-9]+", ""));
    Terminal older = shift("--data", file, "--name", "news");
    older.assertDone();
    assertTrue(older.out().contains("an older version took over blocks"), older.out());
    assertEquals(rows.get(2).get("loss"), rows("news").get(2).get("loss"));
    assertTrue(rows("news").get(2).get("loss_error").isNull());
  }

  @Test
  void whatCannotBeReadIsRefusedInASentence() throws Exception {
    Terminal.smdm("shift").assertRefused("no model is named");
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            "{\"text\": \"a\", \"date\": \"1990\"}\n{\"text\": \"a\", \"date\": \"then\"}\n");
    shift("--data", file).assertRefused("Line 2 of " + file + " is dated 'then'");
    shift("--data", file, "--name", "b", "--from", "lately").assertRefused("from is 'lately'");
    shift("--by", "value", "--from", 1990, "--name", "c").assertRefused("have no dates");
    Terminal.smdm("shift", "A=x", "A=y").assertRefused("two models are called 'A'");
    Terminal.pretrain(folder, "--data", "sotu:2030-2040", "--steps", 1)
        .assertRefused("names no speeches");
  }
}
