package org.smdm.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * Cuts sequences into what can be shown of their tokens. Where a character is made of several
 * tokens, as of bytes, they are one piece once all are there, and an {@value #UNREADABLE} each
 * until then. For one thread.
 *
 * <p>Characters without a look of their own, such as an escape, which would lead a terminal astray,
 * have the glyph of their name instead; line breaks are left as they are.
 */
public final class TokenPieces {

  /** What stands for a token that is no text, or no text by itself. */
  public static final String UNREADABLE = "·";

  /** What stands for an end of text. */
  public static final String END_OF_TEXT = "∎";

  /** What a piece is. */
  public enum Kind {
    /** Characters. */
    TEXT,
    /** A blank. */
    MASK,
    /** The token that ends a text. */
    END_OF_TEXT,
    /** Bytes that are no whole character, or a token without text. */
    UNREADABLE
  }

  /**
   * What tokens look like.
   *
   * @param from position of the first
   * @param to behind the last
   * @param text one glyph at least
   * @param kind what it is
   */
  public record Piece(int from, int to, String text, Kind kind) {}

  /** A byte-level vocabulary's tokens may begin and end in the middle of characters. */
  private static final int LONGEST_RUN = 8;

  private static final int CONTROL_PICTURES = 0x2400;
  private static final int DELETE = 0x7F;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private final Tokenizer tokenizer;
  private final int maskId;
  private final int[] anchor;
  private final String anchorText;
  private final Map<Integer, String> inside = new HashMap<>();

  /**
   * @param tokenizer of the ids
   * @param maskId of blanks
   */
  public TokenPieces(Tokenizer tokenizer, int maskId) {
    this.tokenizer = tokenizer;
    this.maskId = maskId;
    // Vocabularies that mark word beginnings drop the space of the first: put something before it.
    this.anchor = anchor(tokenizer);
    this.anchorText = tokenizer.decode(anchor);
  }

  private static int[] anchor(Tokenizer tokenizer) {
    try {
      return tokenizer.encode("a");
    } catch (UserException e) {
      return new int[0]; // a vocabulary without letters: single tokens are shown as they decode
    }
  }

  /**
   * Cuts a sequence.
   *
   * @param ids token ids and mask ids
   * @return pieces that cover it in order
   */
  public List<Piece> split(int[] ids) {
    List<Piece> pieces = new ArrayList<>();
    boolean isBegun = false;
    int from = 0;
    while (from < ids.length) {
      Piece piece = piece(ids, from, isBegun);
      pieces.add(piece);
      isBegun |= piece.kind != Kind.UNREADABLE && piece.kind != Kind.END_OF_TEXT;
      from = piece.to;
    }
    return pieces;
  }

  /**
   * A token as a label, with its spaces and line breaks visible.
   *
   * @param id a token id or the mask id
   */
  public String label(int id) {
    String text = piece(new int[] {id}, 0, true).text;
    return text.replace("\n", "⏎").replace(" ", "␣");
  }

  private Piece piece(int[] ids, int from, boolean isInside) {
    int id = ids[from];
    if (id == maskId) {
      return new Piece(from, from + 1, String.valueOf(BlankText.BLANK), Kind.MASK);
    }
    if (id == tokenizer.endOfText()) {
      return new Piece(from, from + 1, END_OF_TEXT, Kind.END_OF_TEXT);
    }
    if (id < 0 || id >= tokenizer.vocabSize()) {
      return new Piece(from, from + 1, UNREADABLE, Kind.UNREADABLE);
    }
    String text = isInside ? inside.computeIfAbsent(id, this::inside) : tokenizer.decode(id);
    if (isWhole(text)) {
      return new Piece(from, from + 1, visible(text), Kind.TEXT);
    }
    for (int to = from + 2; to <= ids.length && to - from <= LONGEST_RUN; to++) {
      int next = ids[to - 1];
      if (next == maskId || next == tokenizer.endOfText() || next >= tokenizer.vocabSize()) {
        break;
      }
      int[] run = Arrays.copyOfRange(ids, from, to);
      String whole = isInside ? inside(run) : tokenizer.decode(run);
      if (isWhole(whole)) {
        return new Piece(from, to, visible(whole), Kind.TEXT);
      }
    }
    String part = visible(text.replaceAll("\uFFFD+", UNREADABLE));
    return new Piece(from, from + 1, part.isEmpty() ? UNREADABLE : part, Kind.UNREADABLE);
  }

  private static boolean isWhole(String text) {
    return !text.isEmpty() && text.indexOf('\uFFFD') < 0;
  }

  /** What ids decode to behind other text. */
  private String inside(int... ids) {
    int[] both = Arrays.copyOf(anchor, anchor.length + ids.length);
    System.arraycopy(ids, 0, both, anchor.length, ids.length);
    String text = tokenizer.decode(both);
    return text.startsWith(anchorText)
        ? text.substring(anchorText.length())
        : tokenizer.decode(ids);
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == DELETE) {
                visible.append('␡');
              } else if (c < ' ' && c != '\n') {
                visible.appendCodePoint(CONTROL_PICTURES + c);
              } else {
                visible.append(hasLook(c) ? Character.toString(c) : UNREADABLE);
              }
            });
    return visible.toString();
  }

  private static boolean hasLook(int c) {
    return switch (Character.getType(c)) {
      case Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.CONTROL -> c == '\n';
      // Joiners shape letters; the others turn the direction of what follows.
      case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }
}
