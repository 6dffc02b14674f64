package org.smdm.eval.shift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.DateSlicing;
import org.smdm.config.ShiftConfig;
import org.smdm.data.text.Document;
import org.smdm.data.text.SotuCorpus;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.eval.shift.DateSlices.Slice;
import org.smdm.io.UserException;

/** Documents by the date that their files say. */
class DateSlicesTest {

  private static final Tokenizer BYTES = Tokenizers.load("bytes");

  @TempDir Path folder;

  private static ShiftConfig.Data data(
      DateSlicing by, String from, String to, String until, long tokens, Object... paths) {
    List<String> names = List.of(paths).stream().map(String::valueOf).toList();
    return new ShiftConfig.Data(names, "text", "date", by, from, to, until, tokens);
  }

  private static ShiftConfig.Data dated(DateSlicing by, Object... paths) {
    return data(by, null, null, null, 1 << 20, paths);
  }

  private Path lines(String... objects) throws IOException {
    return Files.writeString(folder.resolve("a.jsonl"), String.join("\n", objects) + "\n");
  }

  private static String line(String date, String text) {
    return "{\"date\": \"%s\", \"text\": \"%s\"}".formatted(date, text);
  }

  private static Map<String, String> texts(List<Slice> slices) {
    return slices.stream()
        .collect(
            Collectors.toMap(
                Slice::label,
                slice -> {
                  int[] ids = new int[slice.tokens().length()];
                  for (int i = 0; i < ids.length; i++) {
                    ids[i] = slice.tokens().get(i);
                  }
                  return BYTES.decode(ids);
                },
                (a, b) -> a + b,
                TreeMap::new));
  }

