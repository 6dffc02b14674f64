package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;

/** The oracle is CPython 3.11, exactly. */
class PythonRandomTest {

  private static final JsonNode GOLDEN = Golden.json("packed");

  @Test
  void fractionsEqualPythons() {
    int compared = 0;
    for (Map.Entry<String, JsonNode> entry : GOLDEN.get("python_random").properties()) {
      PythonRandom random = PythonRandom.seeded(Long.parseLong(entry.getKey()));
      for (JsonNode value : entry.getValue().get("random")) {
        assertEquals(value.doubleValue(), random.random());
        compared++;
      }
    }
    assertEquals(12, compared);
  }

  @Test
  void bitsEqualPythons() {
    int compared = 0;
    for (Map.Entry<String, JsonNode> entry : GOLDEN.get("python_random").properties()) {
      PythonRandom random = PythonRandom.seeded(Long.parseLong(entry.getKey()));
      for (JsonNode value : entry.getValue().get("getrandbits32")) {
        assertEquals(value.longValue(), random.getRandBits(32));
        compared++;
      }
    }
    assertEquals(12, compared);
  }

  @Test
  void fileOrdersEqualPythonsShuffle() {
    assertEquals(4, GOLDEN.get("file_shuffle").size());
    for (JsonNode one : GOLDEN.get("file_shuffle")) {
      assertArrayEquals(
          TestFiles.ints(one.get("order")),
          PythonRandom.seeded(one.get("seed").longValue()).shuffle(one.get("n").intValue()));
    }
  }

  @Test
  void weightedChoicesEqualCombinedDatasets() {
    assertEquals(4, GOLDEN.get("combined").size());
    for (JsonNode one : GOLDEN.get("combined")) {
      int datasets = one.get("n_datasets").intValue();
      double[] weights = new double[datasets];
      JsonNode given = one.get("weights");
      Arrays.setAll(weights, i -> given.isNull() ? 1.0 / datasets : given.get(i).doubleValue());
      double[] cumulative = weights.clone();
      Arrays.parallelPrefix(cumulative, Double::sum);
      PythonRandom random = PythonRandom.seeded(one.get("seed").longValue());
      int[] expected = TestFiles.ints(one.get("choices"));
      int[] chosen = new int[expected.length];
      Arrays.setAll(chosen, i -> random.choice(cumulative));
      assertArrayEquals(expected, chosen);
    }
  }

  @Test
  void seedsOfAnySizeAndSignEqualPythons() {
    // CPython 3.11: random.Random(seed).getrandbits(32)
    assertEquals(3626764237L, PythonRandom.seeded(0).getRandBits(32));
    assertEquals(2675342405L, PythonRandom.seeded(-5).getRandBits(32));
    assertEquals(485306839L, PythonRandom.seeded(1L << 32).getRandBits(32));
    assertEquals(1359979423L, PythonRandom.seeded(Long.MAX_VALUE).getRandBits(32));
    assertEquals(2377109768L, PythonRandom.seeded(Long.MIN_VALUE).getRandBits(32));
  }

  @Test
  void wholeNumbersBelowABoundEqualPythons() {
    PythonRandom random = PythonRandom.seeded(3407);
    int[] drawn = new int[14];
    Arrays.setAll(drawn, i -> random.below(i < 8 ? 64 : i < 11 ? 1 : Integer.MAX_VALUE));
    // r = random.Random(3407); r.randrange(64) 8 times, r.randrange(1) 3, r.randrange(2**31 - 1) 3
    assertArrayEquals(
        new int[] {7, 53, 16, 42, 27, 51, 39, 45, 0, 0, 0, 1444102915, 561908574, 1836228318},
        drawn);
  }

  @Test
  void choicesWithoutWeightsEqualPythons() {
    PythonRandom random = PythonRandom.seeded(3407);
    int[] drawn = new int[11];
    Arrays.setAll(drawn, i -> random.choice(i < 8 ? 10 : 64));
    // r = random.Random(3407); r.choices(range(10), k=8); r.choices(range(64), k=3)
    assertArrayEquals(new int[] {0, 1, 2, 3, 8, 2, 8, 7, 26, 16, 17}, drawn);
  }

  @Test
  void aCopyDrawsTheSameAndLeavesTheOriginalAlone() {
    PythonRandom random = PythonRandom.seeded(1);
    random.random();
    PythonRandom copy = random.copy();
    int[] ofCopy = copy.shuffle(1000);
    assertArrayEquals(ofCopy, random.shuffle(1000));
  }

  @Test
  void impossibleRequestsAreRefused() {
    PythonRandom random = PythonRandom.seeded(1);
    assertThrows(IllegalArgumentException.class, () -> random.below(0));
    assertThrows(IllegalArgumentException.class, () -> random.choice(0));
    assertThrows(IllegalArgumentException.class, () -> random.getRandBits(33));
  }
}
