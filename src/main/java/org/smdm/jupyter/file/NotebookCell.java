package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.Json;

/** A cell of a notebook that was found valid. Changes go into the notebook. */
public final class NotebookCell {

  /** As Jupyter stores times. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectNode node;

  NotebookCell(ObjectNode node) {
    this.node = node;
  }

  /** Whether it is code, and neither text nor raw. */
  public boolean isCode() {
    return Json.textOrEmpty(node, "cell_type").equals("code");
  }

  /** Whether it is Markdown. */
  public boolean isMarkdown() {
    return Json.textOrEmpty(node, "cell_type").equals("markdown");
  }

  /** Its whole text. */
  public String source() {
    return Json.textOrEmpty(node, "source");
  }

  /** The words that front ends let an author mark it by. */
  public List<String> tags() {
    List<String> tags = new ArrayList<>();
    node.path("metadata").path("tags").forEach(tag -> tags.add(tag.textValue()));
    return List.copyOf(tags);
  }

  /** What running it gave, as stored; empty for text. */
  public List<JsonNode> outputs() {
    List<JsonNode> outputs = new ArrayList<>();
    node.path("outputs").forEach(outputs::add);
    return List.copyOf(outputs);
  }

  /** Its number when it last ran, from 1; 0 when it did not. */
  public int executionCount() {
    return node.path("execution_count").intValue();
  }

  /** Media of its own by their names, which its Markdown may show. */
  JsonNode attachments() {
    return node.path("attachments");
  }

  ObjectNode node() {
    return node;
  }

  /** Forgets that code has run; its text stays. */
  void clear() {
    node.putArray("outputs");
    node.putNull("execution_count");
    if (node.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("execution");
    }
  }

  /** Notes that code has run. */
  void setResult(CellRunner.Result result, Instant begin, Instant end) {
    ArrayNode outputs = node.putArray("outputs");
    result.outputs().forEach(outputs::add);
    node.put("execution_count", result.executionCount());
    ObjectNode times = node.withObject("/metadata/execution");
    times.put("iopub.status.busy", TIME.format(begin));
    times.put("iopub.execute_input", TIME.format(begin));
    times.put("shell.execute_reply", TIME.format(end));
    times.put("iopub.status.idle", TIME.format(end));
  }
}
