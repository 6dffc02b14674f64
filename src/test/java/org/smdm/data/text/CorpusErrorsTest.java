package org.smdm.data.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

class CorpusErrorsTest {

  @TempDir Path folder;

  @Test
  void namesAMissingPath() {
    refuses(folder.resolve("none.txt"), "There is no corpus at", "none.txt", "\"sotu\"");
  }

  @Test
  void namesAFileThatCannotBeRead() throws IOException {
    Files.writeString(folder.resolve("good.txt"), "good\ntext\n");
    Files.createSymbolicLink(folder.resolve("gone.txt"), folder.resolve("nowhere"));
    refuses(folder, "gone.txt", "does not exist");
  }

  @Test
  void refusesADeviceInsteadOfReadingItForEver() throws IOException {
    Path zero = Path.of("/dev/zero");
    Assumptions.assumeTrue(Files.exists(zero), "no /dev/zero here");
    Path link = Files.createSymbolicLink(folder.resolve("zero.txt"), zero);
    refuses(link, "device or pipe");
    Files.delete(link);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", " \n\n\t\r\n"})
  void namesAnEmptyTextFile(String nothing) throws IOException {
    refuses(write("empty.txt", nothing.getBytes(UTF_8)), "empty.txt is empty");
    refuses(write("empty.jsonl", nothing.getBytes(UTF_8)), "empty.jsonl is empty");
  }

  @Test
  void namesAFolderWithoutTexts() throws IOException {
    write("notes.md", "x".getBytes(UTF_8));
    refuses(folder, "holds no .txt or .jsonl file");
  }

  @Test
  void namesAnUnknownExtension() throws IOException {
    refuses(write("data.csv", "x\ny\n".getBytes(UTF_8)), "data.csv", "neither a .txt file");
    refuses(write("noextension", "x\ny\n".getBytes(UTF_8)), "noextension");
  }

  @Test
  void namesTheFirstByteThatIsNotUtf8() throws IOException {
    refuses(write("latin.txt", "abc\ncafé\n".getBytes(ISO_8859_1)), "latin.txt", "byte 7 (0xE9)");
    refuses(write("cut.txt", new byte[] {'a', '\n', 'b', (byte) 0xC3}), "byte 3 (0xC3)");
    refuses(write("wide.txt", "\uFEFFa\nb\n".getBytes(UTF_16LE)), "wide.txt", "UTF-16", "iconv");
    byte[] line = "{\"text\": \"ok\"}\n{\"text\": \"\u00fc\"}\n".getBytes(ISO_8859_1);
    refuses(write("latin.jsonl", line), "Line 2 of", "latin.jsonl", "byte 10 (0xFC)");
  }

  @Test
  void namesSurrogatesEncodedAsUtf8AsNotUtf8() throws IOException {
    byte[] cesu = {'a', '\n', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n'};
    refuses(write("cesu.txt", cesu), "byte 2 (0xED)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\": \"unfinished | not valid JSON",
        "{\"text\": \"a\"} {\"text\": \"b\"} | not valid JSON",
        "plain words | not valid JSON",
        "[\"text\"] | not a JSON object",
        "null | not a JSON object",
        "{\"content\": \"x\"} | has no \"text\"",
        "{\"text\": 7} | has no \"text\"",
        "{\"text\": null} | has no \"text\"",
        "{\"text\": \" \\n\"} | has no \"text\"",
        "{\"text\": \"a\\u0000b\"} | NUL character (character 2",
        "{\"text\": \"ab\\ud800\"} | half of a surrogate pair (character 3",
        "{\"text\": \"\\udc00\\ud800\"} | half of a surrogate pair (character 1",
      })
  void namesTheJsonLineThatIsWrong(String line, String complaint) throws IOException {
    String good = "{\"text\": \"good\"}\n";
    Path file = write("docs.jsonl", (good + "\n" + line + "\n" + good).getBytes(UTF_8));
    refuses(file, "Line 3 of ", "docs.jsonl", complaint);
  }

  @Test
  void survivesAbsurdlyDeepJson() throws IOException {
    refuses(
        write("deep.jsonl", "[".repeat(100_000).getBytes(UTF_8)),
        "Line 1 of",
        "nested more than 1,000 levels");
  }

  @Test
  void namesANulInAText() throws IOException {
    refuses(write("nul.txt", "ab\n\0c\n".getBytes(UTF_8)), "nul.txt", "NUL", "character 4");
  }

  @Test
  void refusesALoneTextOfOneLineSinceItsValidationWouldBeEmpty() throws IOException {
    refuses(write("line.txt", "just one line\n".getBytes(UTF_8)), "line.txt", "single line");
    refuses(write("one.jsonl", "{\"text\": \"x\"}".getBytes(UTF_8)), "one.jsonl:1");
  }

  @Test
  void refusesAnEmptyPart() {
    List<Document> one = List.of(new Document("a", "a", OptionalInt.empty()));
    assertTrue(message(() -> new Corpus("x", one, List.of())).contains("validation part"));
    assertTrue(message(() -> new Corpus("x", List.of(), one)).contains("training part"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 5, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAFractionThatLeavesOnePartEmpty(double fraction) {
    assertTrue(message(() -> Corpus.load("sotu", fraction, 0)).contains("between 0 and 1"));
  }

  @Test
  void refusesNoSourceAndImpossiblePaths() {
    assertTrue(message(() -> Corpus.load(" ", 0.1, 0)).contains("No corpus is named"));
    assertTrue(message(() -> Corpus.load(null, 0.1, 0)).contains("No corpus is named"));
    assertTrue(message(() -> Corpus.load("a\0b", 0.1, 0)).contains("paths cannot have"));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static void refuses(Path source, String... parts) {
    String message = message(() -> Corpus.load(source.toString(), 0.1, 0));
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertNotEquals('.', message.charAt(message.length() - 1), message);
    assertEquals(-1, message.indexOf('\n'), message);
  }

  private static String message(Executable action) {
    return assertThrows(UserException.class, action).getMessage();
  }

  @Test
  void whatAFolderHoldsBesidesIsTold() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "good\ntext\n");
    assertEquals(Optional.empty(), Corpus.leftOut(folder.toString()));
    assertEquals(Optional.empty(), Corpus.leftOut("sotu"));
    Files.writeString(folder.resolve(".hidden.txt"), "x");
    Files.createDirectory(folder.resolve(".copies"));
    assertEquals(Optional.empty(), Corpus.leftOut(folder.toString()));
    Files.writeString(folder.resolve("b.txt.gz"), "x");
    Files.createDirectory(folder.resolve("deeper"));
    String said = Corpus.leftOut(folder.toString()).orElseThrow();
    assertTrue(said.startsWith("2 files are left out"), said);
    assertTrue(said.contains("b.txt.gz") && said.contains("deeper/"), said);
  }
}
