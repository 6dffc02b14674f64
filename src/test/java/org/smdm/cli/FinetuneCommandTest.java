package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;

/** Fine-tuning as a user meets it. */
@ResourceLock("System.out")
class FinetuneCommandTest {

  @TempDir Path folder;

  private Path examples() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      lines.append("{\"prompt\": \"ask %d\", \"completion\": \" so %d\"}\n".formatted(i, i * i));
    }
    return Files.writeString(folder.resolve("mine.jsonl"), lines);
  }

  @Test
  void aFineTunedRunIsAnOrdinaryOneAndRunsAgainFromItsConfig() throws Exception {
    Terminal.pretrain(folder, "--steps", 2, "--batch-size", 4, "--name", "base").assertDone();
    Terminal tuned =
        Terminal.smdm(
            "finetune",
            "--checkpoint",
            folder.resolve("base"),
            "--task",
            examples(),
            "--batch-size",
            4,
            "--epochs",
            2,
            "--results",
            folder,
            "--name",
            "tuned");
    tuned.assertDone();
    // 5% of 20 entries, drawn, are held back.
    assertTrue(tuned.err().contains("examples to learn from"), tuned.err());
    Path run = folder.resolve("tuned");
    for (String file : List.of("config.json", "metrics.csv", "manifest.json", "checkpoints")) {
      assertTrue(Files.exists(run.resolve(file)), file);
    }
    Terminal sampled =
        Terminal.smdm("sample", run, "--prompt", "ask 3", "--length", 12, "--steps", 4);
    sampled.assertDone();
    assertTrue(sampled.out().startsWith("ask 3"), sampled.out());
    Terminal listed = Terminal.smdm("runs", "--results", folder);
    assertTrue(listed.out().contains("tuned"), listed.out());

    RunConfig config = ConfigJson.read(run.resolve("config.json"), RunConfig.class);
    Path again = config.withName("again").save(folder.resolve("again.json").toString());
    Terminal.smdm("run", again, "--results", folder).assertDone();
    assertEquals(losses(run), losses(folder.resolve("again")));
  }

  private static List<String> losses(Path run) throws Exception {
    List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
    int column = List.of(lines.get(0).split(",")).indexOf("loss");
    return lines.stream().map(line -> line.split(",", -1)[column]).toList();
  }

  @Test
  void whatIsMissingIsSaid() throws Exception {
    Terminal.pretrain(folder, "--steps", 1, "--batch-size", 4, "--name", "base").assertDone();
    Path base = folder.resolve("base");
    Terminal noData = Terminal.smdm("finetune", "--checkpoint", base, "--task", "gsm8k");
    assertEquals(2, noData.code());
    assertTrue(noData.err().contains("--data is missing"), noData.err());
    Terminal noTask = Terminal.smdm("finetune", "--checkpoint", base, "--task", "nothing");
    assertEquals(2, noTask.code());
    assertTrue(noTask.err().contains("--task is 'nothing'"), noTask.err());
    Terminal tooLong =
        Terminal.smdm(
            "finetune",
            "--checkpoint",
            base,
            "--task",
            examples(),
            "--length",
            99,
            "--results",
            folder,
            "--batch-size",
            2);
    assertEquals(2, tooLong.code());
    assertTrue(tooLong.err().contains("length is 99"), tooLong.err());
  }

  @Test
  void theReversalCommandLeavesTableChartAndAnswers() throws Exception {
    Terminal done =
        Terminal.smdm(
            "reversal",
            "--seeds",
            2,
            "--people",
            4,
            "--both",
            2,
            "--steps",
            6,
            "--layers",
            1,
            "--embd",
            16,
            "--results",
            folder,
            "--name",
            "rev");
    done.assertDone();
    assertTrue(done.out().contains("DescriptionToName"), done.out());
    assertTrue(done.out().contains("paper: MDM 1.1B"), done.out());
    for (String file :
        List.of(
            "reversal.md",
            "reversal.csv",
            "reversal.json",
            "reversal.svg",
            "reversal.png",
            "answers.jsonl",
            "mdm-seed2/manifest.json")) {
      assertTrue(Files.exists(folder.resolve("rev").resolve(file)), file);
    }
    List<String> csv = Files.readAllLines(folder.resolve("rev/reversal.csv"));
    assertEquals(1 + 2 * 2 * 6, csv.size());

    Terminal asked =
        Terminal.smdm(
            "reversal",
            "--data",
            folder.resolve("rev/people-seed1"),
            "--checkpoint",
            folder.resolve("rev/arm-seed1"),
            "--results",
            folder,
            "--name",
            "asked");
    // The paper's 52 tokens are more than these models read.
    assertEquals(2, asked.code(), asked.out());
    assertTrue(asked.err().contains("52"), asked.err());
  }
}
