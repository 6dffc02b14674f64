package org.smdm.eval.likelihood;

import static java.util.stream.Collectors.toList;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.UserException;
import org.smdm.model.KeyValueCache;
import org.smdm.model.LanguageModel;
import org.smdm.sample.RowPadding;

/**
 * The exact likelihood of an autoregressive model. A context is read once however many
 * continuations it has: its keys and values are copied for each, and only their own tokens follow.
 *
 * <p>With guidance each continuation is read a second time behind an end-of-text instead of its
 * context, as the sampler does it, and every token's logits are u + (1 + w)(c - u).
 */
final class CausalLikelihood implements LikelihoodModel {

  /** Contexts are filled up to a multiple of so many tokens. */
  private static final int CONTEXT_BLOCK = 16;

  private static final int KEY_BLOCK = 64;

  /** Targets of up to so many tokens are all computed together. */
  private static final int LEAST_TARGET = 4;

  private final LanguageModel model;
  private final int tokens;
  private final double guidance;
  private final int endOfText;
  private final HeadJudge head;
  private long sequences;

  /**
   * @param endOfText what stands for no context
   * @param tokens most that keys and values are held of at once
   */
  CausalLikelihood(LanguageModel model, LikelihoodConfig config, int endOfText, int tokens) {
    if (model.family() != ModelFamily.ARM || config.estimator() != Estimator.EXACT) {
      throw new UserException(
          "%s is not for this model: an ARM takes exact".formatted(config.estimator().key()));
    }
    this.model = model;
    this.tokens = tokens;
    this.guidance = config.guidance();
    this.endOfText = endOfText;
    this.head = new HeadJudge(model);
  }

  /** One more than positions: the last token is predicted, never read. */
  @Override
  public int maxTokens() {
    return model.blockSize() + 1;
  }

  @Override
  public long sequences() {
    return sequences;
  }

  @Override
  public double work(Encoded choice) {
    return choice.length();
  }

  /** Choices after one context. */
  private record Shared(int[] context, List<Encoded> choices) {

    /** Tokens that come before the first one that predicts something. */
    int read() {
      return context.length - 1;
    }

    int held() {
      int longest = choices.stream().mapToInt(Encoded::length).max().orElseThrow();
      return choices.size() * ((longest + KEY_BLOCK - 1) / KEY_BLOCK * KEY_BLOCK);
    }
  }

  @Override
  public void estimate(List<Question> questions, BiConsumer<Encoded, LikelihoodEstimate> done) {
    List<Shared> all = new ArrayList<>();
    questions.forEach(question -> all.addAll(shared(question)));
    all.sort(Comparator.comparingInt((Shared shared) -> shared.context.length).reversed());
    List<Shared> batch = new ArrayList<>();
    int held = 0;
    for (Shared shared : all) {
      if (!batch.isEmpty() && held + shared.held() > tokens) {
        compute(batch, done);
        batch.clear();
        held = 0;
      }
      batch.add(shared);
      held += shared.held();
    }
    if (!batch.isEmpty()) {
      compute(batch, done);
    }
  }

  /** Choices of one item have one context unless it was cut to fit. */
  private static List<Shared> shared(Question question) {
    List<Shared> groups = new ArrayList<>();
    for (Encoded choice : question.choices()) {
      int[] context = choice.tokens().context();
      if (context.length == 0) {
        throw new UserException(
            "%s fills the model's block and leaves nothing to predict it from: evaluate a model with longer blocks"
                .formatted(choice.where()));
      }
      groups.stream()
          .filter(group -> Arrays.equals(group.context, context))
          .findFirst()
          .orElseGet(
              () -> {
                Shared group = new Shared(context, new ArrayList<>());
                groups.add(group);
                return group;
              })
          .choices
          .add(choice);
    }
    return groups;
  }

