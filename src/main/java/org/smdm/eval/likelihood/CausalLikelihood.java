package org.smdm.eval.likelihood;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.smdm.config.ModelFamily;
import org.smdm.config.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.tensor.Kernels;

/**
 * The exact likelihood of an autoregressive model. A context is read once however many
 * continuations it has, in the same pass as these ({@link BranchedText}).
 *
 * <p>With guidance each continuation is read a second time behind an end-of-text instead of its
 * context, as the sampler does it, and every token's logits are u + (1 + w)(c - u).
 *
 * <p>The last bits of a result depend on which choices of its item were asked for with it, and on
 * nothing else.
 */
final class CausalLikelihood implements LikelihoodModel {

  /** Texts are filled up to a multiple of so many tokens. */
  private static final int TOKEN_BLOCK = 16;

  /** A branch of its own for what fills up a text. */
  private static final int FILLING = -1;

  private final LanguageModel model;
  private final int tokens;
  private final double guidance;
  private final int endOfText;
  private final HeadJudge head;
  private final Kernels kernels;
  private long sequences;

  /**
   * @param endOfText what stands for no context
   * @param tokens most that are read at once, unless one item has more
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
    this.kernels = HeadJudge.kernels(model);
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

  /**
   * Choices after one context.
   *
   * @param whole their tokens
   * @param alone their tokens behind an end-of-text
   */
  private record Shared(
      int[] context, List<Encoded> choices, BranchedText whole, BranchedText alone) {

    /** Tokens that are read, as they are filled up. */
    int held() {
      return filled(whole.length());
    }
  }

