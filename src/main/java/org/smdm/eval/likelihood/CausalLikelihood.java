package org.smdm.eval.likelihood;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.smdm.config.ModelFamily;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;

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

  private final LanguageModel model;
  private final int tokens;
  private final double guidance;
  private final int endOfText;
  private final HeadJudge head;
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
  public double work(EncodedRequest choice) {
    return choice.length();
  }

  /**
   * Choices after one context.
   *
   * @param whole their tokens
   * @param alone their tokens behind an end-of-text
   */
  private record Shared(
      int[] context, List<EncodedRequest> choices, BranchedText whole, BranchedText alone) {

    /** Tokens that are read, as they are filled up. */
    int held() {
      return BranchedReading.filled(whole);
    }
  }

  @Override
  public void estimate(
      List<List<EncodedRequest>> questions, BiConsumer<EncodedRequest, LikelihoodEstimate> done) {
    List<Shared> all = new ArrayList<>();
    questions.forEach(question -> all.addAll(shared(question)));
    // What takes most memory comes first: if it does not fit, that is known at once.
    all.sort(Comparator.comparingInt((Shared shared) -> shared.whole.length()).reversed());
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
  private List<Shared> shared(List<EncodedRequest> question) {
    List<List<EncodedRequest>> groups = new ArrayList<>();
    for (EncodedRequest choice : question) {
      int[] context = choice.context();
      if (context.length == 0) {
        throw new UserException(
            "%s fills the model's block and leaves nothing to predict it from: evaluate a model with longer blocks"
                .formatted(choice.where()));
      }
      groups.stream()
          .filter(group -> Arrays.equals(group.get(0).context(), context))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(choice);
    }
    List<Shared> all = new ArrayList<>();
    for (List<EncodedRequest> group : groups) {
      int[] context = group.get(0).context();
      for (List<EncodedRequest> part : BranchedText.parts(context.length, group)) {
        List<int[]> targets = part.stream().map(choice -> choice.target()).toList();
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

  private void compute(List<Shared> batch, BiConsumer<EncodedRequest, LikelihoodEstimate> done) {
    List<BranchedText> texts = new ArrayList<>();
    for (Shared shared : batch) {
      texts.add(shared.whole);
      if (guidance > 0) {
        texts.add(shared.alone);
      }
    }
    Judged[] judged;
    try (NDManager scope = model.manager().newSubManager()) {
      BranchedReading reading = BranchedReading.of(scope, model, head.kernels(), texts);
      List<HeadJudge.Asked> asked = new ArrayList<>();
      for (int b = 0; b < batch.size(); b++) {
        int first = b * passes();
        int alone = first + passes() - 1;
        asked.addAll(asked(batch.get(b), reading.rows()[first], reading.rows()[alone]));
      }
      judged = head.judge(scope, reading.states(), asked, guidance);
    }
    sequences += (long) batch.size() * passes();
    int from = 0;
    for (Shared shared : batch) {
      from = tell(shared.choices, judged, from, done);
    }
  }

  /** All first tokens, which are predicted in one place, then the others of each choice. */
  private static List<HeadJudge.Asked> asked(Shared shared, int first, int firstAlone) {
    List<HeadJudge.Asked> firsts = new ArrayList<>();
    List<HeadJudge.Asked> others = new ArrayList<>();
    for (int branch = 0; branch < shared.choices.size(); branch++) {
      int[] target = shared.choices.get(branch).target();
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
      List<EncodedRequest> choices,
      Judged[] judged,
      int from,
      BiConsumer<EncodedRequest, LikelihoodEstimate> done) {
    int other = from + choices.size();
    for (int branch = 0; branch < choices.size(); branch++) {
      EncodedRequest choice = choices.get(branch);
      Judged[] own = new Judged[choice.target().length];
      own[0] = judged[from + branch];
      System.arraycopy(judged, other, own, 1, own.length - 1);
      other += own.length - 1;
      done.accept(choice, estimate(choice, own));
    }
    return other;
  }

  /** Passes that a text takes, with all of its continuations. */
  private int passes() {
    return guidance > 0 ? 2 : 1;
  }

  private LikelihoodEstimate estimate(EncodedRequest choice, Judged[] judged) {
    int[] target = choice.target();
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
}