  private void compute(List<Shared> batch, BiConsumer<Encoded, LikelihoodEstimate> done) {
    List<Following> all = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      for (Encoded choice : batch.get(i).choices) {
        all.add(new Following(i, choice));
      }
    }
    sequences += (long) all.size() * passes();
    int capacity = all.stream().mapToInt(f -> f.choice.length()).max().orElseThrow() - 1;
    // Continuations are filled up to the longest they are computed with: like goes with like.
    Map<Integer, List<Following>> alike =
        all.stream().collect(Collectors.groupingBy(Following::size, TreeMap::new, toList()));
    boolean isOneEach = alike.size() == 1 && all.size() == batch.size();
    try (KeyValueCache contexts = model.newCache(batch.size(), capacity)) {
      read(contexts, batch);
      for (List<Following> same : alike.values()) {
        List<Encoded> choices = same.stream().map(Following::choice).toList();
        if (isOneEach) {
          tell(choices, follow(contexts, choices, capacity), done);
          continue;
        }
        long[] owners = same.stream().mapToLong(Following::owner).toArray();
        try (KeyValueCache copies = contexts.select(owners)) {
          tell(choices, follow(copies, choices, capacity), done);
        }
      }
    }
  }

  /**
   * A choice of a batch.
   *
   * @param owner number of its context
   */
  private record Following(int owner, Encoded choice) {

    /** Alike for targets that may be computed together: their length's next power of two. */
    int size() {
      int length = choice.tokens().target().length;
      return Math.max(LEAST_TARGET, Integer.highestOneBit(2 * length - 1));
    }
  }

  private void tell(
      List<Encoded> choices, Judged[][] judged, BiConsumer<Encoded, LikelihoodEstimate> done) {
    for (int i = 0; i < judged.length; i++) {
      done.accept(choices.get(i), estimate(choices.get(i), judged[i]));
    }
  }

  /** Sequences that a continuation puts through the transformer. */
  private int passes() {
    return guidance > 0 ? 2 : 1;
  }

  private LikelihoodEstimate estimate(Encoded choice, Judged[] judged) {
    int[] target = choice.tokens().target();
    double nll = 0;
    boolean isGreedy = true;
    for (int i = 0; i < target.length; i++) {
      nll += judged[i].nll();
      isGreedy &= judged[i].likeliest() == target[i];
    }
    if (Double.isNaN(nll)) {
      throw new UserException(
          "the model's logits are not numbers for %s: give a checkpoint without NaN"
              .formatted(choice.where()));
    }
    return new LikelihoodEstimate(nll, OptionalDouble.of(0), passes(), isGreedy);
  }

  /** Puts contexts into the cache but for their last tokens. */
  private void read(KeyValueCache cache, List<Shared> batch) {
    int longest = batch.stream().mapToInt(Shared::read).max().orElseThrow();
    if (longest == 0) {
      return;
    }
    // What fills up a context is overwritten, or hidden behind every token that follows it.
    int time =
        Math.min(cache.slots(), (longest + CONTEXT_BLOCK - 1) / CONTEXT_BLOCK * CONTEXT_BLOCK);
    long[] ids = new long[batch.size() * time];
    long[] positions = new long[ids.length];
    for (int b = 0; b < batch.size(); b++) {
      for (int i = 0; i < time; i++) {
        ids[b * time + i] = i < batch.get(b).read() ? batch.get(b).context[i] : 0;
        positions[b * time + i] = i;
      }
    }
    try (NDManager scope = model.manager().newSubManager()) {
      Shape shape = new Shape(batch.size(), time);
      model.cachedHidden(
          scope,
          scope.create(ids, shape),
          scope.create(positions, shape),
          cache,
          LongStream.range(0, batch.size()).toArray(),
          time);
    }
  }

  /** Reads the last token of each context and all but the last of each target. */
  private Judged[][] follow(KeyValueCache cache, List<Encoded> choices, int end) {
    int n = choices.size();
    int longest = choices.stream().mapToInt(c -> c.tokens().target().length).max().orElseThrow();
    int time = RowPadding.rowsOfEach(longest, n);
    List<Long> rows = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    for (int b = 0; b < n; b++) {
      int[] target = choices.get(b).tokens().target();
      for (int i = 0; i < target.length; i++) {
        rows.add((long) b * time + i);
        targets.add((long) target[i]);
      }
    }
    long[] conditional = unboxed(rows);
    long[] unconditional = new long[0];
    try (NDManager scope = model.manager().newSubManager()) {
      List<int[]> sequences = choices.stream().map(c -> c.tokens().tokens()).toList();
      NDArray states = states(scope, cache, choices, sequences, time, end);
      if (guidance > 0) {
        long ahead = (long) n * time;
        unconditional = Arrays.stream(conditional).map(row -> row + ahead).toArray();
        states = NDArrays.concat(new NDList(states, statesAlone(scope, choices, time)));
      }
      Judged[] judged =
          head.judge(scope, states, conditional, unconditional, unboxed(targets), guidance);
      Judged[][] parts = new Judged[n][];
      int from = 0;
      for (int b = 0; b < n; b++) {
        int to = from + choices.get(b).tokens().target().length;
        parts[b] = Arrays.copyOfRange(judged, from, to);
        from = to;
      }
      return parts;
    }
  }

  /** States that predict the targets when an end-of-text is all that stands before them. */
  private NDArray statesAlone(NDManager scope, List<Encoded> choices, int time) {
    List<int[]> sequences = new ArrayList<>();
    for (Encoded choice : choices) {
      int[] target = choice.tokens().target();
      int[] sequence = new int[target.length + 1];
      sequence[0] = endOfText;
      System.arraycopy(target, 0, sequence, 1, target.length);
      sequences.add(sequence);
    }
    int end = sequences.stream().mapToInt(sequence -> sequence.length - 1).max().orElseThrow();
    try (KeyValueCache cache = model.newCache(choices.size(), end)) {
      return states(scope, cache, choices, sequences, time, end);
    }
  }

  /**
   * States (batch, time, embd) of the tokens before each of a target's, which the sequences end
   * with; what is earlier is in the cache.
   */
  private NDArray states(
      NDManager scope,
      KeyValueCache cache,
      List<Encoded> choices,
      List<int[]> sequences,
      int time,
      int end) {
    int n = choices.size();
    long[] ids = new long[n * time];
    long[] positions = new long[n * time];
    for (int b = 0; b < n; b++) {
      int[] sequence = sequences.get(b);
      int length = choices.get(b).tokens().target().length;
      int first = sequence.length - length - 1;
      for (int i = 0; i < time; i++) {
        // Rows are filled up by repetitions, which write to the cache what is there already.
        int position = first + Math.min(i, length - 1);
        ids[b * time + i] = sequence[position];
        positions[b * time + i] = position;
      }
    }
    Shape shape = new Shape(n, time);
    return model.cachedHidden(
        scope,
        scope.create(ids, shape),
        scope.create(positions, shape),
        cache,
        LongStream.range(0, n).toArray(),
        end);
  }

  private static long[] unboxed(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
