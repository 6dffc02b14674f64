package org.smdm.jupyter.file;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.io.Resource;

/**
 * What a command of LaTeX stands for, by the table {@code latex.txt}: a kind begins each of its
 * lines, names and what they stand for follow; one without stands for itself.
 *
 * @param name behind the backslash, or of an environment
 * @param kind how it is shown
 * @param text a sign, a space's em, a table's brackets, an alphabet's letters and digits
 */
record LatexSymbol(String name, Kind kind, String text) {

  /** How symbols are shown. */
  enum Kind {
    SLANTED,
    UPRIGHT,
    OPERATOR,
    BRACKET,
    /** A large operator, with its limits above and below in displays. */
    SUM,
    FUNCTION,
    /** A function with limits below in displays. */
    LIMITED,
    ACCENT,
    /** An accent as wide as what it stands on. */
    WIDE,
    SPACE,
    /** Makes the bracket behind it larger. */
    SIZE,
    NOTHING,
    TABLE,
    ALPHABET,
    UNKNOWN
  }

  private static final String ASCII =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final Map<String, LatexSymbol> ALL =
      Resource.text(LatexSymbol.class, "latex.txt")
          .lines()
          .flatMap(LatexSymbol::read)
          .collect(Collectors.toMap(LatexSymbol::name, Function.identity()));

  private static Stream<LatexSymbol> read(String line) {
    String[] words = line.split(" ");
    Kind kind = Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
    return Stream.of(words)
        .skip(1)
        .map(word -> word.split("=", 2))
        .map(pair -> new LatexSymbol(pair[0], kind, pair[pair.length - 1]));
  }

  static LatexSymbol of(String name) {
    return ALL.getOrDefault(name, new LatexSymbol(name, Kind.UNKNOWN, ""));
  }

  /** Letters and digits in this alphabet; as they are where it has none. */
  String styled(String letters) {
    StringBuilder styled = new StringBuilder();
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      int at = ASCII.indexOf(letter);
      boolean isThere = at >= 0 && at < text.codePointCount(0, text.length());
      styled.appendCodePoint(isThere ? text.codePointAt(text.offsetByCodePoints(0, at)) : letter);
    }
    return styled.toString();
  }
}
