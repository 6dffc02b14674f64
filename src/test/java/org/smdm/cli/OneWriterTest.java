package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.config.SweepConfig;
import org.smdm.hub.LocalHub;
import org.smdm.io.OutputLock;
import picocli.CommandLine;

/**
 * Every verb that writes: while its output is kept by somebody, it is refused by name in one
 * sentence. A new verb needs a line here.
 */
@ResourceLock("System.out")
class OneWriterTest {

  /** Verbs whose outputs nobody else can write, and why. */
  private static final Map<String, String> WITHOUT_LOCK =
      Map.of(
          "chat", "writes nothing",
          "info", "writes nothing",
          "runs", "writes nothing",
          "scaling power", "writes nothing",
          "plan-memory", "writes nothing",
          "kernel", "writes nothing but what its cells write",
          "notebook", "writes the same kernel's description as any other, whole at once",
          "quickstart", "has a folder of its own each time");

  @TempDir static Path base;
  private static Path prompts;
  private static Path sweep;
  private static Path questions;

  private static Path text(String name, String text) throws Exception {
    return Files.writeString(base.resolve(name), text);
  }

  @BeforeAll
  static void write() throws Exception {
    for (String family : List.of("mdm", "arm")) {
      Terminal.pretrain(
              base, "--objective", family, "--steps", 1, "--batch-size", 2, "--name", family)
          .assertDone();
    }
    Terminal.smdm(
            "scaling", "plan", "--budgets", "1e12", "--measure", 0, "--out", base.resolve("plan"))
        .assertDone();
    prompts = text("prompts.jsonl", "{\"prompt\": \"We\"}\n");
    questions =
        text(
            "questions.jsonl",
            "{\"question_id\": 1, \"category\": \"writing\", \"turns\": [\"Hi\"]}\n");
    text(
        "answers.jsonl",
        "{\"question_id\": 1, \"model_id\": \"m\", \"choices\": [{\"turns\": [\"Ho\"]}]}\n");
    text(
        "judge.jsonl",
        "{\"name\": \"single-v1\", \"system_prompt\": \"s\", \"prompt_template\": \"{answer}\"}\n");
    text("solve.jsonl", "{\"question\": \"1 + 1?\", \"answer\": \"2\\n#### 2\"}\n");
    text("ask.txt", "question||so #### 2\n".repeat(9));
    text("documents.jsonl", "{\"text\": \"We the people\"}\n");
    text("note.ipynb", "{\"cells\": [], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}");
    text("points.csv", "objective,budget,parameters,tokens,loss\narm,1e12,1e4,1e7,3\n");
    sweep =
        text(
            "sweep.json",
            ConfigJson.write(
                new SweepConfig(
                    "words",
                    base.resolve("arm").toString(),
                    new SweepConfig.Prompts("sotu", 0.05, SweepConfig.Kind.CLOZE, 6, 4, 32),
                    2,
                    1,
                    "cpu",
                    List.of(
                        new SweepConfig.Candidate(
                            "mdm",
                            "1",
                            base.resolve("mdm").toString(),
                            new SamplingConfig(32, 1, 1))))));
  }

  /** A verb, what it writes, and how that is kept. */
  private record Trial(Path output, Supplier<OutputLock> keep, Object... words) {

    static Trial ofFolder(Path output, Object... words) {
      return new Trial(output, () -> OutputLock.ofFolder(output, "kept by a test"), words);
    }

    static Trial ofFile(Path output, Object... words) {
      return new Trial(output, () -> OutputLock.ofFile(output, "kept by a test"), words);
    }

    void run() {
      OutputLock lock = keep.get();
      try (lock) {
        Terminal refused = Terminal.smdm(words);
        assertEquals(Main.USER_ERROR, refused.code(), refused.err());
        List<String> said = refused.err().lines().filter(l -> l.startsWith("smdm: ")).toList();
        assertEquals(1, said.size(), refused.err());
        String sentence = said.get(0);
        assertTrue(sentence.startsWith("smdm: %s is being ".formatted(output)), sentence);
        assertTrue(sentence.endsWith("wait for it, stop it, or write elsewhere"), sentence);
      }
    }
  }

