package org.smdm.tensor.safetensors;

/**
 * Conversions between float32 and the two 16-bit formats: IEEE 754 binary16 (F16) and bfloat16
 * (BF16). Widening is exact; narrowing rounds to the nearest value, ties to the even one, keeps
 * infinities and turns every NaN into a quiet NaN of the same sign.
 */
final class HalfPrecision {
  private static final int SIGN = 0x8000;
  private static final int F16_INFINITY = 0x7C00;
  private static final int F16_QUIET = 0x0200;
  private static final int BF16_QUIET = 0x0040;

  private HalfPrecision() {}

  static float bf16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static short floatToBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | BF16_QUIET);
    }
    // Adding just under half of the last kept place, plus its parity, carries exactly when the
    // nearest-even rule rounds up; a carry out of the mantissa is the next exponent, or infinity.
    int parity = (bits >>> 16) & 1;
    return (short) ((bits + 0x7FFF + parity) >>> 16);
  }

  static float f16ToFloat(short bits) {
    int sign = (bits & SIGN) << 16;
    int exponent = (bits >>> 10) & 0x1F;
    int mantissa = bits & 0x3FF;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | (mantissa << 13));
    }
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 127 - 15) << 23) | (mantissa << 13));
  }

  static short floatToF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | F16_INFINITY | F16_QUIET | ((bits >>> 13) & 0x1FF));
    }
    if (magnitude >= 65520f) { // halfway between the largest binary16 and the next power of two
      return (short) (sign | F16_INFINITY);
    }
    if (magnitude < 0x1p-14f) {
      // Multiples of 2^-24: the scaling is exact and rint rounds ties to even.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int rebased = (bits & 0x7FFFFFFF) - ((127 - 15) << 23);
    int parity = (rebased >>> 13) & 1;
    return (short) (sign | ((rebased + 0xFFF + parity) >>> 13));
  }
}
