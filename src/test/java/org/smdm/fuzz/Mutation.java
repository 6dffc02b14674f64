package org.smdm.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Changes bytes as damage, cut downloads, other programs and ill will do. */
final class Mutation {

  /** What parsers stumble over, put anywhere. */
  private static final List<String> WORDS =
      List.of(
          "null",
          "NaN",
          "-Infinity",
          "true",
          "{}",
          "[]",
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "0",
          "-1",
          "-0",
          "1e999999999",
          "1e-400",
          "99999999999999999999",
          "2147483648",
          "0.1",
          "1".repeat(1100),
          "\\",
          "\\u0000",
          "\\ud800",
          "\\udc00\\ud800",
          "\u0000",
          "\uFEFF",
          "\uFFFE",
          "\u2028",
          "\r",
          "\n",
          "\t",
          " ",
          "\n\n",
          "[".repeat(1200),
          "{\"a\":".repeat(1100),
          "<s>",
          "</s>",
          "<unk>",
          "<|endoftext|>",
          "||",
          "####",
          "..",
          "/",
          "~",
          "*",
          "%s",
          "%n",
          "${x}",
          "'",
          "\"\"",
          "\"a\"",
          "\uD83D\uDE00",
          "$",
          "#",
          "a".repeat(5000),
          "text",
          "type",
          "9223372036854775807",
          "-9223372036854775808",
          "1.7976931348623157e308");

  private final Random random;

  Mutation(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A changed copy; {@code other} is a file of the same kind to take parts of. */
  byte[] of(byte[] bytes, byte[] other) {
    byte[] changed = bytes;
    for (int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 8 : 2); count > 0; count--) {
      changed = once(changed, other);
    }
    return changed;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 200));
    return switch (random.nextInt(9)) {
      case 0 -> replaced(bytes, at, at, word());
      case 1 -> replaced(bytes, at, end, new byte[0]);
      case 2 -> replaced(bytes, at, end, word());
      case 3 -> replaced(bytes, at, bytes.length, new byte[0]);
      case 4 -> replaced(bytes, at, at, slice(bytes, at, end));
      case 5 -> {
        int from = random.nextInt(other.length + 1);
        int to = Math.min(other.length, from + random.nextInt(200));
        yield replaced(bytes, at, end, slice(other, from, to));
      }
      case 6 -> token(bytes, at);
      default -> flipped(bytes, at);
    };
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(UTF_8);
  }

  /** A whole value of JSON or a whole word near a place is replaced. */
  private byte[] token(byte[] bytes, int at) {
    int from = at;
    while (from < bytes.length && " ,:[]{}\n".indexOf(bytes[from]) >= 0) {
      from++;
    }
    int to = from;
    while (to < bytes.length && ",:[]{}\n".indexOf(bytes[to]) < 0) {
      to++;
    }
    return replaced(bytes, from, to, word());
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    if (at < changed.length) {
      changed[at] =
          (byte)
              (random.nextBoolean() ? changed[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
    }
    return changed;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(by);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
