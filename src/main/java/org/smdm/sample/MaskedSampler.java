package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.RevealBudget;
import org.smdm.config.SamplingConfig;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.sample.MaskedSequence.Question;

/**
 * Sampling of a masked diffusion model (paper sections 2.1 and 4, reference {@code diff_sample}):
 * in a number of steps blanks become tokens, wherever they are, given those that are there. {@link
 * SamplingConfig} says in which order, how many at a time and with what guidance.
 *
 * <p>A sequence depends on its template, its number and the seed, not on the others in its batch:
 * noise is its own, and rows of matrix products are rounded alike (on a CPU; see {@link
 * RowPadding}). Only {@link RevealBudget#BATCH}, the reference's, is another matter.
 *
 * <p>With one sequence, an even schedule and no blocks, guidance, cache or batches, all of it is:
 *
 * <pre>{@code
 * int[] x = Arrays.copyOf(prompt, length);
 * Arrays.fill(x, prompt.length, length, mask);
 * for (int step = 0; step < steps; step++) {
 *   int[] masked = IntStream.range(0, length).filter(i -> x[i] == mask).toArray();
 *   double share = 1.0 / (steps - step); // of what is masked
 *   double[][] p = model.probabilities(x); // of every id at every position
 *   if (isAncestral) { // a coin for each
 *     for (int i : masked) {
 *       if (random.nextDouble() < share) {
 *         x[i] = draw(p[i], random);
 *       }
 *     }
 *   } else { // by confidence: of what is drawn, the most probable stays
 *     int[] drawn = IntStream.of(masked).map(i -> draw(p[i], random)).toArray();
 *     IntStream.range(0, masked.length)
 *         .boxed()
 *         .sorted(Comparator.comparing(k -> -p[masked[k]][drawn[k]]))
 *         .limit(Math.round(masked.length * share))
 *         .forEach(k -> x[masked[k]] = drawn[k]);
 *   }
 * }
 * }</pre>
 */
public final class MaskedSampler implements Sampler {

  private static final int TOKENS_ON_CPU = 2048;
  private static final int TOKENS_ON_GPU = 65536;

  /** Logits that exist at once. */
  private static final long LOGITS = 1L << 24;

  private final LanguageModel model;
  private final SamplingConfig config;
  private final SamplingNoise noise;
  private final int endOfText;
  private final TokenDraw draw;
  private long transformerPasses;

  /**
   * @param model a masked diffusion model
   * @param config how to sample
   * @param noise random numbers
   * @param vocab ids from this one on are never drawn
   * @param endOfText id that ends a text; -1 for none
   * @throws UserException when the model or the length does not fit
   */
  public MaskedSampler(
      LanguageModel model, SamplingConfig config, SamplingNoise noise, int vocab, int endOfText) {
    if (model.family() != ModelFamily.MDM) {
      throw new UserException("unmasking needs a masked diffusion model: give an MDM checkpoint");
    }
    SequenceLength.check(model, config.length());
    this.model = model;
    this.config = config;
    this.noise = noise;
    this.endOfText = endOfText;
    this.draw = new TokenDraw(model.manager(), vocab, config, noise);
  }

  @Override
  public int[][] fill(int[][] templates, long[] numbers, SamplingListener listener) {
    Map<Integer, List<MaskedSequence>> byLength = new LinkedHashMap<>();
    List<MaskedSequence> all = new ArrayList<>();
    for (int i = 0; i < templates.length; i++) {
      SequenceLength.check(model, templates[i].length);
      MaskedSequence sequence =
          new MaskedSequence(numbers[i], templates[i], model.maskId(), endOfText, config, noise);
      all.add(sequence);
      byLength.computeIfAbsent(templates[i].length, length -> new ArrayList<>()).add(sequence);
    }
    byLength.forEach(
        (length, sequences) -> {
          if (config.order().budget() == RevealBudget.BATCH) {
            fillTogether(sequences, listener);
          } else {
            fillEach(sequences, length, listener);
          }
        });
    return all.stream().map(MaskedSequence::ids).toArray(int[][]::new);
  }

