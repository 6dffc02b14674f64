package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static final String WHERE = "Line 3 of a.jsonl";

  @TempDir Path folder;

  private static String refused(String line) {
    return assertThrows(UserException.class, () -> Json.line(line, WHERE)).getMessage();
  }

  @Test
  void readsWhatPythonWrites() {
    ObjectNode object =
        Json.line("{\"a\": NaN, \"b\": [Infinity, -Infinity], \"c\": \"\\ud800\"}", WHERE);
    assertTrue(Double.isNaN(object.get("a").doubleValue()));
    assertEquals(Double.NEGATIVE_INFINITY, object.get("b").get(1).doubleValue());
    assertEquals("\ud800", object.get("c").textValue());
  }

  @Test
  void keepsAllDigitsWhereTheyAreWanted() {
    String text =
        "{\"a\":0.1000000000000000055511151231257827,\"b\":123456789012345678901234567890,"
            + "\"c\":1.50,\"d\":1.0E-7,\"e\":1E+999999999}";
    assertEquals(text, Json.compact(Json.exact(text, "a.json", "mend it")));
    assertEquals(0.1, Json.line(text, WHERE).get("a").doubleValue());
    String far = "{\"a\": 1e99999999999}";
    assertEquals(Double.POSITIVE_INFINITY, Json.line(far, WHERE).get("a").doubleValue());
    UserException e = assertThrows(UserException.class, () -> Json.exact(far, "a.json", "mend it"));
    assertEquals("a.json has a number with too large an exponent: mend it", e.getMessage());
  }

  @Test
  void writesTheNumbersOfRecordsAsJavaDoes() {
    record Rates(double low, double high, double none) {}

    Rates rates = new Rates(2e-4, 1e18, Double.NaN);
    assertEquals("{\"low\":2.0E-4,\"high\":1.0E18,\"none\":\"NaN\"}", Json.compact(rates));
    assertEquals(Json.compact(rates), Json.compact(Json.tree(rates)));
    assertEquals(
        "{\n  \"low\" : 2.0E-4,\n  \"high\" : 1.0E18,\n  \"none\" : \"NaN\"\n}\n",
        Json.indented(rates));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\": }",
        "{\"a\": 1} 2",
        "{\"a\": 1}}",
        "{\"a\": 01}",
        "{\"a\": nan}",
        "{'a': 1}",
        "{\"a\": \"\u0001\"}",
        "{\"a\": \"\\q\"}",
        "{\"a\u0000\": 1}",
        "[1]",
        "1",
        "null",
        "\u0000",
        "{\"\\ud800\": tru}"
      })
  void refusesAllElseInASentenceWithItsPlace(String line) {
    String message = refused(line);
    assertTrue(message.startsWith(WHERE + " is not "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void namesItsLimits() {
    String deep = "{\"a\":" + "[".repeat(1_500) + "]".repeat(1_500) + "}";
    assertTrue(refused(deep).contains("is nested more than 1,000 levels deep"), refused(deep));
    String number = "{\"a\":" + "1".repeat(1_001) + "}";
    assertTrue(refused(number).contains("a number of more than 1,000 digits"), refused(number));
    String fraction = "{\"a\":0." + "1".repeat(1_001) + "}";
    assertTrue(refused(fraction).contains("a number of more than 1,000 digits"), refused(fraction));
    String name = "{\"" + "a".repeat(1_000_001) + "\":1}";
    assertTrue(refused(name).contains("a name of more than 1,000,000 characters"));
    for (String line : new String[] {deep, number, fraction, name}) {
      assertTrue(refused(line).startsWith(WHERE), "the place is named");
      assertTrue(refused(line).length() < 300, "the value is not repeated");
    }
  }

  @Test
  void takesStringsLongerThanTheParsersOwnLimit() {
    String text = "a".repeat(21_000_000);
    assertEquals(
        text.length(),
        Json.line("{\"text\":\"" + text + "\"}", WHERE).get("text").textValue().length());
  }

  @Test
  void neverRepeatsALongValue() {
    String message = refused("{\"a\": " + "x".repeat(100_000) + "}");
    assertTrue(message.length() < 400, message);
  }

  @Test
  void readsAFileAndSaysWhatIsWrongWithIt() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "\uFEFF{\"a\":\n1}\n");
    assertEquals(1, Json.object(file, "a config").get("a").intValue());
    Files.writeString(file, "{\"a\":\n1,}\n");
    UserException e = assertThrows(UserException.class, () -> Json.object(file, "a config"));
    assertTrue(e.getMessage().startsWith(file + " is not valid JSON at line 2, column 3: "));
    Files.writeString(file, "[1]");
    UserException array = assertThrows(UserException.class, () -> Json.object(file, "a config"));
    assertEquals(
        file + " holds no JSON object but an array: give a config, whole", array.getMessage());
    Files.writeString(file, " ");
    UserException empty = assertThrows(UserException.class, () -> Json.object(file, "a config"));
    assertEquals(file + " is empty: give a config, whole", empty.getMessage());
  }

  @Test
  void wantsFieldsOfTheirType() {
    ObjectNode object = Json.line("{\"text\":null,\"number\":1.0,\"whole\":7}", WHERE);
    UserException e = assertThrows(UserException.class, () -> Json.text(object, "text", WHERE));
    assertEquals(WHERE + " has no \"text\": give it that field as a string", e.getMessage());
    assertThrows(UserException.class, () -> Json.text(object, "absent", WHERE));
    assertThrows(UserException.class, () -> Json.integer(object, "number", WHERE));
    assertEquals(7, Json.integer(object, "whole", WHERE));
  }

  @Test
  void aNameTwiceIsTheLastInDataAsInPythonAndRefusedInConfigs() {
    String text = "{\"a\": 1, \"a\": 2}";
    assertEquals(2, Json.line(text, WHERE).get("a").intValue());
    assertEquals(2, Json.exact(text, WHERE, "mend it").get("a").intValue());
    UserException refused =
        assertThrows(UserException.class, () -> Json.object(text, WHERE, "mend it"));
    assertTrue(refused.getMessage().contains("Duplicate field 'a'"), refused.getMessage());
  }

  @Test
  void onlyAStringIsAText() {
    ObjectNode object =
        Json.line("{\"a\":\"x\",\"b\":null,\"c\":12,\"d\":{\"e\":1},\"f\":true}", "l");
    assertEquals("x", Json.textOrEmpty(object, "a"));
    for (String other : List.of("b", "c", "d", "f", "missing")) {
      assertEquals("", Json.textOrEmpty(object, other));
      assertThrows(UserException.class, () -> Json.text(object, other, "l"));
    }
  }
}
