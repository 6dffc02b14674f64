package org.smdm.data.ngram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.packed.TokenSequence;
import org.smdm.io.UserException;

class NGramModelTest {

  @ParameterizedTest
  @CsvSource({"1, 7", "2, 7", "3, 7", "4, 7", "5, 7", "7, 256", "4, 32000", "2, 1", "63, 2"})
  void isADistributionOverTheVocabularyInSeenAndUnseenContexts(int order, int vocabSize) {
    Random random = new Random(order * 1000L + vocabSize);
    // Squared draws make low ids frequent, so counts of all sizes occur.
    int[] ids =
        IntStream.generate(() -> (int) (Math.pow(random.nextDouble(), 2) * vocabSize))
            .limit(3000)
            .toArray();
    NGramModel model = NGramModel.train(ids, vocabSize, order);
    for (int trial = 0; trial < 40; trial++) {
      int[] window = new int[Math.min(order, trial / 2 + 1)];
      if (trial % 2 == 0) {
        Arrays.setAll(window, i -> random.nextInt(vocabSize));
      } else {
        window = Arrays.copyOfRange(ids, 100 * trial / 2, 100 * trial / 2 + window.length);
      }
      double sum = 0;
      for (int id = 0; id < vocabSize; id++) {
        window[window.length - 1] = id;
        double probability = model.probability(window, window.length - 1);
        assertTrue(probability > 0, "an impossible id");
        sum += probability;
      }
      assertEquals(1, sum, 1e-9);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void agreesWithTheFormulaWrittenOutNaively(int order) {
    Random random = new Random(order);
    int vocabSize = 6;
    int[] ids =
        IntStream.generate(() -> random.nextInt(random.nextInt(6) + 1)).limit(400).toArray();
    NGramModel model = NGramModel.train(ids, vocabSize, order);
    NaiveKneserNey oracle = new NaiveKneserNey(ids, vocabSize, order);
    for (int trial = 0; trial < 300; trial++) {
      int[] window = random.ints(8, 0, vocabSize).toArray();
      int at = random.nextInt(8);
      assertEquals(oracle.probability(window, at), model.probability(window, at), 1e-12);
    }
  }

  @Test
  void learnsACycleAlmostByHeart() {
    int[] ids = IntStream.range(0, 10_000).map(i -> i % 10).toArray();
    assertEquals(Math.log(10), NGramModel.train(ids, 10, 1).meanNll(ids, 1), 1e-9);
    assertTrue(NGramModel.train(ids, 10, 2).meanNll(ids, 1) < 1e-3);
  }

  @Test
  void meanNllAveragesTheProbabilitiesFromTheFirstPredictedToken() {
    int[] ids = new Random(0).ints(1000, 0, 4).toArray();
    NGramModel model = NGramModel.train(ids, 4, 3);
    int[] block = {0, 3, 1, 2};
    double expected =
        -(Math.log(model.probability(block, 2)) + Math.log(model.probability(block, 3))) / 2;
    assertEquals(expected, model.meanNll(block, 2), 1e-15);
    assertThrows(IndexOutOfBoundsException.class, () -> model.meanNll(block, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> model.meanNll(new int[0], 0));
  }

  @Test
  void bitsPerTokenIsTheMeanOverBlocksInBits() {
    int[] ids = new Random(1).ints(1000, 0, 4).toArray();
    TokenSequence tokens = TokenSequence.of(ids, 4, 1000);
    NGramModel model = NGramModel.train(tokens, 2);
    SequentialBlocks blocks = new SequentialBlocks(tokens, 10);
    double nats =
        (model.meanNll(Arrays.copyOfRange(ids, 0, 10), 1)
                + model.meanNll(Arrays.copyOfRange(ids, 10, 20), 1))
            / 2;
    assertEquals(nats / Math.log(2), model.bitsPerToken(blocks, 2), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> model.bitsPerToken(blocks, 0));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "5"})
  void staysFiniteOnTheMeagrestData(int order) {
    int[][] texts = {{0, 0, 0, 0, 0}, {0, 1, 2, 3, 4}, {4, 4, 3, 3, 4}};
    for (int[] text : texts) {
      NGramModel model = NGramModel.train(text, 5, order);
      for (int[] block : new int[][] {{4, 3, 2, 1, 0, 0, 0}, {1, 1, 1}, {0}}) {
        double nll = model.meanNll(block, 0);
        assertTrue(nll > 0 && nll < 20, "nll " + nll);
      }
    }
  }

  @Test
  void refusesOrdersThatItCannotCount() {
    int[] ids = new int[100];
    assertTrue(message(ids, 256, 0).contains("from 1 to 7"));
    assertTrue(message(ids, 256, 8).contains("order 8"));
    assertTrue(message(ids, 32000, 5).contains("from 1 to 4"));
    assertTrue(message(new int[3], 256, 4).contains("from 1 to 3"));
    assertTrue(message(new int[0], 256, 1).contains("some text"));
  }

  @Test
  void refusesIdsThatItDoesNotKnow() {
    NGramModel model = NGramModel.train(new int[] {0, 1, 0, 1}, 2, 2);
    int[] outside = {0, 2, 0};
    assertThrows(IndexOutOfBoundsException.class, () -> model.probability(outside, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> model.probability(outside, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> NGramModel.train(outside, 2, 1));
  }

  private static String message(int[] ids, int vocabSize, int order) {
    return assertThrows(UserException.class, () -> NGramModel.train(ids, vocabSize, order))
        .getMessage();
  }
}
