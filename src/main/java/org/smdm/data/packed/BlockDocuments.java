package org.smdm.data.packed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.smdm.data.tokenizer.Tokenizer;

/**
 * Which document each token of some blocks is of. A block may hold parts of several documents, and
 * a document may reach over many blocks. Blocks say so by the tokens that separate documents: an
 * end of text belongs to the document before it, a begin of text to the one behind it; several in a
 * row, as padding has, make no documents of their own.
 */
public final class BlockDocuments {

  /** Document of each block's first token. */
  private final int[] first;

  /** Places in each block where another document begins, ascending, the first token's left out. */
  private final int[][] borders;

  private final int count;

  private BlockDocuments(int[] first, int[][] borders, int count) {
    this.first = first;
    this.borders = borders;
    this.count = count;
  }

  /** Finds where documents begin, token by token. */
  private static final class Borders {
    private final int end;
    private final OptionalInt begin;
    private int last;

    Borders(Tokenizer tokenizer) {
      this.end = tokenizer.endOfText();
      this.begin = tokenizer.beginOfText();
      this.last = end;
    }

    /** Whether the next token is the first of a document. */
    boolean isFirst(int token) {
      boolean afterEnd = last == end && token != end;
      // Of one token for both there is an end before every document anyway.
      boolean atBegin =
          begin.isPresent()
              && begin.getAsInt() != end
              && token == begin.getAsInt()
              && token != last;
      last = token;
      return afterEnd || atBegin;
    }

    int[] in(int[] block) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < block.length; i++) {
        if (isFirst(block[i])) {
          places.add(i);
        }
      }
      return places.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /**
   * Reads blocks, and those between them up to the next border of documents.
   *
   * @param source blocks in reading order
   * @param numbers of the blocks in question in the first epoch, ascending
   * @param tokenizer whose ends and begins of text separate documents
   */
  static BlockDocuments of(BlockSource source, long[] numbers, Tokenizer tokenizer) {
    int[] first = new int[numbers.length];
    int[][] borders = new int[numbers.length][];
    Borders finder = new Borders(tokenizer);
    int[] block = new int[source.blockLength()];
    int document = -1;
    for (int i = 0; i < numbers.length; i++) {
      boolean isOther = i == 0;
      for (long n = i == 0 ? numbers[0] : numbers[i - 1] + 1; n < numbers[i] && !isOther; n++) {
        source.read(n, block, 0);
        isOther = finder.in(block).length > 0;
      }
      source.read(numbers[i], block, 0);
      int[] found = finder.in(block);
      boolean isAtStart = found.length > 0 && found[0] == 0;
      document += isOther || isAtStart ? 1 : 0;
      first[i] = document;
      borders[i] = isAtStart ? Arrays.copyOfRange(found, 1, found.length) : found;
      document += borders[i].length;
    }
    return new BlockDocuments(first, borders, document + 1);
  }

  /** How many documents the blocks have a token of. */
  public int count() {
    return count;
  }

  /**
   * How many documents a block has a token of.
   *
   * @param block which of the blocks, from 0
   */
  public int parts(int block) {
    return borders[block].length + 1;
  }

  /**
   * Which of its block's documents a token is of, from 0.
   *
   * @param block which of the blocks, from 0
   * @param place of the token in it, from 0
   */
  public int part(int block, int place) {
    int found = Arrays.binarySearch(borders[block], place);
    return found < 0 ? -found - 1 : found + 1;
  }

  /**
   * The document of a block's part, in {@code [0, count())}.
   *
   * @param block which of the blocks, from 0
   * @param part of it, from 0
   */
  public int document(int block, int part) {
    return first[block] + part;
  }
}
