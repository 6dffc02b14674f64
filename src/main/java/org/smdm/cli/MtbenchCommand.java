package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.mtbench.AnswerRun;
import org.smdm.eval.mtbench.ModelAnswer;
import org.smdm.eval.mtbench.Question;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.sample.chat.AnswerWriter;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "mtbench",
    description =
        "Has a fine-tuned checkpoint answer MT-Bench's questions, in FastChat's format; judge has"
            + " the answers judged.",
    footer = {
      "",
      "Defaults of the sampling are the paper's: ancestral, temperature 1, 128 steps, guidance 0.6",
      "(an ARM: none). Started again, it goes on where it was."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MtbenchCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Option(
      names = "--questions",
      required = true,
      paramLabel = "JSONL",
      description = "MT-Bench's question.jsonl.")
  private Path questions;

  @Option(
      names = "--turns",
      description = "Answer 1 turn, as the paper, or 2 where there is room (default).")
  private int turns = 2;

  @Option(names = "--limit", description = "Only the first so many questions.")
  private Integer limit;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The answers (default results/mtbench/model_answer/NAME.jsonl).")
  private Path out;

  @Option(names = "--name", description = "Name of the model in tables (default: its path's end).")
  private String name;

  @Mixin private AnswerOptions answers;

  @Option(
      names = "--batch",
      description = "Questions answered and written together (default ${DEFAULT-VALUE}).")
  private int batch = 8;

  @Mixin private DrawOptions draws;

  @Override
  public Integer call() {
    GivenOptions.requirePositive("--batch", batch);
    List<Question> asked = GivenOptions.first(Question.read(questions), limit);
    ReadableModel saved = loaded.saved();
    Tokenizer tokenizer = saved.tokenizer();
    SamplingConfig config = answers.config(saved, AnswerOptions.BENCH_LENGTH);
    int length = answers.length(config, AnswerOptions.BENCH_LENGTH);
    OptionalInt first = answers.first(loaded, saved, tokenizer);
    String model = loaded.name(name);
    Path file = out == null ? Path.of("results", "mtbench", "model_answer", model + ".jsonl") : out;
    AnswerRun.Plan plan =
        new AnswerRun.Plan(
            saved.sha256(), model, turns, first.orElse(-1), length, draws.seed, config);
    List<ModelAnswer> given;
    try (AnswerRun run = AnswerRun.open(file, plan);
        NDManager manager = Torch.newManager(draws.device);
        LanguageModel network = saved.load(manager);
        TerminalProgress<ModelAnswer> progress = new TerminalProgress<>("mtbench")) {
      AnswerWriter writer =
          new AnswerWriter(
              network, tokenizer, first, config, length, new RandomStreams(draws.seed));
      given = run.answer(asked, writer, batch, progress);
    }
    long all = asked.stream().mapToInt(q -> Math.min(turns, q.turns().size())).sum();
    long answered =
        given.stream()
            .flatMap(answer -> answer.turns().stream())
            .filter(text -> !text.isEmpty())
            .count();
    System.out.printf(
        Locale.ROOT,
        "%,d of %,d turns have an answer of at least a character, in %.0f s; written to %s%n",
        answered,
        all,
        given.stream().mapToDouble(ModelAnswer::seconds).sum(),
        file);
    return 0;
  }
}
