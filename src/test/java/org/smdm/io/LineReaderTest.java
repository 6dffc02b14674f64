package org.smdm.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {

  @TempDir Path folder;

  private static List<String> lines(byte[] text) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(new ByteArrayInputStream(text), "a.txt", "a text")) {
      for (TextLine line = reader.next(); line != null; line = reader.next()) {
        assertEquals(lines.size() + 1, line.number());
        lines.add(line.text());
      }
    }
    return lines;
  }

  @Test
  void endsLinesAtLineFeedsOnlyAndDropsReturns() throws IOException {
    assertEquals(List.of(), lines(new byte[0]));
    assertEquals(List.of("a", "", "b"), lines("a\n\nb".getBytes(UTF_8)));
    assertEquals(List.of("a", "b"), lines("a\r\nb\r\n".getBytes(UTF_8)));
    assertEquals(
        List.of("a\u2028b\u0085c\rd\u000be"), lines("a\u2028b\u0085c\rd\u000be\n".getBytes(UTF_8)));
  }

  @Test
  void dropsByteOrderMarksOfJoinedFiles() throws IOException {
    assertEquals(List.of("a\uFEFF", "b"), lines("\uFEFFa\uFEFF\n\uFEFFb".getBytes(UTF_8)));
    assertEquals(List.of(""), lines("\uFEFF\r\n".getBytes(UTF_8)));
  }

  @Test
  void readsLinesLongerThanItsBufferAcrossShortReads() throws IOException {
    List<String> wanted =
        IntStream.range(0, 40).mapToObj(i -> "ä%d".formatted(i).repeat(i * i * 40)).toList();
    byte[] text = String.join("\n", wanted).getBytes(UTF_8);
    List<String> found = new ArrayList<>();
    FilterInputStream slow =
        new FilterInputStream(new ByteArrayInputStream(text)) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, 1_777));
          }
        };
    try (LineReader reader = new LineReader(slow, "a.txt", "a text")) {
      for (TextLine line = reader.next(); line != null; line = reader.next()) {
        found.add(line.text());
      }
    }
    assertEquals(wanted, found);
  }

  @Test
  void namesFileAndLineOfWhatIsNoUtf8() throws IOException {
    Path file = Files.write(folder.resolve("latin.txt"), "good\ncaf\u00e9\n".getBytes(ISO_8859_1));
    List<TextLine> lines = LineReader.all(file, "a text");
    assertEquals("good", lines.get(0).text());
    UserException e = assertThrows(UserException.class, () -> lines.get(1).text());
    assertTrue(e.getMessage().startsWith("Line 2 of " + file + " is not UTF-8 at byte 3 (0xE9)"));
  }

  @Test
  void passesOverBlankLinesButCountsThem() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a.jsonl"), "\uFEFF{\"a\":1}\r\n \t\r\n{\"a\":2}\n\n");
    List<String> seen = new ArrayList<>();
    LineReader.read(
        file, "JSON lines", line -> seen.add(line.number() + "=" + line.object().get("a")));
    assertEquals(List.of("1=1", "3=2"), seen);
    assertEquals(3, LineReader.all(file, "JSON lines").size());
  }

  @Test
  void saysWhatIsMissingOrOfAnotherKind() throws IOException {
    Path absent = folder.resolve("absent.jsonl");
    UserException missing =
        assertThrows(UserException.class, () -> LineReader.all(absent, "JSON lines"));
    assertEquals(absent + " does not exist: give JSON lines", missing.getMessage());
    UserException isFolder =
        assertThrows(UserException.class, () -> LineReader.all(folder, "JSON lines"));
    assertEquals(folder + " is a folder: give JSON lines", isFolder.getMessage());
    Path pointer =
        Files.writeString(
            folder.resolve("p.jsonl"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    UserException e =
        assertThrows(UserException.class, () -> LineReader.all(pointer, "JSON lines"));
    assertTrue(e.getMessage().contains("is a Git LFS pointer and not JSON lines: "));
    assertTrue(e.getMessage().contains("git lfs pull"));
  }
}
