package org.smdm.cli;

import java.lang.Character.UnicodeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Text for a terminal: broken into lines that fit, with looks that end where their lines do. */
final class ScreenText {

  /** How text looks. */
  enum Look {
    PLAIN(""),
    BOLD("\033[1m"),
    DIM("\033[2m"),
    /** Stands out on dark and light screens. */
    REVERSED("\033[7m");

    private final String on;

    Look(String on) {
      this.on = on;
    }
  }

  private static final String OFF = "\033[0m";

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

  private final int columns;
  private final List<String> lines = new ArrayList<>();
  private StringBuilder line = new StringBuilder();
  private int column;
  private Look look = Look.PLAIN;

  /**
   * @param columns that a line may fill, two at least
   */
  ScreenText(int columns) {
    this.columns = Math.max(2, columns);
  }

  /** Adds text; line breaks in it break lines. */
  void add(String text, Look its) {
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                endLine();
                return;
              }
              int width = width(c);
              if (column + width > columns) {
                endLine();
              }
              turn(its);
              line.appendCodePoint(c);
              column += width;
            });
  }

  /** The lines, the last one as far as it goes. */
  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    all.add(look == Look.PLAIN ? line.toString() : line + OFF);
    return all;
  }

  private void turn(Look next) {
    if (next != look) {
      line.append(look == Look.PLAIN ? "" : OFF).append(next.on);
      look = next;
    }
  }

  private void endLine() {
    turn(Look.PLAIN);
    lines.add(line.toString());
    line = new StringBuilder();
    column = 0;
  }

  /** Columns that a character takes. */
  static int width(int c) {
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
}
