package org.smdm.eval.likelihood;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.Communicator;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.eval.Scorer;
import org.smdm.io.Progress;
import org.smdm.model.LanguageModel;
import org.smdm.tensor.RandomStreams;

/**
 * A model as an evaluation's scorer: requests of any number of items are batched by length up to a
 * number of tokens, and their answers remembered.
 *
 * <p>On a CPU an answer depends on model, estimator, seed and request alone, never on what else is
 * asked. (Where draws stop when a choice is decided, it depends on the item's other choices.) So
 * ranks that share the requests find the same answers as one process.
 */
public final class LikelihoodScorer implements Scorer {

  private static final int MASKED_TOKENS_ON_CPU = 4096;
  private static final int MASKED_TOKENS_ON_GPU = 65_536;
  private static final int CAUSAL_TOKENS_ON_CPU = 4096;
  private static final int CAUSAL_TOKENS_ON_GPU = 32_768;

  /** How often ranks tell each other their answers while they score a task. */
  private static final int ROUNDS = 8;

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final boolean isBegun;
  private final Map<String, ScoringPlan> plans;
  private final Memory memory;
  private final int batchTokens;
  private final Progress<?> progress;
  private final Communicator ranks;
  private final Map<String, ScoringReport> reports = new LinkedHashMap<>();
  private long sequences;

  /**
   * Where answers are remembered.
   *
   * @param modelHash SHA-256 of the weights
   * @param answers the file
   */
  public record Memory(String modelHash, AnswerFile answers) {}

  /**
   * @param model scores; either family; the same on all ranks
   * @param tokenizer of the model
   * @param isBegun whether a begin of text goes before every context
   * @param plans how each task is scored, by its name
   * @param memory of earlier answers; null for none, and on ranks that do not lead
   * @param batchTokens most tokens that are put through the transformer at once; 0 for what suits
   *     the device
   * @param progress is told how this rank goes on
   * @param ranks that share the requests
   */
  public LikelihoodScorer(
      LanguageModel model,
      Tokenizer tokenizer,
      boolean isBegun,
      Map<String, ScoringPlan> plans,
      Memory memory,
      int batchTokens,
      Progress<?> progress,
      Communicator ranks) {
    this.ranks = ranks;
    this.model = model;
    this.tokenizer = tokenizer;
    this.isBegun = isBegun;
    this.plans = Map.copyOf(plans);
    this.memory = memory;
    this.batchTokens = batchTokens > 0 ? batchTokens : usualTokens(model);
    this.progress = progress;
  }

  private static int usualTokens(LanguageModel model) {
    boolean isGpu = model.manager().getDevice().isGpu();
    if (model.family() == ModelFamily.MDM) {
      return isGpu ? MASKED_TOKENS_ON_GPU : MASKED_TOKENS_ON_CPU;
    }
    return isGpu ? CAUSAL_TOKENS_ON_GPU : CAUSAL_TOKENS_ON_CPU;
  }

  /**
   * Estimates the likelihood of every continuation.
   *
   * @param requests of one task, the choices of an item one after the other
   * @throws org.smdm.io.UserException naming a request whose target does not fit the model, or
   *     whose logits are not numbers
   */
  @Override
  public List<LikelihoodEstimate> score(List<Request> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    String task = requests.get(0).task();
    ScoringPlan plan = plans.get(task);
    if (plan == null || requests.stream().anyMatch(request -> !request.task().equals(task))) {
      throw new IllegalArgumentException("requests of %s, plans for %s".formatted(task, plans));
    }
    LikelihoodModel likelihood = likelihood(plan);
    int most = likelihood.maxTokens();
    List<EncodedRequest> encoded =
        requests.stream()
            .map(request -> EncodedRequest.of(tokenizer, isBegun, request, most))
            .toList();
    // An ARM reads the choices of an item as one text; draws stop when one of them is the best.
    boolean isOfAllChoices = model.family() == ModelFamily.ARM || plan.likelihood().isAdaptive();
    List<List<EncodedRequest>> questions = isOfAllChoices ? items(encoded) : each(encoded);
    Map<EncodedRequest, LikelihoodEstimate> estimates = new HashMap<>();
    Map<EncodedRequest, String> keys = new HashMap<>();
    recall(questions, plan, estimates, keys);
    estimates.putAll(SharedEstimates.of(encoded, estimates, ranks));
    List<List<EncodedRequest>> unknown =
        questions.stream().filter(question -> !estimates.keySet().containsAll(question)).toList();
    unknown.forEach(question -> question.forEach(estimates::remove));
    int known = estimates.size();
    List<List<List<EncodedRequest>>> rounds = rounds(unknown);
    double work = rounds.stream().mapToDouble(r -> work(likelihood, r)).sum();
    progress.begun(new Progress.Part(task, "requests", encoded.size(), known, work));
    for (List<List<EncodedRequest>> round : rounds) {
      estimates.putAll(estimate(likelihood, round, keys));
    }
    progress.ended();
    sequences += likelihood.sequences();
    List<LikelihoodEstimate> ordered = encoded.stream().map(estimates::get).toList();
    reports.put(task, report(encoded, ordered, known));
    return ordered;
  }

