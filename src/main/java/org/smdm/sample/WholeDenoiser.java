package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.smdm.model.LanguageModel;
import org.smdm.sample.MaskedSequence.Question;

/** Computes every position at every step: exact. */
final class WholeDenoiser implements Denoiser {

  private final LanguageModel model;

  WholeDenoiser(LanguageModel model) {
    this.model = model;
  }

  @Override
  public Hidden hidden(NDManager scope, List<Question> questions, int guided) {
    List<int[]> passes = new ArrayList<>();
    List<int[]> asked = new ArrayList<>();
    for (Question question : questions) {
      passes.add(question.sequence().ids());
      asked.add(question.positions());
    }
    for (Question question : questions.subList(0, guided)) {
      passes.add(question.sequence().withoutGiven());
      asked.add(question.positions());
    }
    int time = passes.get(0).length;
    int batch = RowPadding.sequences(passes.size(), time);
    int queries =
        RowPadding.rowsOfEach(asked.stream().mapToInt(a -> a.length).max().orElseThrow(), batch);
    NDArray states =
        model.hiddenOf(
            scope,
            RowPadding.filled(scope, passes, batch, time),
            RowPadding.filled(scope, asked, batch, queries));
    List<long[]> places = new ArrayList<>();
    for (int b = 0; b < passes.size(); b++) {
      long first = (long) b * queries;
      places.add(LongStream.range(first, first + asked.get(b).length).toArray());
    }
    return Hidden.of(states, places, questions.size());
  }

  @Override
  public boolean isWhole(Question question) {
    return true;
  }

  @Override
  public void forget(MaskedSequence sequence) {}

  @Override
  public void close() {}
}
