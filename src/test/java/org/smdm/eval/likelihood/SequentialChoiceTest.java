package org.smdm.eval.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smdm.eval.Request;

/** When draws stop: seldom at the wrong choice, and early where the difference is plain. */
class SequentialChoiceTest {

  private static final int MOST = 64;

  /** Groups whose means are given. */
  private static final class Given implements NllSource {
    private final double[] all;
    private int groups;

    Given(double... all) {
      this.all = all;
    }

    static Given normal(Random random, double mean) {
      return new Given(
          IntStream.range(0, MOST).mapToDouble(i -> mean + 3 * random.nextGaussian()).toArray());
    }

    @Override
    public void extend(int allowed) {
      groups = allowed;
    }

    @Override
    public double nll() {
      return Arrays.stream(all).limit(groups).average().orElseThrow();
    }

    @Override
    public double group(int group) {
      return all[group];
    }

    @Override
    public OptionalDouble standardError() {
      return OptionalDouble.empty();
    }

    @Override
    public MaskedPass next() {
      return null;
    }

    @Override
    public void take(Judged[] answers) {
      throw new IllegalStateException("nothing was asked");
    }

    @Override
    public boolean isFinished() {
      return true;
    }

    @Override
    public long passes() {
      return 0;
    }
  }

  private record Question(boolean isByLength, List<Request> choices) {}

  private static Question question(boolean isByLength, String... continuations) {
    return new Question(
        isByLength,
        IntStream.range(0, continuations.length)
            .mapToObj(i -> new Request("t", 0, i, "", " " + continuations[i]))
            .toList());
  }

  /** Groups after which it is decided; 0 for never. */
  private static int decided(List<Given> sources, Question question, double confidence) {
    SequentialChoice rule = new SequentialChoice(confidence, question.isByLength);
    for (int look = 0; ; look++) {
      int groups = SequentialChoice.groups(look, MOST);
      sources.forEach(source -> source.extend(groups));
      if (rule.isDecided(sources, question.choices, look, groups)) {
        return groups;
      }
      if (groups == MOST) {
        return 0;
      }
    }
  }

  @Test
  void wrongDecisionsAreAsRareAsPromisedHoweverOftenOneLooks() {
    Random random = new Random(1);
    Question question = question(false, "a", "b", "c");
    int wrong = 0;
    int early = 0;
    int trials = 2000;
    for (int i = 0; i < trials; i++) {
      // The first is the best by a hair, so that every decision is close to chance.
      List<Given> sources =
          List.of(Given.normal(random, 9.99), Given.normal(random, 10), Given.normal(random, 10));
      if (decided(sources, question, 0.9) > 0) {
        early++;
        wrong +=
            sources.get(0).nll() > Math.min(sources.get(1).nll(), sources.get(2).nll()) ? 1 : 0;
      }
    }
    assertTrue(wrong <= 0.1 * trials, wrong + " wrong");
    assertTrue(early > 20 && early < 0.2 * trials, early + " decided");
  }

  @Test
  void plainDifferencesAreSeenAtTheFirstLookAndFaintOnesLater() {
    Random random = new Random(2);
    Question question = question(false, "a", "b");
    assertEquals(
        4, decided(List.of(Given.normal(random, 100), Given.normal(random, 10)), question, 0.95));
    int groups =
        decided(List.of(Given.normal(random, 13), Given.normal(random, 10)), question, 0.95);
    assertTrue(groups > 4, groups + " groups");
  }

  @Test
  void whereLengthCountsBothOrdersMustBeKnown() {
    double[] ten = new double[MOST];
    double[] twelve = new double[MOST];
    double[] noisy = new double[MOST];
    Arrays.fill(ten, 10);
    Arrays.fill(twelve, 12);
    Arrays.setAll(noisy, i -> i % 2 == 0 ? 19 : 21);
    List<Given> plain = List.of(new Given(ten), new Given(twelve));
    assertTrue(decided(plain, question(true, "ab", "cd"), 0.95) > 0);
    // 10 per code point against 20 / 2: the raw order is plain, the other a tie.
    List<Given> tied = List.of(new Given(ten), new Given(noisy));
    assertTrue(decided(tied, question(false, "a", "bc"), 0.95) > 0);
    assertFalse(decided(tied, question(true, "a", "bc"), 0.95) > 0);
  }
}
