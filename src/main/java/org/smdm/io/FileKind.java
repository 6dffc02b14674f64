package org.smdm.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a file is by its first bytes, whatever its name says. A download that was none is the
 * commonest reason why a file cannot be read, so readers ask here before they call one damaged.
 */
public enum FileKind {
  GIT_LFS_POINTER(
      "a Git LFS pointer",
      "fetch what it stands for, with git lfs pull in the repository or by a download",
      begins("version https://git-lfs")),
  WEB_PAGE(
      "a web page",
      "fetch the file itself again, by its download address",
      head -> {
        String start = afterMark(head).stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.matches("(?s)<html[\\s>].*");
      }),
  PARQUET("a Parquet file", "give it where tables are read", begins("PAR1")),
  SAFETENSORS("a safetensors file", "give it where weights are read", FileKind::isSafetensors),
  SENTENCE_PIECE(
      "a SentencePiece model",
      "convert it to a tokenizer.json, for instance by AutoTokenizer's save_pretrained",
      FileKind::isSentencePiece),
  PACKED_SHARD("a packed shard", "give the folder it is in as data", begins("LITPKDS")),
  NUMPY("a NumPy array", "save its values in the format that belongs here", begins("\u0093NUMPY")),
  PYTORCH(
      "a PyTorch checkpoint",
      "save it as safetensors",
      begins("PK\3\4").and(head -> text(head).contains("data.pkl"))),
  NUMPY_ARCHIVE(
      "an archive of NumPy arrays",
      "save its values in the format that belongs here",
      begins("PK\3\4").and(head -> text(head).contains(".npy"))),
  ZIP("a zip archive", "unpack it", begins("PK\3\4").or(begins("PK\5\6"))),
  PICKLE(
      "pickled Python objects",
      "save its values in the format that belongs here; weights as safetensors",
      head -> head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5),
  GZIP("compressed by gzip", "unpack it with gunzip", begins("\u001f\u008b")),
  ZSTD(
      "compressed by zstd",
      "unpack it with unzstd",
      begins("(\u00b5/\u00fd")
          .or(head -> head.length > 3 && (head[0] & 0xF0) == 0x50 && endsIn(head, "*M\u0018"))),
  XZ("compressed by xz", "unpack it with unxz", begins("\u00fd7zXZ\0")),
  BZIP2(
      "compressed by bzip2",
      "unpack it with bunzip2",
      head -> text(head).matches("(?s)BZh[1-9]1AY&SY.*")),
  LZ4("compressed by lz4", "unpack it with unlz4", begins("\4\"M\u0018")),
  SEVEN_ZIP("a 7z archive", "unpack it", begins("7z\u00bc\u00af'\u001c")),
  TAR(
      "a tar archive",
      "unpack it",
      head -> head.length > 262 && text(head).startsWith("ustar", 257)),
  HDF5("an HDF5 file", "save its values in the format that belongs here", begins("\u0089HDF\r\n")),
  ARROW("an Arrow file", "save it as Parquet or JSON lines", begins("ARROW1")),
  GGUF("a GGUF file", "give the checkpoint in safetensors that it was made from", begins("GGUF")),
  SQLITE("an SQLite database", "export its rows as JSON lines", begins("SQLite format 3\0")),
  PDF("a PDF document", "save its text", begins("%PDF-")),
  UTF16(
      "text in UTF-16 or UTF-32",
      "convert it to UTF-8, for instance with iconv",
      FileKind::isWideText);

  /** How many bytes are looked at. */
  public static final int HEAD = 512;

  private final String words;
  private final String mend;

  // Each is a method of this class without state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<byte[]> test;

  FileKind(String words, String mend, Predicate<byte[]> test) {
    this.words = words;
    this.mend = mend;
    this.test = test;
  }

  /**
   * The kind that first bytes show.
   *
   * @param head the first {@value #HEAD} bytes, or all where there are fewer
   * @return nothing where they may be text, or something that is not known here
   */
  public static Optional<FileKind> of(byte[] head) {
    return Arrays.stream(values()).filter(kind -> kind.test.test(head)).findFirst();
  }

  /**
   * Refuses what is known to be of another kind than it should be.
   *
   * @param head the first {@value #HEAD} bytes, or all where there are fewer
   * @param name what messages call the file
   * @param wanted what it should be, with its article
   * @param accepted kinds that it may be; none where it must be text
   * @throws UserException naming the kind and what to do
   */
  public static void require(byte[] head, String name, String wanted, FileKind... accepted) {
    Optional<FileKind> found = of(head);
    if (found.isPresent() && !List.of(accepted).contains(found.get())) {
      throw new UserException(
          "%s is %s and not %s: %s".formatted(name, found.get().words, wanted, found.get().mend));
    }
  }

  /**
   * Refuses a file that is known to be of another kind than it should be. One that cannot be read
   * passes: its reader says why.
   *
   * @param file any
   * @param wanted what it should be, with its article
   * @param accepted kinds that it may be; none where it must be text
   * @throws UserException naming the kind and what to do
   */
  public static void require(Path file, String wanted, FileKind... accepted) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    } catch (IOException e) {
      return;
    }
    require(head, file.toString(), wanted, accepted);
  }

  @Override
  public String toString() {
    return words;
  }

  private static Predicate<byte[]> begins(String start) {
    return head -> text(head).startsWith(start);
  }

  private static boolean endsIn(byte[] head, String rest) {
    return text(head).startsWith(rest, 1);
  }

  /** One character per byte. */
  private static String text(byte[] head) {
    return new String(head, ISO_8859_1);
  }

  private static String afterMark(byte[] head) {
    String text = text(head);
    return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
  }

  /** Eight bytes with the length of the header, little-endian, then its JSON. */
  private static boolean isSafetensors(byte[] head) {
    return head.length > 8 && head[8] == '{' && head[4] == 0 && head[5] == 0 && head[7] == 0;
  }

  /** A protocol buffer that begins with a message of a piece and its score. */
  private static boolean isSentencePiece(byte[] head) {
    if (head.length < 8 || head[0] != '\n' || head[1] <= 0 || head[2] != '\n' || head[3] <= 0) {
      return false;
    }
    int score = 4 + head[3];
    return score < head.length && head[score] == 0x15 && head[3] != '\n' && head[3] != '\r';
  }

  /** A byte order mark, or every other byte zero. */
  private static boolean isWideText(byte[] head) {
    if (head.length < 4) {
      return false;
    }
    int first = ((head[0] & 0xFF) << 8) | (head[1] & 0xFF);
    boolean marked = first == 0xFFFE || first == 0xFEFF;
    boolean little = head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0;
    boolean big = head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0;
    return marked || little || big;
  }
}
