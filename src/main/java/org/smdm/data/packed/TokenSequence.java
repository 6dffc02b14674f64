package org.smdm.data.packed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.smdm.data.text.Document;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * A long, immutable run of token ids in memory, at 1 byte each up to 256 ids, 2 bytes up to 65536
 * and 4 bytes above; safe for use by several threads.
 */
public final class TokenSequence {

  private static final VarHandle CHARS =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Java arrays end a few elements below this. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private final byte[] data;
  private final int width;
  private final int vocabSize;
  private final long utf8Bytes;

  private TokenSequence(byte[] data, int vocabSize, long utf8Bytes) {
    this.data = data;
    this.width = width(vocabSize);
    this.vocabSize = vocabSize;
    this.utf8Bytes = utf8Bytes;
  }

  /**
   * The documents' tokens one after another, {@link Tokenizer#endOfText()} after each. Documents
   * are tokenized in parallel; the result does not depend on it.
   *
   * @throws UserException if the tokens would need more than 2 GiB of memory
   */
  public static TokenSequence of(Tokenizer tokenizer, List<Document> documents) {
    int vocabSize = tokenizer.vocabSize();
    List<TokenSequence> parts =
        documents.parallelStream()
            .map(document -> ofDocument(tokenizer, document.text(), vocabSize))
            .toList();
    long bytes = parts.stream().mapToLong(part -> part.data.length).sum();
    if (bytes > MAX_BYTES) {
      throw new UserException(
          ("The corpus makes %d bytes of tokens, more than the 2 GiB that are kept in memory: "
                  + "take less of it or pack it into files")
              .formatted(bytes));
    }
    byte[] all = new byte[(int) bytes];
    int at = 0;
    long utf8Bytes = 0;
    for (TokenSequence part : parts) {
      System.arraycopy(part.data, 0, all, at, part.data.length);
      at += part.data.length;
      utf8Bytes += part.utf8Bytes;
    }
    return new TokenSequence(all, vocabSize, utf8Bytes);
  }

  /**
   * A copy of given ids.
   *
   * @param ids token ids, each in {@code [0, vocabSize)}
   * @param vocabSize number of ids there are, at least 1
   * @param utf8Bytes length of the text they stand for
   * @throws IndexOutOfBoundsException if an id is out of range
   */
  public static TokenSequence of(int[] ids, int vocabSize, long utf8Bytes) {
    if (vocabSize < 1 || utf8Bytes < 0) {
      throw new IllegalArgumentException("vocabSize " + vocabSize + ", utf8Bytes " + utf8Bytes);
    }
    int width = width(vocabSize);
    byte[] data = new byte[Math.multiplyExact(ids.length, width)];
    for (int i = 0; i < ids.length; i++) {
      int id = Objects.checkIndex(ids[i], vocabSize);
      switch (width) {
        case 1 -> data[i] = (byte) id;
        case 2 -> CHARS.set(data, 2 * i, (char) id);
        default -> INTS.set(data, 4 * i, id);
      }
    }
    return new TokenSequence(data, vocabSize, utf8Bytes);
  }

  private static TokenSequence ofDocument(Tokenizer tokenizer, String text, int vocabSize) {
    int[] ids = tokenizer.encode(text);
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = tokenizer.endOfText();
    return of(ended, vocabSize, text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static int width(int vocabSize) {
    return vocabSize <= 1 << 8 ? 1 : vocabSize <= 1 << 16 ? 2 : 4;
  }

  /** Number of tokens. */
  public int length() {
    return data.length / width;
  }

  /** Number of ids there are; every token is below it. */
  public int vocabSize() {
    return vocabSize;
  }

  /**
   * One token id.
   *
   * @param index position, in {@code [0, length())}
   */
  public int get(int index) {
    return switch (width) {
      case 1 -> data[index] & 0xFF;
      case 2 -> (char) CHARS.get(data, 2 * index);
      default -> (int) INTS.get(data, 4 * index);
    };
  }

  /**
   * Mean length in UTF-8 bytes of the text behind a token. End-of-text tokens count as tokens that
   * add no text, so {@code bits per token / this} charges them to the text: bits per byte.
   *
   * @throws IllegalStateException if there are no tokens
   */
  public double utf8BytesPerToken() {
    if (length() == 0) {
      throw new IllegalStateException("an empty sequence has no bytes per token");
    }
    return (double) utf8Bytes / length();
  }

  /**
   * SHA-256 (hexadecimal) of the vocabulary size (int32) and the ids (unsigned, 1, 2 or 4 bytes as
   * stored), all little-endian: equal for equal data on every machine.
   */
  public String fingerprint() {
    MessageDigest digest = Sha256.begin();
    byte[] head = new byte[4];
    INTS.set(head, 0, vocabSize);
    digest.update(head);
    digest.update(data);
    return Sha256.hex(digest);
  }

  /** Copies {@code count} ids from {@code start} on, continuing at the beginning after the end. */
  void readCircular(int start, int count, int[] into, int offset) {
    Objects.checkFromIndexSize(offset, count, into.length);
    int length = length();
    int index = start;
    for (int i = 0; i < count; i++) {
      if (index == length) {
        index = 0;
      }
      into[offset + i] = get(index++);
    }
  }

  /** Number of whole blocks of a length; a sentence for the user where there is not even one. */
  int wholeBlocks(int blockLength) {
    if (blockLength < 1) {
      throw new IllegalArgumentException("blockLength " + blockLength);
    }
    if (length() < blockLength) {
      throw new UserException(
          ("The data hold %d tokens, fewer than one block of %d (the model's block size + 1): "
                  + "choose a block size below %d or take more text")
              .formatted(length(), blockLength, length()));
    }
    return length() / blockLength;
  }
}
