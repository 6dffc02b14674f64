package org.smdm.jupyter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputListTest {

  private final OutputList outputs = new OutputList();

  @Test
  void textOfOneStreamGoesOnUntilAnotherOutputComes() {
    outputs.begin();
    outputs.stream("stdout", "a\n");
    outputs.stream("stdout", "b");
    outputs.stream("stderr", "c");
    outputs.stream("stdout", "d");
    outputs.display(null, text("shown"), none());
    outputs.stream("stdout", "e");
    assertEquals(
        List.of("a\nb", "c", "d", "e"),
        outputs.outputs().stream()
            .filter(o -> o.has("text"))
            .map(o -> o.path("text").asText())
            .toList());
    assertEquals("stderr", outputs.outputs().get(1).path("name").asText());
    assertEquals("display_data", outputs.outputs().get(3).path("output_type").asText());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1%\\r2%\\r3%, 3%",
        "done\\n1%\\r2%\\n, done\\n2%\\n",
        "a\\r\\nb\\r\\n, a\\r\\nb\\r\\n",
        "abc\\b\\bd, ad",
        "x\\n\\b\\bz, x\\nz",
        "end\\r, end\\r"
      })
  void aCarriageReturnLetsTheLineBeOverwritten(String printed, String kept) {
    outputs.begin();
    // One character at a time, as a program may.
    unescaped(printed).chars().forEach(c -> outputs.stream("stdout", String.valueOf((char) c)));
    assertEquals(unescaped(kept), outputs.outputs().get(0).path("text").asText());
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\b", "\b");
  }

  @Test
  void anUpdateReplacesItsDisplayInThisCellAndThoseBefore() {
    outputs.begin();
    outputs.display("bar", text("0 %"), none());
    outputs.display("other", text("same"), none());
    outputs.update("bar", text("50 %"), none());
    List<ObjectNode> first = outputs.outputs();
    assertEquals(List.of("50 %", "same"), texts(first));
    outputs.begin();
    outputs.display("bar", text("again"), none());
    outputs.update("bar", text("100 %"), none());
    outputs.update("nobody", text("lost"), none());
    assertEquals(List.of("100 %", "same"), texts(first));
    assertEquals(List.of("100 %"), texts(outputs.outputs()));
  }

  @Test
  void clearingRemovesWhatIsThereAtOnceOrWhenMoreComes() {
    outputs.begin();
    outputs.display("bar", text("old"), none());
    outputs.clear(true);
    assertEquals(List.of("old"), texts(outputs.outputs()));
    outputs.update("bar", text("updated"), none());
    assertEquals(List.of("updated"), texts(outputs.outputs()));
    outputs.stream("stdout", "new");
    assertEquals(1, outputs.outputs().size());
    outputs.clear(false);
    assertEquals(List.of(), outputs.outputs());
    outputs.stream("stdout", "newest");
    assertEquals("newest", outputs.outputs().get(0).path("text").asText());
  }

  @Test
  void resultsAndErrorsAreAsNotebooksStoreThem() {
    outputs.begin();
    outputs.result(null, 7, text("42"), none());
    outputs.error("E", "why", List.of("at 1", "at 2"));
    assertEquals(
        "{\"output_type\":\"execute_result\",\"data\":{\"text/plain\":\"42\"},\"metadata\":{},\"execution_count\":7}",
        outputs.outputs().get(0).toString());
    assertEquals(
        "{\"output_type\":\"error\",\"ename\":\"E\",\"evalue\":\"why\",\"traceback\":[\"at 1\",\"at 2\"]}",
        outputs.outputs().get(1).toString());
  }

  private static List<String> texts(List<ObjectNode> outputs) {
    return outputs.stream().map(o -> o.path("data").path("text/plain").asText()).toList();
  }

  private static ObjectNode text(String plain) {
    return none().put("text/plain", plain);
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
