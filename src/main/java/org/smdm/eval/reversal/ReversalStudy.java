package org.smdm.eval.reversal;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.smdm.config.ModelFamily;
import org.smdm.config.RevealBudget;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.finetune.FineTuning;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;

/**
 * Trains small models on people who do not exist and asks them in both directions. Everything lies
 * in one folder; what was interrupted goes on there.
 */
public final class ReversalStudy {

  private static final int BATCH = 64;

  private final ReversalPlan plan;
  private final Path folder;

  /**
   * @param plan people, models and seeds
   * @param folder receives data and runs
   */
  public ReversalStudy(ReversalPlan plan, Path folder) {
    this.plan = plan;
    this.folder = folder;
  }

  /**
   * Trains and asks, seed by seed.
   *
   * @param listeners gives each run, by its name, somebody who follows it
   * @return the ARM's and the MDM's result of each seed
   * @throws UserException when a run is stopped, after saving, its folder is another plan's or
   *     another process writes to it
   */
  public List<ReversalResult> run(Function<RunConfig, TrainingListener> listeners) {
    OutputLock lock = OutputLock.ofFolder(folder, "written by another process");
    try (lock) {
      List<ReversalResult> results = new ArrayList<>();
      for (long seed : plan.seeds()) {
        FictitiousPeople people = FictitiousPeople.of(plan.asked(), plan.both(), seed);
        Path data = folder.resolve("people-seed" + seed);
        people.write(data);
        Tokenizer tokenizer = Tokenizers.load(data.resolve("tokenizer.json").toString());
        for (ModelFamily family : List.of(ModelFamily.ARM, ModelFamily.MDM)) {
          RunConfig config = plan.run(family, seed, data, people, tokenizer.vocabSize());
          train(config, listeners.apply(config));
          results.add(
              ask(
                  family.name(),
                  ReadableModel.of(folder.resolve(config.name())),
                  OptionalInt.empty(),
                  Questionnaire.read(data, 0),
                  plan.sampling(people.longest()),
                  seed,
                  plan.device()));
        }
      }
      return results;
    }
  }

  private void train(RunConfig config, TrainingListener listener) {
    TrainingOutcome outcome =
        new TrainingSession(folder, true, listener, Parallelism.none())
            .run(config, FineTuning.open(config));
    if (!outcome.isFinished()) {
      throw new UserException(
          "%s was stopped and saved after step %d of %d: the same command goes on"
              .formatted(config.name(), outcome.step(), config.steps()));
    }
  }

  /**
   * Asks a model on disk.
   *
   * @param name under which its result goes
   * @param saved the model with its tokenizer
   * @param begin id before every prompt; where there is none, what the model expects
   * @param test the questions
   * @param sampling how to answer
   * @param seed of the draws
   * @param device where to compute
   */
  public static ReversalResult ask(
      String name,
      ReadableModel saved,
      OptionalInt begin,
      Questionnaire test,
      SamplingConfig sampling,
      long seed,
      String device) {
    Tokenizer tokenizer = saved.tokenizer();
    OptionalInt first = begin.isPresent() ? begin : saved.firstToken(tokenizer);
    try (NDManager manager = Torch.newManager(device);
        LanguageModel model = saved.load(manager)) {
      TextSampler sampler =
          new TextSampler(model, tokenizer, first, sampling, new RandomStreams(seed));
      // Where a step's tokens are those of a batch, the reference's batch is a single prompt.
      int batch = sampling.order().budget() == RevealBudget.BATCH ? 1 : BATCH;
      return new ReversalResult(name, seed, test.as(model.family()).ask(sampler, batch));
    }
  }
}