  @Override
  public long transformerPasses() {
    return transformerPasses;
  }

  /** Each sequence at its own pace; a finished one makes room for the next. */
  private void fillEach(List<MaskedSequence> sequences, int length, SamplingListener listener) {
    int tokens = model.manager().getDevice().isGpu() ? TOKENS_ON_GPU : TOKENS_ON_CPU;
    int most = Math.min(sequences.size(), Math.max(1, tokens / length));
    Deque<MaskedSequence> waiting = new ArrayDeque<>(sequences);
    List<MaskedSequence> active = new ArrayList<>();
    try (Denoiser denoiser = denoiser(most, length)) {
      while (!active.isEmpty() || !waiting.isEmpty()) {
        while (active.size() < most && !waiting.isEmpty()) {
          MaskedSequence sequence = waiting.remove();
          listener.begun(sequence.number(), sequence.ids());
          active.add(sequence);
        }
        List<MaskedSequence> finished = active.stream().filter(MaskedSequence::isFinished).toList();
        for (MaskedSequence sequence : finished) {
          active.remove(sequence);
          denoiser.forget(sequence);
          listener.finished(sequence.number(), sequence.ids());
        }
        List<Question> questions = active.stream().map(MaskedSequence::next).toList();
        Map<Boolean, List<Question>> byKind =
            questions.stream().collect(Collectors.partitioningBy(denoiser::isWhole));
        step(denoiser, byKind.get(true), 0, listener);
        step(denoiser, byKind.get(false), 0, listener);
      }
    }
  }

  private Denoiser denoiser(int sequences, int length) {
    return config.order().cache().isOn()
        ? new CachedDenoiser(
            model, config.order().cache(), sequences, length, config.guidance().isOn())
        : new WholeDenoiser(model);
  }

  /** The reference's way: all sequences in step, and a step's tokens are the best of all. */
  private void fillTogether(List<MaskedSequence> sequences, SamplingListener listener) {
    sequences.forEach(sequence -> listener.begun(sequence.number(), sequence.ids()));
    RevealTimes times = new RevealTimes(config.steps(), config.order().schedule());
    Denoiser denoiser = new WholeDenoiser(model);
    for (int step = 0; step < times.steps(); step++) {
      int number = step;
      int count = times.truncated(step, sequences.stream().mapToInt(MaskedSequence::masked).sum());
      if (count > 0) {
        List<Question> questions =
            sequences.stream()
                .filter(sequence -> !sequence.isFinished())
                .map(sequence -> sequence.next(number))
                .toList();
        step(denoiser, questions, count, listener);
      }
    }
    sequences.forEach(sequence -> listener.finished(sequence.number(), sequence.ids()));
  }

  /**
   * Asks the model, and fills what is best.
   *
   * @param count tokens that all questions fill together; 0 where each fills as many as it says
   */
  private void step(
      Denoiser denoiser, List<Question> questions, int count, SamplingListener listener) {
    if (questions.isEmpty()) {
      return;
    }
    List<Question> ordered = guidedFirst(questions);
    double[] answers = answer(denoiser, ordered);
    int[] best = count == 0 ? null : best(answers, answers.length / TokenDraw.WIDTH, count);
    int first = 0;
    for (Question question : ordered) {
      int from = first;
      int to = from + question.positions().length;
      double[] own = Arrays.copyOfRange(answers, from * TokenDraw.WIDTH, to * TokenDraw.WIDTH);
      int[] chosen =
          best == null
              ? chosen(question, own)
              : IntStream.of(best).filter(i -> i >= from && i < to).map(i -> i - from).toArray();
      reveal(question, own, chosen, listener);
      first = to;
    }
  }

  private double scale(Question question) {
    return question.sequence().hasGiven()
        ? config.guidance().scaleAt(question.sequence().maskedShare())
        : 0;
  }

  private List<Question> guidedFirst(List<Question> questions) {
    if (!config.guidance().isOn()) {
      return questions;
    }
    List<Question> ordered = new ArrayList<>(questions);
    ordered.sort(Comparator.comparing(question -> scale(question) == 0));
    return ordered;
  }

