package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.jupyter.kernel.KernelClient;

/** The words of notebooks in a real kernel's process. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NotebookCellsTest {

  private static final String TINY =
      ".layers(1).heads(2).embd(16).blockSize(32).batchSize(4).validationSequences(4).mcSamples(2)";

  @TempDir static Path home;
  private static KernelClient kernel;

  private static KernelClient startKernel() throws Exception {
    return new KernelClient(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            "-Dai.djl.offline=true",
            "-Dsmdm.home=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            "org.smdm.cli.Main",
            "kernel"));
  }

  @BeforeAll
  static void start() throws Exception {
    kernel = startKernel();
  }

  @AfterAll
  static void end() {
    kernel.close();
  }

  private static KernelClient.Answer cell(String code) {
    KernelClient.Answer answer = kernel.execute(code, 120);
    assertEquals("ok", answer.reply().path("status").asText(), answer.reply().toString());
    return answer;
  }

  private static List<String> htmls(KernelClient.Answer answer, String type) {
    List<String> htmls = new ArrayList<>();
    for (JsonNode message : answer.published()) {
      if (message.path("msg_type").asText().equals(type)) {
        htmls.add(message.at("/content/data").path("text/html").asText());
      }
    }
    return htmls;
  }

  private static double[] losses(String name) {
    return Run.in(home.resolve("results").resolve(name)).losses();
  }

  @Test
  void pretrainingIsShownInPlaceAndGivesARunToLookAt() {
    KernelClient.Answer trained =
        cell("var shown = mdm()" + TINY + ".steps(30).name(\"shown\"); var run = pretrain(shown);");
    List<String> first = htmls(trained, "display_data");
    List<String> updates = htmls(trained, "update_display_data");
    assertEquals(1, first.size());
    assertTrue(first.get(0).contains("smdm-progress"), first.get(0));
    String last = updates.get(updates.size() - 1);
    assertTrue(last.contains("finished") && last.contains("step 30 of 30"), last);
    assertTrue(last.contains("<polyline") && last.contains("validation"), last);
    String html = htmls(cell("run"), "execute_result").get(0);
    assertTrue(html.contains("smdm-table") && html.contains("<svg"), html);
    String config = htmls(cell("shown"), "execute_result").get(0);
    assertTrue(config.contains(">shown<") && config.contains("1 layers, 2 heads"), config);
    String again = htmls(cell("pretrain(shown)"), "display_data").get(0);
    assertTrue(again.contains("finished") && again.contains("step 30 of 30"), again);
    String samples = htmls(cell("sample(run, \"The \")"), "execute_result").get(0);
    assertEquals(3, samples.split("<pre", -1).length - 1);
    String watched = htmls(cell("watch(run, \"The \")"), "execute_result").get(0);
    assertTrue(watched.contains("<b title=\"id 84, given\">T</b>"), watched);
    assertTrue(watched.contains("data-steps=") && watched.contains("<script>"), watched);
    cell("var filled = fill(run, \"The ▢{3} of ▢\")");
    assertEquals("4", cell("filled.trajectory(0).steps().size()").result());
    assertTrue(cell("filled.texts().get(0)").result().startsWith("The "));
    assertTrue(cell("filled.heatMap()").published().toString().contains("image/svg+xml"));
    KernelClient.Answer unblank = kernel.execute("fill(run, \"The end\")", 60);
    String unblankWhy = unblank.reply().path("evalue").asText();
    assertTrue(unblankWhy.startsWith("nothing is blank"), unblankWhy);
    String runs = htmls(cell("runs()"), "execute_result").get(0);
    assertTrue(runs.contains(">shown<"), runs);
    String ratios = cell("run.maskRatioChart()").published().toString();
    assertTrue(ratios.contains("image/svg+xml"), ratios);
  }

  @Test
  void aTaskOfACellIsScoredAndABadOneLeavesTheKernel() throws Exception {
    Path rows = Files.writeString(home.resolve("rows.csv"), "q,a,b\none,two,three\n");
    cell("var scored = pretrain(mdm()" + TINY + ".steps(2).name(\"scored\"));");
    String task = "task(\"mine\", \"" + rows + "\", row -> ";
    String good = "row.choices(row.text(\"q\"), List.of(row.text(\"a\"), row.text(\"b\")), 0))";
    cell("import java.util.*; var report = evaluate(scored, " + task + good + ");");
    assertEquals("1", cell("report.rows().get(0).items()").result());
    try (Stream<Path> files = Files.walk(home.resolve("results/eval/scored"))) {
      assertTrue(files.anyMatch(f -> f.getFileName().toString().startsWith("samples_mine")));
    }
    KernelClient.Answer thrown =
        kernel.execute("evaluate(scored, " + task + "row.choices(\"x\", null, 1 / 0)))", 60);
    assertEquals(
        "Line 2 of " + rows + ": the task's code throws java.lang.ArithmeticException: / by zero",
        thrown.reply().path("evalue").asText());
    assertEquals("2", cell("report.rows().size()").result());
  }

  @Test
  void aStoppedCellSavesItsRunAndGoesOnToTheSameLosses() throws Exception {
    String experiment = "mdm()" + TINY + ".steps(400).saveEvery(50)";
    Thread stop =
        new Thread(
            () -> {
              Path saved = home.resolve("results/stopped/checkpoints/step-00000050");
              try {
                while (!Files.exists(saved)) {
                  Thread.sleep(5);
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              kernel.interrupt();
            });
    stop.start();
    String code = "pretrain(" + experiment + ".name(\"stopped\"))";
    KernelClient.Answer stopped = kernel.execute(code, 120);
    stop.join();
    assertEquals("RunStopped", stopped.reply().path("ename").asText(), stopped.reply().toString());
    assertEquals("stopped", Run.in(home.resolve("results/stopped")).state());
    int done = losses("stopped").length;
    assertTrue(done >= 50 && done < 400, "stopped after " + done);
    cell(code);
    cell("pretrain(" + experiment + ".name(\"whole\"))");
    assertArrayEquals(losses("whole"), losses("stopped"));
  }

  @Test
  void aLaunchedRunHasTheSameLossesAndOutlivesItsKernel() throws Exception {
    String experiment = "mdm()" + TINY + ".steps(300)";
    cell("pretrain(" + experiment + ".name(\"here\"))");
    Path file = home.resolve("saved.json");
    try (KernelClient other = startKernel()) {
      String save = "var c = " + experiment + ".name(\"there\"); c.save(\"" + file + "\"); ";
      KernelClient.Answer launched =
          other.execute(save + "launch(config(\"" + file + "\")).name()", 120);
      assertEquals("there", launched.result(), launched.reply().toString());
      other.process().destroyForcibly().waitFor();
    }
    KernelClient.Answer attached = cell("attach(\"there\").state()");
    assertEquals("finished", attached.result());
    List<String> updates = htmls(attached, "update_display_data");
    updates.addAll(htmls(attached, "display_data"));
    assertTrue(updates.stream().anyMatch(html -> html.contains("step 300 of 300")));
    assertArrayEquals(losses("here"), losses("there"));
  }

  @Test
  void aRunWhoseKernelIsKilledGoesOnInAnotherToTheSameLosses() throws Exception {
    String experiment = "mdm()" + TINY + ".steps(300).saveEvery(20)";
    String code = "pretrain(" + experiment + ".name(\"killed\"));";
    try (KernelClient other = startKernel()) {
      other.awaitStart(60);
      other.send(code);
      Path saved = home.resolve("results/killed/checkpoints/step-00000020");
      while (!Files.exists(saved)) {
        Thread.sleep(5);
      }
      // While one kernel trains, another is told that the run is taken.
      KernelClient.Answer second = kernel.execute(code, 60);
      String message = second.reply().path("evalue").asText();
      assertTrue(message.contains("is being trained by another process"), message);
      other.process().destroyForcibly().waitFor();
    }
    assertEquals("interrupted", Run.in(home.resolve("results/killed")).state());
    cell(code);
    cell("pretrain(" + experiment + ".name(\"spared\"));");
    assertArrayEquals(losses("spared"), losses("killed"));
  }

  @Test
  void anotherConfigUnderANameThatIsTakenIsRefusedAndANumberIsForDefaultNames() {
    cell("pretrain(arm()" + TINY + ".steps(2).name(\"taken\"));");
    KernelClient.Answer refused =
        kernel.execute("pretrain(arm()" + TINY + ".steps(3).name(\"taken\"))", 60);
    String message = refused.reply().path("evalue").asText();
    assertTrue(message.contains("budget.steps 2 → 3"), message);
    cell("pretrain(arm()" + TINY + ".steps(4));");
    KernelClient.Answer second = cell("pretrain(arm()" + TINY + ".steps(4).seed(1)).name()");
    assertTrue(second.result().endsWith("-2"), second.result());
  }

  @Test
  void aBudgetThatIsMissingIsASentence() {
    KernelClient.Answer refused = kernel.execute("pretrain(mdm())", 60);
    assertEquals("UserException", refused.reply().path("ename").asText());
    assertTrue(refused.reply().path("evalue").asText().startsWith("no budget is given"));
  }
}
