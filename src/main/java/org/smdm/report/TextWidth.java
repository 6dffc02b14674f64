package org.smdm.report;

import java.lang.Character.UnicodeBlock;
import java.util.Set;

/** Columns that text takes on a terminal. */
public final class TextWidth {

  /** Blocks whose characters take two columns (Unicode Standard Annex 11, wide and fullwidth). */
  private static final Set<UnicodeBlock> WIDE =
      Set.of(
          UnicodeBlock.CJK_RADICALS_SUPPLEMENT,
          UnicodeBlock.KANGXI_RADICALS,
          UnicodeBlock.IDEOGRAPHIC_DESCRIPTION_CHARACTERS,
          UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
          UnicodeBlock.HIRAGANA,
          UnicodeBlock.KATAKANA,
          UnicodeBlock.BOPOMOFO,
          UnicodeBlock.HANGUL_COMPATIBILITY_JAMO,
          UnicodeBlock.KANBUN,
          UnicodeBlock.BOPOMOFO_EXTENDED,
          UnicodeBlock.CJK_STROKES,
          UnicodeBlock.KATAKANA_PHONETIC_EXTENSIONS,
          UnicodeBlock.ENCLOSED_CJK_LETTERS_AND_MONTHS,
          UnicodeBlock.CJK_COMPATIBILITY,
          UnicodeBlock.CJK_UNIFIED_IDEOGRAPHS_EXTENSION_A,
          UnicodeBlock.CJK_UNIFIED_IDEOGRAPHS,
          UnicodeBlock.YI_SYLLABLES,
          UnicodeBlock.YI_RADICALS,
          UnicodeBlock.HANGUL_JAMO_EXTENDED_A,
          UnicodeBlock.HANGUL_SYLLABLES,
          UnicodeBlock.CJK_COMPATIBILITY_IDEOGRAPHS,
          UnicodeBlock.VERTICAL_FORMS,
          UnicodeBlock.CJK_COMPATIBILITY_FORMS,
          UnicodeBlock.SMALL_FORM_VARIANTS,
          UnicodeBlock.MISCELLANEOUS_SYMBOLS_AND_PICTOGRAPHS,
          UnicodeBlock.EMOTICONS,
          UnicodeBlock.TRANSPORT_AND_MAP_SYMBOLS,
          UnicodeBlock.SUPPLEMENTAL_SYMBOLS_AND_PICTOGRAPHS,
          UnicodeBlock.SYMBOLS_AND_PICTOGRAPHS_EXTENDED_A);

  private TextWidth() {}

  /** Columns that a character takes. */
  public static int of(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    UnicodeBlock block = UnicodeBlock.of(c);
    boolean isFullwidth = (c >= 0xFF01 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6);
    boolean isJamo = c >= 0x1100 && c <= 0x115F;
    boolean isLaterIdeograph = c >= 0x20000 && c <= 0x3FFFD;
    boolean isWide = block != null && WIDE.contains(block);
    return isWide || isFullwidth || isJamo || isLaterIdeograph ? 2 : 1;
  }

  /** Columns that a text without line breaks takes. */
  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  /**
   * A text of at most so many columns, with … for what is cut off its end.
   *
   * @param columns one at least
   */
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int room = columns - 1;
    for (int c : text.codePoints().toArray()) {
      room -= of(c);
      if (room < 0) {
        break;
      }
      cut.appendCodePoint(c);
    }
    return cut.append('…').toString();
  }

  /**
   * A text broken at its spaces into lines of at most so many columns; longer words stay whole.
   *
   * @param columns of a line
   */
  public static String wrapped(String text, int columns) {
    StringBuilder wrapped = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ")) {
      int width = of(word);
      if (column > 0 && column + 1 + width > columns) {
        wrapped.append('\n');
        column = 0;
      }
      wrapped.append(column > 0 ? " " : "").append(word);
      column += width + (column > 0 ? 1 : 0);
    }
    return wrapped.toString();
  }
}