  private static List<List<EncodedRequest>> each(List<EncodedRequest> requests) {
    return requests.stream().map(List::of).toList();
  }

  private static List<List<EncodedRequest>> items(List<EncodedRequest> requests) {
    return List.copyOf(
        requests.stream()
            .collect(
                Collectors.groupingBy(
                    choice -> choice.request().docId(), LinkedHashMap::new, Collectors.toList()))
            .values());
  }

  /** What is scored before ranks tell each other: all at once where there is one. */
  private List<List<List<EncodedRequest>>> rounds(List<List<EncodedRequest>> questions) {
    int count = ranks.worldSize() == 1 ? 1 : ROUNDS * ranks.worldSize();
    int size = Math.max(1, (questions.size() + count - 1) / count) * ranks.worldSize();
    List<List<List<EncodedRequest>>> rounds = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += size) {
      rounds.add(questions.subList(from, Math.min(questions.size(), from + size)));
    }
    return rounds;
  }

  /** This rank's questions of a round. */
  private List<List<EncodedRequest>> own(List<List<EncodedRequest>> round) {
    return IntStream.range(0, round.size())
        .filter(i -> i % ranks.worldSize() == ranks.rank())
        .mapToObj(round::get)
        .toList();
  }

  private double work(LikelihoodModel likelihood, List<List<EncodedRequest>> round) {
    return own(round).stream().flatMap(List::stream).mapToDouble(likelihood::work).sum();
  }

  private Map<EncodedRequest, LikelihoodEstimate> estimate(
      LikelihoodModel likelihood,
      List<List<EncodedRequest>> round,
      Map<EncodedRequest, String> keys) {
    Map<EncodedRequest, LikelihoodEstimate> own = new HashMap<>();
    boolean isAlone = ranks.worldSize() == 1;
    likelihood.estimate(
        own(round),
        (choice, estimate) -> {
          own.put(choice, estimate);
          if (isAlone) {
            remember(choice, estimate, keys);
          }
          progress.advanced(1, likelihood.work(choice));
        });
    if (isAlone) {
      return own;
    }
    List<EncodedRequest> choices = round.stream().flatMap(List::stream).toList();
    Map<EncodedRequest, LikelihoodEstimate> all = SharedEstimates.of(choices, own, ranks);
    progress.advanced((long) all.size() - own.size(), 0);
    all.forEach((choice, estimate) -> remember(choice, estimate, keys));
    return all;
  }

  private void remember(
      EncodedRequest choice, LikelihoodEstimate estimate, Map<EncodedRequest, String> keys) {
    if (memory != null) {
      memory.answers.add(keys.get(choice), choice.request(), estimate);
    }
  }

  private LikelihoodModel likelihood(ScoringPlan plan) {
    LikelihoodConfig config = plan.likelihood();
    if (model.family() == ModelFamily.ARM) {
      return new CausalLikelihood(model, config, tokenizer.endOfText(), batchTokens);
    }
    LikelihoodNoise noise = LikelihoodNoise.seeded(new RandomStreams(config.seed()));
    return new MaskedLikelihood(model, plan, noise, batchTokens);
  }

  /** Finds the answers that are remembered. */
  private void recall(
      List<List<EncodedRequest>> questions,
      ScoringPlan plan,
      Map<EncodedRequest, LikelihoodEstimate> estimates,
      Map<EncodedRequest, String> keys) {
    if (memory == null) {
      return;
    }
    AnswerKey key = new AnswerKey(memory.modelHash, plan);
    for (List<EncodedRequest> question : questions) {
      for (EncodedRequest choice : question) {
        keys.put(choice, key.of(choice, question));
        memory.answers.known(keys.get(choice)).ifPresent(a -> estimates.put(choice, a));
      }
    }
  }

  private static ScoringReport report(
      List<EncodedRequest> encoded, List<LikelihoodEstimate> estimates, int known) {
    boolean isSure = estimates.stream().allMatch(e -> e.standardError().isPresent());
    return new ScoringReport(
        encoded.size(),
        known,
        (int) encoded.stream().filter(choice -> choice.droppedTokens() > 0).count(),
        encoded.stream().mapToLong(choice -> choice.droppedTokens()).sum(),
        (int) encoded.stream().filter(choice -> choice.isCrossed()).count(),
        estimates.stream().mapToLong(LikelihoodEstimate::forwardPasses).sum(),
        isSure
            ? OptionalDouble.of(
                estimates.stream()
                    .mapToDouble(e -> e.standardError().getAsDouble())
                    .average()
                    .orElseThrow())
            : OptionalDouble.empty());
  }

  /** What each task that was scored took, in order. */
  public Map<String, ScoringReport> reports() {
    return new LinkedHashMap<>(reports);
  }

  /**
   * Sequences that really went through this rank's transformer: equal ones of a batch only once.
   */
  public long sequences() {
    return sequences;
  }

  /** Most tokens put through the transformer at once. */
  public int batchTokens() {
    return batchTokens;
  }
}