  private void assertRefused(ShiftConfig.Data data, String... parts) {
    UserException e =
        assertThrows(UserException.class, () -> DateSlices.read(data, BYTES, text -> false));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void documentsAreInTheSliceOfTheirDate() throws IOException {
    Path file =
        lines(
            line("1999-12-31T23:59:59Z", "a"),
            line("2000-01-01", "b"),
            line("1990", "c"),
            line("2009-05", "d"));
    assertEquals(
        Map.of("1990s", "ac", "2000s", "bd"),
        texts(DateSlices.read(dated(DateSlicing.DECADE, file), BYTES, text -> false)));
    List<Slice> years = DateSlices.read(dated(DateSlicing.YEAR, file), BYTES, text -> false);
    assertEquals(
        List.of("1990", "1999", "2000", "2009"), years.stream().map(Slice::label).toList());
    assertEquals(
        List.of(1990.0, 1999.0, 2000.0, 2009.0), years.stream().map(Slice::position).toList());
    assertEquals(
        Map.of("2000s", "b"),
        texts(
            DateSlices.read(
                data(DateSlicing.DECADE, "2000", "2008", null, 99, file), BYTES, t -> false)));
  }

  @Test
  void theTrainingsTimeIsOneSliceAndComesFirst() throws IOException {
    Path file = lines(line("2003", "late"), line("1850", "old"), line("1989-12-31", "er"));
    List<Slice> slices =
        DateSlices.read(
            data(DateSlicing.DECADE, null, null, "1989", 99, file), BYTES, text -> false);
    assertEquals(List.of("to 1989", "2000s"), slices.stream().map(Slice::label).toList());
    assertTrue(slices.get(0).isOfTraining() && Double.isNaN(slices.get(0).position()));
    assertEquals("older", texts(slices).get("to 1989"));
    assertEquals(2, slices.get(0).documents());
  }

  @Test
  void whatWasTrainedOnIsLeftOutAndCounted() throws IOException {
    Path file = lines(line("2003", "seen"), line("2004", "new"));
    Slice slice = DateSlices.read(dated(DateSlicing.DECADE, file), BYTES, "seen"::equals).get(0);
    assertEquals(1, slice.documents());
    assertEquals(1, slice.leftOut());
    assertEquals("new", texts(List.of(slice)).get("2000s"));
    UserException e =
        assertThrows(
            UserException.class,
            () -> DateSlices.read(dated(DateSlicing.DECADE, file), BYTES, text -> true));
    assertTrue(e.getMessage().contains("no document"), e.getMessage());
  }

  @Test
  void documentsThatWereTrainedOnCountInFullSlicesAndInEmptyOnesToo() throws IOException {
    Path file =
        lines(
            line("1991", "seen"),
            line("2003", "abcdef"),
            line("2004", "seen"),
            line("2005", "seen"),
            line("2006", "more"));
    List<Slice> slices =
        DateSlices.read(data(DateSlicing.DECADE, null, null, null, 5, file), BYTES, "seen"::equals);
    assertEquals(List.of("1990s", "2000s"), slices.stream().map(Slice::label).toList());
    assertEquals(List.of(1, 2), slices.stream().map(Slice::leftOut).toList());
    assertEquals(List.of(0, 1), slices.stream().map(Slice::documents).toList());
    assertEquals(0, slices.get(0).tokens().length());
  }

  @Test
  void theFirstTokensOfASliceAreKept() throws IOException {
    Path file = lines(line("2003", "abcd"), line("2004", "efgh"), line("2005", "ijkl"));
    Slice slice =
        DateSlices.read(data(DateSlicing.DECADE, null, null, null, 7, file), BYTES, text -> false)
            .get(0);
    assertEquals(7, slice.tokens().length());
    assertEquals(2, slice.documents());
    // Four bytes of the first, two of the second: its end-of-text is cut off.
    assertEquals(6 / 7.0, slice.tokens().utf8BytesPerToken(), 1e-12);
  }

  @Test
  void badDatesAreNamedByTheirLines() throws IOException {
    Path file = lines(line("2003", "a"), line("2003-02-30", "b"));
    assertRefused(
        dated(DateSlicing.DECADE, file), "Line 2 of " + file, "'2003-02-30'", "2021-03-04");
    Path missing = lines(line("2003", "a"), "", "{\"text\": \"b\", \"day\": \"2003\"}");
    assertRefused(
        dated(DateSlicing.DECADE, missing), "Line 3", "no date in \"date\"", "--date-column");
    Path coarse = lines(line("2003", "a"));
    assertRefused(dated(DateSlicing.MONTH, coarse), "Line 1", "says no month");
    Path broken = lines(line("2003", "a"), "{\"text\": ");
    assertRefused(dated(DateSlicing.DECADE, broken), "Line 2", "not valid JSON");
  }

  @Test
  void parquetAsFineWebHasItIsSlicedByDumpAndByMonth() throws Exception {
    Path file = folder.resolve("web.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES ('one', 'CC-MAIN-2024-10', '2024-02-28T01:02:03Z'), ('two',"
              + " 'CC-MAIN-2024-18', '2024-04-12T01:02:03Z'), ('three', 'CC-MAIN-2024-10',"
              + " '2024-03-01T00:00:00Z')) t(text, dump, date)) TO '"
              + file
              + "' (FORMAT parquet)");
    }
    ShiftConfig.Data dumps =
        new ShiftConfig.Data(
            List.of(file.toString()), "text", "dump", DateSlicing.VALUE, null, null, null, 99);
    assertEquals(
        Map.of("CC-MAIN-2024-10", "onethree", "CC-MAIN-2024-18", "two"),
        texts(DateSlices.read(dumps, BYTES, text -> false)));
    assertEquals(
        Map.of("2024-02", "one", "2024-03", "three", "2024-04", "two"),
        texts(DateSlices.read(dated(DateSlicing.MONTH, file), BYTES, text -> false)));
  }

  @Test
  void theSpeechesAndTextFilesAreDatedByTheirNames() throws IOException {
    List<Slice> decades =
        DateSlices.read(
            data(DateSlicing.DECADE, "1960", "1979", null, 1 << 24, "sotu"), BYTES, t -> false);
    assertEquals(List.of("1960s", "1970s"), decades.stream().map(Slice::label).toList());
    List<Document> speeches = SotuCorpus.documents("sotu:1970-1979");
    assertEquals(speeches.size(), decades.get(1).documents());
    assertEquals(
        speeches.stream().map(Document::text).collect(Collectors.joining()),
        texts(decades).get("1970s"));
    Path text = Files.writeString(folder.resolve("1862_lincoln.txt"), "Fellow citizens");
    assertEquals(
        Map.of("1860s", "Fellow citizens"),
        texts(DateSlices.read(dated(DateSlicing.DECADE, text), new ByteTokenizer(), t -> false)));
  }
}
