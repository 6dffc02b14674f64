package org.smdm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TerminalTextTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        arguments("a\u001b]0;owned\u0007", "a\\x1b]0;owned\\x07"), // a title
        arguments("\u001b[2J\u001b[31mred", "\\x1b[2J\\x1b[31mred"),
        arguments("\u001b]52;c;QUJD\u001b\\", "\\x1b]52;c;QUJD\\x1b\\"), // the clipboard
        arguments("a\u009b31mb\u0080", "a\\x9b31mb\\x80"), // C1
        arguments("good\rbad\b", "good\\x0dbad\\x08"),
        arguments(
            "safe\u202Eexe.txt\u202C\u2066x\u2069", "safe\\u202eexe.txt\\u202c\\u2066x\\u2069"),
        arguments("caf\u00e9 \u25a2 \u4e2d\ud83d\ude00", "caf\u00e9 \u25a2 \u4e2d\ud83d\ude00"),
        arguments("delete\u007f", "delete\\x7f"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void controlCharactersAreShownAndTextStays(String text, String shown) {
    assertEquals(shown, TerminalText.shown(text));
    assertEquals(shown + "\n", printed(text));
  }

  private static String printed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream guarded = new TerminalText(new PrintStream(bytes, true, UTF_8));
    guarded.print(text + "\n");
    return bytes.toString(UTF_8);
  }

  @Test
  void layoutStays() {
    assertEquals("a\tb\nc", TerminalText.shown("a\tb\nc"));
  }

  @Test
  void charactersThatAreCutBetweenTwoWritesStayWhole() {
    byte[] text = "\u00e9\u25a2\ud83d\ude00\u009b\u202e!".getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream guarded = new TerminalText(new PrintStream(bytes, true, UTF_8));
    for (byte b : text) {
      guarded.write(b);
    }
    guarded.flush();
    assertEquals("\u00e9\u25a2\ud83d\ude00\\x9b\\u202e!", bytes.toString(UTF_8));
  }

  @Test
  void whatDrawsWritesPastTheGuard() {
    PrintStream terminal = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    assertSame(terminal, TerminalText.drawing(new TerminalText(terminal)));
    assertSame(terminal, TerminalText.drawing(terminal));
  }
}
