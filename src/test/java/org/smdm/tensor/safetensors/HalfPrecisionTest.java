package org.smdm.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {

  /** Value of a binary16 from its definition, sign x 2^(e-15) x (1 + m/1024), in doubles. */
  private static double definedF16(int bits) {
    int exponent = (bits >> 10) & 31;
    int mantissa = bits & 1023;
    double magnitude =
        exponent == 0
            ? mantissa / 1024.0 * Math.pow(2, -14)
            : exponent == 31
                ? (mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.pow(2, exponent - 15) * (1 + mantissa / 1024.0);
    return bits < 0x8000 ? magnitude : -magnitude;
  }

  @Test
  void everyF16WidensToItsDefinition() {
    for (int bits = 0; bits < 65536; bits++) {
      double value = HalfPrecision.f16ToFloat((short) bits);
      assertEquals(definedF16(bits), value, 0.0, Integer.toHexString(bits));
    }
  }

  @Test
  void everyValueNarrowsBackToItself() {
    for (int bits = 0; bits < 65536; bits++) {
      float f16 = HalfPrecision.f16ToFloat((short) bits);
      float bf16 = HalfPrecision.bf16ToFloat((short) bits);
      if (Float.isNaN(f16)) {
        assertTrue(Float.isNaN(HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(f16))));
      } else {
        assertEquals((short) bits, HalfPrecision.floatToF16(f16));
      }
      if (Float.isNaN(bf16)) {
        assertTrue(Float.isNaN(HalfPrecision.bf16ToFloat(HalfPrecision.floatToBf16(bf16))));
      } else {
        assertEquals((short) bits, HalfPrecision.floatToBf16(bf16));
      }
    }
  }

  @Test
  void narrowingIsToTheNearestAndTiesToTheEven() {
    Random random = new Random(7);
    for (int bits = 0; bits < 0x7BFF; bits++) {
      checkBetween(
          bits, b -> HalfPrecision.f16ToFloat((short) b), HalfPrecision::floatToF16, random);
    }
    for (int bits = 0; bits < 0x7F7F; bits += 3) {
      checkBetween(
          bits, b -> HalfPrecision.bf16ToFloat((short) b), HalfPrecision::floatToBf16, random);
    }
  }

  /** Between two neighbours: the middle goes to the even one, all else to the nearer one. */
  private static void checkBetween(
      int bits, IntFunction<Float> widen, ToIntFunction<Float> narrow, Random random) {
    double low = widen.apply(bits);
    double high = widen.apply(bits + 1);
    double middle = (low + high) / 2;
    int even = bits % 2 == 0 ? bits : bits + 1;
    assertEquals(even, narrow.applyAsInt((float) middle), "middle above " + bits);
    assertEquals(bits, narrow.applyAsInt(Math.nextDown((float) middle)));
    assertEquals(bits + 1, narrow.applyAsInt(Math.nextUp((float) middle)));
    float inside = (float) (low + random.nextDouble() * (high - low));
    if (inside != (float) middle) {
      int nearer = inside - low < high - inside ? bits : bits + 1;
      assertEquals(nearer, narrow.applyAsInt(inside));
      assertEquals((short) (nearer | 0x8000), (short) narrow.applyAsInt(-inside));
    }
  }

  @Test
  void tooLargeBecomesInfinityOnlyFromHalfwayOn() {
    assertEquals(65504f, HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(65519.996f)));
    assertEquals(
        Float.POSITIVE_INFINITY, HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(65520f)));
    assertEquals(
        Float.NEGATIVE_INFINITY,
        HalfPrecision.bf16ToFloat(HalfPrecision.floatToBf16(-Float.MAX_VALUE)));
    assertEquals((short) 0x8000, HalfPrecision.floatToF16(-Float.MIN_VALUE));
  }

  @Test
  void aNanStaysANanEvenWhenItsLowBitsAloneMakeItOne() {
    float nan = Float.intBitsToFloat(0x7F800001);
    assertTrue(Float.isNaN(HalfPrecision.bf16ToFloat(HalfPrecision.floatToBf16(nan))));
    assertTrue(Float.isNaN(HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(nan))));
  }
}