  private static Map<String, Trial> trials() {
    Path mdm = base.resolve("mdm");
    Path arm = base.resolve("arm");
    Path out = base.resolve("out");
    Map<String, Trial> trials = new LinkedHashMap<>();
    Object[] tiny = {
      "pretrain",
      "--results",
      base,
      "--layers",
      1,
      "--heads",
      2,
      "--embd",
      16,
      "--block-size",
      32,
      "--steps",
      1,
      "--batch-size",
      2,
      "--name",
      "mdm",
      "--resume"
    };
    trials.put("pretrain", Trial.ofFolder(mdm, tiny));
    trials.put(
        "run",
        Trial.ofFolder(mdm, "run", mdm.resolve("config.json"), "--results", base, "--resume"));
    trials.put(
        "finetune",
        Trial.ofFolder(
            base.resolve("tuned"),
            "finetune",
            "--checkpoint",
            mdm,
            "--task",
            "gsm8k",
            "--data",
            base.resolve("ask.txt"),
            "--batch-size",
            2,
            "--name",
            "tuned",
            "--results",
            base,
            "--resume"));
    trials.put(
        "prepare", Trial.ofFolder(out, "prepare", base.resolve("documents.jsonl"), "--out", out));
    Path texts = base.resolve("texts.jsonl");
    trials.put("sample", Trial.ofFile(texts, "sample", mdm, "--input", prompts, "--output", texts));
    trials.put("sweep", Trial.ofFolder(base.resolve("words"), "sweep", sweep, "--results", base));
    trials.put(
        "frontier",
        Trial.ofFolder(
            base.resolve("frontier"),
            "frontier",
            "--mdm",
            mdm,
            "--arm",
            arm,
            "--judge",
            arm,
            "--results",
            base));
    Path plan = base.resolve("plan");
    trials.put(
        "scaling plan",
        Trial.ofFolder(out, "scaling", "plan", "--budgets", "1e12", "--measure", 0, "--out", out));
    trials.put("scaling run", Trial.ofFolder(plan, "scaling", "run", plan));
    trials.put(
        "scaling fit",
        Trial.ofFile(out, "scaling", "fit", base.resolve("points.csv"), "--out", out));
    trials.put("eval", Trial.ofFolder(out, "eval", mdm, "--tasks", "sotu_endings", "--out", out));
    trials.put("shift", Trial.ofFolder(base.resolve("shift"), "shift", mdm, "--results", base));
    Path harness = base.resolve("results.json");
    trials.put("compare", Trial.ofFile(out, "compare", harness, "--out", out));
    trials.put(
        "gsm8k",
        Trial.ofFolder(
            out, "gsm8k", mdm, "--data", base.resolve("solve.jsonl"), "--steps", 8, "--out", out));
    Path made = base.resolve("made.jsonl");
    trials.put("gsm8k --make", Trial.ofFile(made, "gsm8k", "--make", 2, "--out", made));
    Path given = base.resolve("given.jsonl");
    trials.put(
        "mtbench",
        Trial.ofFile(
            given, "mtbench", mdm, "--questions", questions, "--answer-length", 4, "--out", given));
    trials.put(
        "judge",
        Trial.ofFolder(
            out,
            "judge",
            base.resolve("answers.jsonl"),
            "--questions",
            questions,
            "--prompts",
            base.resolve("judge.jsonl"),
            "--url",
            "http://127.0.0.1:9",
            "--key-env",
            "SMDM_TEST_NO_SUCH_KEY",
            "--out",
            out));
    trials.put(
        "reversal",
        Trial.ofFolder(
            base.resolve("curse"),
            "reversal",
            "--steps",
            1,
            "--seeds",
            1,
            "--name",
            "curse",
            "--results",
            base));
    Path curve = base.resolve("curve");
    trials.put("plot", Trial.ofFile(curve, "plot", mdm, "--out", base.resolve("curve.svg")));
    Path run = base.resolve("run.ipynb");
    trials.put(
        "notebook run",
        Trial.ofFile(run, "notebook", "run", base.resolve("note.ipynb"), "--out", run));
    for (String what : List.of("train", "sample", "eval", "ranks", "notebook")) {
      trials.put("bench " + what, Trial.ofFile(out, "bench", what, "--out", out));
    }
    return trials;
  }

  @TestFactory
  List<DynamicTest> theSecondIsRefused() {
    return trials().entrySet().stream()
        .map(trial -> DynamicTest.dynamicTest(trial.getKey(), () -> trial.getValue().run()))
        .toList();
  }

  @Test
  void aDownloadIsRefusedToo() throws Exception {
    Path folder = base.resolve("hub/owner/name");
    OutputLock lock = OutputLock.ofFolder(folder, "kept by a test");
    Path said = base.resolve("get.txt");
    try (LocalHub hub = new LocalHub("models/owner/name");
        lock) {
      hub.add("model.safetensors", new byte[] {1});
      Process second =
          ChildProcess.smdm(
              said,
              Map.of("HF_ENDPOINT", hub.address()),
              List.of("get", "owner/name", "--out", base.resolve("hub").toString()));
      assertTrue(second.waitFor(60, TimeUnit.SECONDS));
      assertEquals(Main.USER_ERROR, second.exitValue(), Files.readString(said));
    }
    assertTrue(
        Files.readString(said)
            .contains("smdm: %s is being filled by another smdm get".formatted(folder)),
        Files.readString(said));
  }

  private static Map<String, CommandLine> verbs(CommandLine line, String before) {
    Map<String, CommandLine> verbs = new TreeMap<>();
    line.getSubcommands()
        .forEach(
            (name, verb) -> {
              if (!name.equals("help")) {
                if (verb.getCommand() instanceof Callable<?>) {
                  verbs.put(before + name, verb);
                }
                verbs.putAll(verbs(verb, before + name + " "));
              }
            });
    return verbs;
  }

  @Test
  void everyVerbHasALineHere() {
    TreeSet<String> decided = new TreeSet<>(trials().keySet());
    decided.remove("gsm8k --make");
    decided.addAll(WITHOUT_LOCK.keySet());
    decided.add("get");
    assertEquals(
        new TreeSet<>(verbs(new CommandLine(new Main()), "").keySet()),
        decided,
        "say for each verb how its output is kept to one process");
  }
}
