package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;

/** The oracle is numpy 1.24.2, exactly. */
class NumpyGeneratorTest {

  private static final JsonNode GOLDEN = Golden.json("packed").get("numpy");
  private static final long SEED = 3407;

  @Test
  void seedSequenceSpreadsTheSeedAsNumpyDoes() {
    long[] state = new SeedSequence(SEED).state(4);
    for (int i = 0; i < state.length; i++) {
      assertEquals(
          GOLDEN.get("seedseq_3407_state_u64").get(i).textValue(), Long.toUnsignedString(state[i]));
    }
  }

  @Test
  void rawWordsAreThoseOfPcg64() {
    NumpyGenerator generator = NumpyGenerator.seeded(SEED);
    JsonNode raw = GOLDEN.get("pcg64_raw_3407");
    for (JsonNode word : raw) {
      assertEquals(word.textValue(), Long.toUnsignedString(generator.nextLong()));
    }
    assertEquals(6, raw.size());
  }

  @Test
  void boundedIntegersEqualNumpys() {
    NumpyGenerator generator = NumpyGenerator.seeded(SEED);
    int[] expected = TestFiles.ints(GOLDEN.get("integers_3407_below_10"));
    int[] drawn = new int[expected.length];
    Arrays.setAll(drawn, i -> generator.below(10));
    assertArrayEquals(expected, drawn);
  }

  @Test
  void successivePermutationsEqualNumpys() {
    JsonNode cases = GOLDEN.get("permutations");
    assertEquals(20, cases.size());
    for (JsonNode one : cases) {
      NumpyGenerator generator = NumpyGenerator.seeded(one.get("seed").longValue());
      for (JsonNode call : one.get("calls")) {
        assertArrayEquals(
            TestFiles.ints(call), generator.permutation(one.get("n").intValue()), one::toString);
      }
    }
  }

  @Test
  void aWindowOfRealSizeEqualsNumpys() {
    int[] order = NumpyGenerator.seeded(SEED).permutation(8192);
    assertArrayEquals(TestFiles.ints(GOLDEN.get("perm_3407_8192_head")), Arrays.copyOf(order, 32));
    ByteBuffer bytes = ByteBuffer.allocate(8192 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int position : order) {
      bytes.putLong(position);
    }
    assertEquals(
        GOLDEN.get("perm_3407_8192_md5_le_int64").textValue(), TestFiles.md5(bytes.array()));
  }

  @Test
  void seedsOfMoreThan32BitsAndZeroEqualNumpys() {
    // numpy 2.4.6: [int(x) for x in default_rng(seed).permutation(8)]
    assertArrayEquals(new int[] {2, 4, 3, 6, 5, 0, 1, 7}, NumpyGenerator.seeded(0).permutation(8));
    assertArrayEquals(
        new int[] {6, 0, 2, 1, 3, 7, 5, 4},
        NumpyGenerator.seeded(0x123456789ABCDEFL).permutation(8));
    assertArrayEquals(
        new int[] {6, 3, 2, 5, 0, 7, 1, 4}, NumpyGenerator.seeded(Long.MAX_VALUE).permutation(8));
  }

  @Test
  void boundsThatNeedRejectionEqualNumpys() {
    // numpy 2.4.6: [int(g.integers(3 << 29)) for _ in range(12)], a quarter of the draws repeated
    NumpyGenerator generator = NumpyGenerator.seeded(SEED);
    int[] drawn = new int[12];
    Arrays.setAll(drawn, i -> generator.below(3 << 29));
    assertArrayEquals(
        new int[] {
          940037852,
          195769923,
          1315258536,
          554370718,
          171797756,
          502715470,
          653490232,
          1233734916,
          6965680,
          1153621629,
          1002444143,
          852344505
        },
        drawn);
  }

  @Test
  void aCopyDrawsTheSameAndLeavesTheOriginalAlone() {
    NumpyGenerator generator = NumpyGenerator.seeded(SEED);
    generator.nextInt(); // leaves half a word over
    NumpyGenerator copy = generator.copy();
    int[] ofCopy = copy.permutation(100);
    assertArrayEquals(ofCopy, generator.permutation(100));
  }

  @Test
  void negativeSeedsAndEmptyRangesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> NumpyGenerator.seeded(-1));
    assertThrows(IllegalArgumentException.class, () -> NumpyGenerator.seeded(0).below(0));
    assertEquals(0, NumpyGenerator.seeded(0).permutation(0).length);
  }
}