  @Override
  public void estimate(List<Question> questions, BiConsumer<Encoded, LikelihoodEstimate> done) {
    List<Shared> all = new ArrayList<>();
    questions.forEach(question -> all.addAll(shared(question)));
    all.sort(Comparator.comparingInt(shared -> shared.whole.length()));
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

  private static int filled(int length) {
    return (length + TOKEN_BLOCK - 1) / TOKEN_BLOCK * TOKEN_BLOCK;
  }

  /** Choices of one item have one context unless it was cut to fit. */
  private List<Shared> shared(Question question) {
    List<List<Encoded>> groups = new ArrayList<>();
    for (Encoded choice : question.choices()) {
      int[] context = choice.tokens().context();
      if (context.length == 0) {
        throw new UserException(
            "%s fills the model's block and leaves nothing to predict it from: evaluate a model with longer blocks"
                .formatted(choice.where()));
      }
      groups.stream()
          .filter(group -> Arrays.equals(group.get(0).tokens().context(), context))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(choice);
    }
    List<Shared> all = new ArrayList<>();
    for (List<Encoded> group : groups) {
      int[] context = group.get(0).tokens().context();
      for (List<Encoded> part : BranchedText.parts(context.length, group)) {
        List<int[]> targets = part.stream().map(choice -> choice.tokens().target()).toList();
        all.add(
            new Shared(
                context,
                part,
                BranchedText.of(context, targets),
                BranchedText.of(new int[] {endOfText}, targets)));
      }
    }
    return all;
  }

  private void compute(List<Shared> batch, BiConsumer<Encoded, LikelihoodEstimate> done) {
    List<HeadJudge.Asked> asked = new ArrayList<>();
    Judged[] judged;
    try (NDManager scope = model.manager().newSubManager()) {
      NDList states = new NDList();
      int[] rows = new int[batch.size()];
      int end = states(scope, batch.stream().map(Shared::whole).toList(), 0, rows, states);
      int[] rowsAlone = new int[batch.size()];
      if (guidance > 0) {
        states(scope, batch.stream().map(Shared::alone).toList(), end, rowsAlone, states);
      }
      for (int b = 0; b < rows.length; b++) {
        asked.addAll(asked(batch.get(b), rows[b], rowsAlone[b]));
      }
      judged = head.judge(scope, NDArrays.concat(states, 1), asked, guidance);
    }
    int from = 0;
    for (Shared shared : batch) {
      sequences += (long) shared.choices.size() * passes();
      from = tell(shared.choices, judged, from, done);
    }
  }

  /** All first tokens, which are predicted in one place, then the others of each choice. */
  private static List<HeadJudge.Asked> asked(Shared shared, int first, int firstAlone) {
    List<HeadJudge.Asked> firsts = new ArrayList<>();
    List<HeadJudge.Asked> others = new ArrayList<>();
    for (int branch = 0; branch < shared.choices.size(); branch++) {
      int[] target = shared.choices.get(branch).tokens().target();
      for (int i = 0; i < target.length; i++) {
        int row = first + shared.whole.place(branch, i, shared.context.length);
        int alone = firstAlone + shared.alone.place(branch, i, 1);
        (i == 0 ? firsts : others).add(new HeadJudge.Asked(row, alone, target[i]));
      }
    }
    firsts.addAll(others);
    return firsts;
  }

  /** Reports the choices of one text, whose results begin somewhere; where the next ones begin. */
  private int tell(
      List<Encoded> choices,
      Judged[] judged,
      int from,
      BiConsumer<Encoded, LikelihoodEstimate> done) {
    int other = from + choices.size();
    for (int branch = 0; branch < choices.size(); branch++) {
      Encoded choice = choices.get(branch);
      Judged[] own = new Judged[choice.tokens().target().length];
      own[0] = judged[from + branch];
      System.arraycopy(judged, other, own, 1, own.length - 1);
      other += own.length - 1;
      done.accept(choice, estimate(choice, own));
    }
    return other;
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

  /**
   * Reads texts, those of one length together: what is beside a text would else change its sums'
   * order.
   *
   * @param begin how many rows there are already
   * @param rows receives where each text begins
   * @param states receives the states, each (1, n, embd)
   * @return how many rows there are then
   */
  private int states(
      NDManager scope, List<BranchedText> texts, int begin, int[] rows, NDList states) {
    Map<Integer, List<BranchedText>> alike = new TreeMap<>();
    for (int i = 0; i < rows.length; i++) {
      int time = filled(texts.get(i).length());
      List<BranchedText> same = alike.computeIfAbsent(time, t -> new ArrayList<>());
      rows[i] = same.size() * time;
      same.add(texts.get(i));
    }
    Map<Integer, Integer> begins = new HashMap<>();
    int end = begin;
    for (Map.Entry<Integer, List<BranchedText>> same : alike.entrySet()) {
      begins.put(same.getKey(), end);
      end += same.getKey() * same.getValue().size();
      states.add(states(scope, same.getValue(), same.getKey()));
    }
    for (int i = 0; i < rows.length; i++) {
      rows[i] += begins.get(filled(texts.get(i).length()));
    }
    return end;
  }

  /** States of all tokens, (1, batch · time, embd). */
  private NDArray states(NDManager scope, List<BranchedText> texts, int time) {
    long[] ids = new long[texts.size() * time];
    long[] positions = new long[ids.length];
    long[] branches = new long[ids.length];
    for (int b = 0; b < texts.size(); b++) {
      BranchedText text = texts.get(b);
      for (int i = 0; i < time; i++) {
        boolean isFilling = i >= text.length();
        ids[b * time + i] = isFilling ? 0 : text.ids()[i];
        positions[b * time + i] = isFilling ? 0 : text.positions()[i];
        branches[b * time + i] = isFilling ? FILLING : text.branches()[i];
      }
    }
    Shape shape = new Shape(texts.size(), time);
    try (NDManager inner = scope.newSubManager()) {
      NDArray visible = kernels.run(inner, "visible", inner.create(branches, shape)).head();
      NDArray hidden =
          model.treeHidden(
              inner, inner.create(ids, shape), inner.create(positions, shape), visible);
      NDArray flat = hidden.reshape(1, ids.length, -1);
      flat.attach(scope);
      return flat;
    }
  }
}
