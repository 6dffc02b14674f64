package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The oracle is {@code json.dumps} of CPython 3.11. */
class PythonJsonTest {

  private static final String COMPACT =
      "{\"id\": \"1\", \"q\": {\"stem\": \"a \\\"b\\\"\\\\\\n\\t\\u0001\u007f é 日 🙂 \u2028/\", "
          + "\"c\": [{\"t\": \"x\", \"l\": \"A\"}], \"e\": [], \"o\": {}}, \"n\": 3, "
          + "\"f\": [1.0, 0.1, -2.5e-07, 1e+22, 1.2345678901234568e+17, 1e+16, "
          + "9999999999999998.0, 0.0001, 1e-05, 5e-324, 1.7976931348623157e+308, -0.0, 0.002, "
          + "100.0], \"t\": true, \"z\": null}";

  @Test
  void onOneLineItReadsAndWritesTheSame() throws IOException {
    assertEquals(COMPACT, PythonJson.compact(new ObjectMapper().readTree(COMPACT)));
  }

  @Test
  void indentedItHasPythonsHash() throws IOException, NoSuchAlgorithmException {
    JsonNode value = new ObjectMapper().readTree(COMPACT);
    byte[] bytes = PythonJson.indented(value).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "dd5f4ae4cebc185a29caf6d17d15cf18e466d47d9060fd66e4436b8ee560a1d9",
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void whatIsNoFiniteNumberIsWrittenAsPythonDoes() {
    JsonNode infinite = JsonNodeFactory.instance.numberNode(Double.NEGATIVE_INFINITY);
    assertEquals("-Infinity", PythonJson.compact(infinite));
    assertEquals("-inf", PythonJson.repr(Double.NEGATIVE_INFINITY));
    assertEquals("-12.5", PythonJson.repr(-12.5));
  }
}
