package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.config.CacheConfig;
import org.smdm.model.KeyValueCache;
import org.smdm.model.LanguageModel;
import org.smdm.sample.MaskedSequence.Question;

/**
 * Computes the positions of the block alone (or from there to the end), with keys and values of the
 * others as they were at the last whole step: approximate, and as much faster as blocks are shorter
 * than sequences (Wu et al. 2025, Fast-dLLM, section 3.2).
 */
final class CachedDenoiser implements Denoiser {

  private final LanguageModel model;
  private final CacheConfig config;
  private final int length;
  private final KeyValueCache cache;
  private final int sequences;
  private final Map<MaskedSequence, Integer> taken = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /**
   * @param sequences how many are sampled at once
   * @param length of each
   * @param isGuided whether each needs a place for its unconditional pass as well
   */
  CachedDenoiser(
      LanguageModel model, CacheConfig config, int sequences, int length, boolean isGuided) {
    this.model = model;
    this.config = config;
    this.length = length;
    this.sequences = sequences;
    cache = model.newCache(isGuided ? 2 * sequences : sequences, length);
    for (int i = 0; i < sequences; i++) {
      free.add(i);
    }
  }

  /** One row of the batch. */
  private record Pass(int[] ids, Question question, int place, int from, int to) {
    int[] computed() {
      return Arrays.copyOfRange(ids, from, to);
    }

    int[] positions() {
      return IntStream.range(from, to).toArray();
    }
  }

  @Override
  public Hidden hidden(NDManager scope, List<Question> questions, int guided) {
    List<Pass> passes = new ArrayList<>();
    for (Question question : questions) {
      passes.add(pass(question, question.sequence().ids(), 0));
    }
    for (Question question : questions.subList(0, guided)) {
      passes.add(pass(question, question.sequence().withoutGiven(), sequences));
    }
    int longest = passes.stream().mapToInt(pass -> pass.to - pass.from).max().orElseThrow();
    int time = RowPadding.multiple(longest);
    int batch = RowPadding.sequences(passes.size(), time);
    long[] rows = new long[batch];
    Arrays.setAll(rows, b -> passes.get(Math.min(b, passes.size() - 1)).place);
    NDArray states =
        model.cachedHidden(
            scope,
            RowPadding.filled(scope, passes.stream().map(Pass::computed).toList(), batch, time),
            RowPadding.filled(scope, passes.stream().map(Pass::positions).toList(), batch, time),
            cache,
            rows,
            length);
    List<long[]> places = new ArrayList<>();
    for (int b = 0; b < passes.size(); b++) {
      long first = (long) b * time - passes.get(b).from;
      int[] positions = passes.get(b).question.positions();
      places.add(IntStream.of(positions).mapToLong(position -> first + position).toArray());
    }
    return Hidden.of(states, places, questions.size());
  }

  private Pass pass(Question question, int[] ids, int offset) {
    int place = taken.computeIfAbsent(question.sequence(), sequence -> free.remove()) + offset;
    if (isWhole(question)) {
      return new Pass(ids, question, place, 0, length);
    }
    int to = config.mode() == CacheConfig.Mode.PREFIX ? length : question.to();
    return new Pass(ids, question, place, question.from(), to);
  }

  @Override
  public boolean isWhole(Question question) {
    int step = question.stepInBlock();
    return step == 0 || (config.refresh() > 0 && step % config.refresh() == 0);
  }

  @Override
  public void forget(MaskedSequence sequence) {
    Integer place = taken.remove(sequence);
    if (place != null) {
      free.add(place);
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
