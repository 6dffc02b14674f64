package org.smdm.eval.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smdm.eval.Item;

/**
 * 500 real items of every task. The oracle is lm-evaluation-harness 0.4.4: the requests that it
 * would send.
 */
class HarnessRequestsTest {

  private static final Path DATA = Path.of("../shared/data");

  static List<Task> tasks() {
    return Tasks.all();
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void everyRequestIsTheHarnesss(Task task) throws IOException {
    Path requests = DATA.resolve(task.name()).resolve("lm_eval_requests.jsonl");
    Assumptions.assumeTrue(Files.exists(requests), requests + " is not here");
    List<String> expected = Files.readAllLines(requests);
    TaskData data = TaskData.read(task, DATA, MalformedRows.REFUSE);
    assertEquals(500, expected.size());
    assertEquals(500, data.items().size());
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < expected.size(); i++) {
      JsonNode request = mapper.readTree(expected.get(i));
      assertEquals(request, harness(data.items().get(i)), "item " + i);
      assertEquals(i, data.items().get(i).docId());
    }
    assertEquals(data.task().items() == 500, data.isWhole());
    assertTrue(
        data.sha256().values().stream().allMatch(hash -> hash.matches("[0-9a-f]{64}")),
        data.sha256().toString());
  }

  /** An item as the file of requests has it. */
  private static ObjectNode harness(Item item) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("ctx", item.context());
    ArrayNode continuations = request.putArray("continuations");
    item.continuations().forEach(continuations::add);
    request.put("gold", item.gold());
    ArrayNode lengths = request.putArray("norm_len");
    item.lengths().forEach(lengths::add);
    return request;
  }
}
