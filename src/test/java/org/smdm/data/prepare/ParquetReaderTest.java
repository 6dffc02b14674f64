package org.smdm.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

/** What DuckDB would do with a Parquet file if it were not told otherwise. */
class ParquetReaderTest {

  @TempDir Path folder;

  private Path table(String name, String query) throws Exception {
    return Inputs.parquet(folder.resolve(name), query);
  }

  private static List<String> read(Path file, String textColumn, String dateColumn) {
    List<String> texts = new ArrayList<>();
    DatedDocuments.read(
        List.of(file.toString()),
        textColumn,
        dateColumn,
        document -> texts.add(document.text() + "|" + document.date()));
    return texts;
  }

  private static void assertRefused(Path file, String column, String... parts) {
    UserException e = assertThrows(UserException.class, () -> read(file, column, null));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertFalse(e.getMessage().contains("fetch the file again"), e.getMessage());
  }

  @Test
  void foldersThatAreNamedLikeColumnsAreNoColumns() throws Exception {
    Path file =
        table("text=xx/date=1999-01-01/a.parquet", "SELECT 'own' AS text, '2021-05-06' AS date");
    assertEquals(List.of("own|2021-05-06"), read(file, "text", "date"));
    Path other = table("lang=en/b.parquet", "SELECT 'own' AS body");
    assertRefused(other, "lang", "has no column lang", "body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*.parquet", "q?.parquet", "[x].parquet", "**.parquet", "it's.parquet"})
  void signsInNamesStandForThemselves(String name) throws Exception {
    table("ab.parquet", "SELECT 'other' AS text");
    table("qq.parquet", "SELECT 'other' AS text");
    table("x.parquet", "SELECT 'other' AS text");
    assertEquals(List.of("own|null"), read(table(name, "SELECT 'own' AS text"), "text", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"America/New_York", "Asia/Tokyo", "UTC"})
  void momentsAreDatesInUtcWhateverTheMachinesZone(String zone) throws Exception {
    Path file =
        table(
            "t.parquet",
            "SELECT 'a' AS text, TIMESTAMPTZ '2021-01-01 00:30:00+00' AS early,"
                + " TIMESTAMPTZ '2020-12-31 23:30:00+00' AS late, DATE '2021-01-01' AS day");
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      assertTrue(read(file, "text", "early").get(0).startsWith("a|2021-01-01"));
      assertTrue(read(file, "text", "late").get(0).startsWith("a|2020-12-31"));
      assertEquals(List.of("a|2021-01-01"), read(file, "text", "day"));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void bytesThatAreUtf8AreTextAndOthersAreNamedByTheirRow() throws Exception {
    Path file =
        table(
            "b.parquet",
            "SELECT * FROM (VALUES ('gr\\xC3\\xBCn'::BLOB, 1), (NULL, 2), ('plain'::BLOB, 3)) t(text, n)"
                + " ORDER BY n");
    assertEquals(List.of("gr\u00fcn|null", "plain|null"), read(file, "text", null));
    Path nested = table("n.parquet", "SELECT {'body': 'gr\\xC3\\xBCn'::BLOB} AS data");
    assertEquals(List.of("gr\u00fcn|null"), read(nested, "data.body", null));
    Path latin = table("l.parquet", "SELECT 'gr\\xFCn'::BLOB AS text");
    assertRefused(latin, "text", "Row 1 of", "not UTF-8 at byte 2");
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, whole",
    "a.c, inside",
    "a.d.e, column",
    "a.d.f.g, deep",
    "rows of the file, named",
    "'quo\"ted', quoted"
  })
  void aColumnOfJustThatNameComesBeforeFieldsOfAnother(String name, String text) throws Exception {
    Path file =
        table(
            "d.parquet",
            "SELECT 'whole' AS \"a.b\", {'b': 'field', 'c': 'inside'} AS a, 'column' AS \"a.d.e\","
                + " {'f': {'g': 'deep'}} AS \"a.d\", 'named' AS \"rows of the file\","
                + " 'quoted' AS \"quo\"\"ted\"");
    assertEquals(List.of(text + "|null"), read(file, name, null));
  }

  @Test
  void columnsThatAreNoTextAreToldWithTheirType() throws Exception {
    Path file =
        table(
            "s.parquet",
            "SELECT {'text': 'a', 'n': 1} AS data, [{'content': 'x'}] AS messages, ['a'] AS list,"
                + " 7 AS number, MAP {'k': 'v'} AS pairs");
    assertRefused(file, "data.body", "has no field body", "text, n");
    assertRefused(file, "messages.content", "has no fields", "STRUCT");
    assertRefused(file, "list", "VARCHAR[]");
    assertRefused(file, "number", "INTEGER");
    assertRefused(file, "pairs", "MAP");
    assertRefused(file, "data", "STRUCT");
    assertRefused(file, "data.n", "INTEGER");
    assertRefused(file, "text", "has no column text", "messages");
    assertRefused(file, ".", "has no column");
  }
}
