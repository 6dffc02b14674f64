package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.gsm8k.Gsm8kResult;
import org.smdm.eval.gsm8k.Gsm8kRun;
import org.smdm.eval.gsm8k.Problem;
import org.smdm.eval.gsm8k.Transcript;
import org.smdm.eval.gsm8k.TwoStages;
import org.smdm.eval.gsm8k.WordProblems;
import org.smdm.io.AtomicFile;
import org.smdm.io.OutputLock;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.record.BuildCommit;
import org.smdm.report.Gsm8kReport;
import org.smdm.report.PaperConversations;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "gsm8k",
    description =
        "Has a fine-tuned checkpoint solve word problems (GSM8K) in two stages and counts the right"
            + " answers; --make writes word problems of our own.",
    footer = {
      "",
      "Defaults of the sampling are the paper's: context and steps 256 (or the model's block),",
      "order confidence, temperature 0.1, guidance 0.1. Started again, it goes on where it was."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Gsm8kCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Spec private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Problems: GSM8K's test.jsonl, or lines of question||thought #### answer.")
  private Path data;

  @Option(names = "--limit", description = "Only the first so many problems.")
  private Integer limit;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "Folder for the results (default results/gsm8k/NAME); file for --make.")
  private Path out;

  @Option(names = "--name", description = "Name of the model in tables (default: its path's end).")
  private String name;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--begin-of-text",
      description = "Begin every prompt with the tokenizer's begin of text, as SMDM's releases do.")
  private boolean beginOfText;

  @Option(
      names = "--batch",
      description = "Problems worked on and written together (default ${DEFAULT-VALUE}).")
  private int batch = 32;

  @Mixin private DrawOptions draws;

  // The attribute lets an option do without the parameters that are required otherwise.
  @SuppressWarnings("deprecation")
  @Option(
      names = "--make",
      paramLabel = "N",
      help = true,
      description =
          "Write N word problems to --out: GSM8K's JSON lines, or question||thought #### answer"
              + " if it ends in .txt.")
  private Integer make;

  @Option(
      names = "--part",
      description =
          "With --make: train (default) or test, which have no question in common, whatever their"
              + " seeds.")
  private WordProblems.Part part = WordProblems.Part.TRAIN;

  @Override
  public Integer call() {
    if (make != null) {
      make();
    } else {
      solve();
    }
    return 0;
  }

  private void make() {
    GivenOptions.refuseAllBut(
        command, "with --make, which writes problems", "--make", "--part", "--out", "--seed");
    GivenOptions.requirePositive("--make", make);
    if (out == null) {
      throw new UserException("--make needs a file to write: give --out FILE.jsonl or FILE.txt");
    }
    boolean isText = out.toString().endsWith(".txt");
    int count =
        OutputLock.during(
            out,
            () -> {
              List<Problem> problems = WordProblems.draw(make, draws.seed, part);
              AtomicFile.writeString(
                  out,
                  problems.stream()
                      .map(problem -> (isText ? problem.textLine() : problem.jsonLine()) + "\n")
                      .collect(Collectors.joining()));
              return problems.size();
            });
    System.out.printf(Locale.ROOT, "%,d word problems written to %s%n", count, out);
  }

  private void solve() {
    GivenOptions.refuse(command, "without --make", "--part");
    if (data == null) {
      throw new UserException(
          "--data is missing: give a file of problems, as GSM8K's test.jsonl, or the Parquet that"
              + " ./smdm get gsm8k brings");
    }
    GivenOptions.requirePositive("--batch", batch);
    ReadableModel saved = loaded.saved();
    Tokenizer tokenizer = saved.tokenizer();
    List<Problem> all = Problem.read(data);
    List<Problem> problems = GivenOptions.first(all, limit);
    OptionalInt first = loaded.firstToken(saved, tokenizer, beginOfText);
    String model = loaded.name(name);
    Path folder = out == null ? Path.of("results", "gsm8k", model) : out;
    Gsm8kRun.Plan plan =
        new Gsm8kRun.Plan(
            saved.sha256(),
            Sha256.of(data),
            first.orElse(-1),
            draws.seed,
            sampling.config(saved.family(), TwoStages.sampling(saved.blockSize())));
    List<Transcript> transcripts;
    try (Gsm8kRun run = Gsm8kRun.open(folder, plan);
        NDManager manager = Torch.newManager(draws.device);
        LanguageModel network = saved.load(manager);
        TerminalProgress<Transcript> progress = new TerminalProgress<>("gsm8k")) {
      TwoStages stages =
          new TwoStages(network, tokenizer, first, plan.sampling(), new RandomStreams(draws.seed));
      transcripts = run.solve(problems, stages, batch, progress);
    }
    Gsm8kResult.Setting setting =
        new Gsm8kResult.Setting(
            model,
            saved.family().label(),
            data.getFileName().toString(),
            all.size(),
            draws.device,
            BuildCommit.name());
    Gsm8kReport report =
        new Gsm8kReport(Gsm8kResult.of(transcripts, plan, setting), PaperConversations.shipped());
    report.write(folder);
    Output.print(report.table(), report.notes());
    System.out.println("written to " + folder);
  }
}