  /** Asks the model; (positions of all questions, {@link TokenDraw#WIDTH}). */
  private double[] answer(Denoiser denoiser, List<Question> questions) {
    int guided = (int) questions.stream().filter(question -> scale(question) > 0).count();
    transformerPasses += questions.size() + guided;
    List<TokenDraw.Key> keys = new ArrayList<>();
    List<Double> scales = new ArrayList<>();
    for (Question question : questions) {
      for (int position : question.positions()) {
        keys.add(new TokenDraw.Key(question.sequence().number(), question.step(), position));
        scales.add(scale(question));
      }
    }
    try (NDManager scope = model.manager().newSubManager()) {
      Denoiser.Hidden hidden = denoiser.hidden(scope, questions, guided);
      int n = hidden.conditional().length;
      int chunk = (int) Math.max(4, LOGITS / model.headWeight().getShape().get(0));
      NDList parts = new NDList();
      for (int from = 0; from < n; from += chunk) {
        int to = Math.min(n, from + chunk);
        try (NDManager part = scope.newSubManager()) {
          NDArray drawn = drawn(part, hidden, from, to, keys, scales);
          drawn.attach(scope);
          parts.add(drawn);
        }
      }
      NDArray all = NDArrays.concat(parts);
      return Arrays.copyOf(all.toDoubleArray(), n * TokenDraw.WIDTH);
    }
  }

  private NDArray drawn(
      NDManager scope,
      Denoiser.Hidden hidden,
      int from,
      int to,
      List<TokenDraw.Key> keys,
      List<Double> scales) {
    int n = to - from;
    int guided = Math.max(0, Math.min(to, hidden.unconditional().length) - from);
    long[] rows = new long[RowPadding.rows(n + guided)];
    Arrays.fill(rows, hidden.conditional()[from]);
    System.arraycopy(hidden.conditional(), from, rows, 0, n);
    float[] scale = new float[guided];
    for (int i = 0; i < guided; i++) {
      rows[n + i] = hidden.unconditional()[from + i];
      scale[i] = scales.get(from + i).floatValue();
    }
    NDArray logits = model.head(scope, hidden.states(), scope.create(rows));
    NDArray mixed = draw.guide(scope, logits, scale, n);
    return draw.draw(scope, mixed, keys.subList(from, to).toArray(TokenDraw.Key[]::new));
  }

  /** Indices of the positions to be filled, ascending. */
  private int[] chosen(Question question, double[] answers) {
    int n = question.positions().length;
    if (question.count() == n) {
      return IntStream.range(0, n).toArray();
    }
    int count = question.count();
    if (config.order().threshold() > 0) {
      int above =
          (int)
              IntStream.range(0, n)
                  .filter(i -> answers[i * TokenDraw.WIDTH + 2] >= config.order().threshold())
                  .count();
      count = Math.max(count, above);
    }
    return best(answers, n, count);
  }

  /** Indices of the largest scores, the first of equal ones; ascending. */
  private static int[] best(double[] answers, int n, int count) {
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -answers[i * TokenDraw.WIDTH + 2]))
        .limit(count)
        .mapToInt(i -> i)
        .sorted()
        .toArray();
  }

  private static void reveal(
      Question question, double[] answers, int[] chosen, SamplingListener listener) {
    int n = question.positions().length;
    int[] ids = new int[n];
    double[] probabilities = new double[n];
    for (int i = 0; i < n; i++) {
      ids[i] = (int) answers[i * TokenDraw.WIDTH];
      probabilities[i] = answers[i * TokenDraw.WIDTH + 1];
      if (Double.isNaN(probabilities[i])) {
        throw new UserException(
            "the model's logits are not finite at position %d: give a checkpoint without NaN"
                .formatted(question.positions()[i]));
      }
    }
    int[] positions = IntStream.of(chosen).map(i -> question.positions()[i]).toArray();
    question.sequence().fill(positions, IntStream.of(chosen).map(i -> ids[i]).toArray());
    listener.stepped(
        new DenoisingStep(
            question.sequence().number(),
            question.step(),
            question.positions(),
            ids,
            probabilities,
            positions));
  }
}
