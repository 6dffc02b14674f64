package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The outputs of the cell that runs, as notebooks store them. Displays keep being known after their
 * cell, as later ones may update them. May be used by several threads.
 */
public final class OutputList {

  private final Map<String, List<ObjectNode>> displays = new HashMap<>();
  private final List<ObjectNode> outputs = new ArrayList<>();
  private StreamText stream;
  private boolean clearsBeforeNext;

  /** Begins the next cell. */
  public synchronized void begin() {
    outputs.clear();
    stream = null;
    clearsBeforeNext = false;
  }

  /** What the cell has put out so far. */
  public synchronized List<ObjectNode> outputs() {
    finishStream();
    return List.copyOf(outputs);
  }

  /**
   * Adds to a stream. Text that follows some of the same stream goes on in its output; a carriage
   * return lets what follows overwrite its line, as on a terminal.
   *
   * @param name {@code stdout} or {@code stderr}
   * @param text what was printed
   */
  public synchronized void stream(String name, String text) {
    clearIfAsked();
    if (stream == null || !stream.output.path("name").asText().equals(name)) {
      finishStream();
      stream = new StreamText(output("stream").put("name", name));
      outputs.add(stream.output);
    }
    stream.append(text);
  }

  /**
   * Adds a display.
   *
   * @param id by which it may be updated; null for none
   * @param data by media type
   * @param metadata of the display
   */
  public synchronized void display(String id, ObjectNode data, ObjectNode metadata) {
    add(bundle("display_data", data, metadata), id);
  }

  /**
   * Adds the value of the cell.
   *
   * @param id by which it may be updated; null for none
   * @param executionCount number of the cell
   * @param data by media type
   * @param metadata of the display
   */
  public synchronized void result(
      String id, int executionCount, ObjectNode data, ObjectNode metadata) {
    add(bundle("execute_result", data, metadata).put("execution_count", executionCount), id);
  }

  /**
   * Replaces what displays show, in this cell and in those before.
   *
   * @param id of the displays; nothing happens where there is none
   * @param data by media type
   * @param metadata of the display
   */
  public synchronized void update(String id, ObjectNode data, ObjectNode metadata) {
    for (ObjectNode display : displays.getOrDefault(id, List.of())) {
      display.set("data", data.deepCopy());
      display.set("metadata", metadata.deepCopy());
    }
  }

  /**
   * Adds a failure.
   *
   * @param name kind of failure
   * @param sentence its cause
   * @param traceback lines to show
   */
  public synchronized void error(String name, String sentence, List<String> traceback) {
    ObjectNode error = output("error").put("ename", name).put("evalue", sentence);
    traceback.forEach(error.putArray("traceback")::add);
    add(error, null);
  }

  /**
   * Removes what the cell has put out.
   *
   * @param waits whether only when the next output comes
   */
  public synchronized void clear(boolean waits) {
    clearsBeforeNext = waits;
    if (!waits) {
      clearNow();
    }
  }

  private void clearIfAsked() {
    if (clearsBeforeNext) {
      clearsBeforeNext = false;
      clearNow();
    }
  }

  private void clearNow() {
    stream = null;
    Set<ObjectNode> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    gone.addAll(outputs);
    displays.values().forEach(shown -> shown.removeIf(gone::contains));
    outputs.clear();
  }

  private void add(ObjectNode output, String id) {
    clearIfAsked();
    finishStream();
    stream = null;
    outputs.add(output);
    if (id != null) {
      displays.computeIfAbsent(id, key -> new ArrayList<>()).add(output);
    }
  }

  private void finishStream() {
    if (stream != null) {
      stream.finish();
    }
  }

  private static ObjectNode bundle(String type, JsonNode data, JsonNode metadata) {
    ObjectNode output = output(type);
    output.set("data", data);
    output.set("metadata", metadata);
    return output;
  }

  private static ObjectNode output(String type) {
    return JsonNodeFactory.instance.objectNode().put("output_type", type);
  }

  /** Text that grows, with the effects of control characters. */
  private static final class StreamText {

    private final ObjectNode output;
    private final StringBuilder text = new StringBuilder();
    private int lineStart;

    StreamText(ObjectNode output) {
      this.output = output;
    }

    void append(String more) {
      for (int i = 0; i < more.length(); i++) {
        append(more.charAt(i));
      }
    }

    private void append(char c) {
      int last = text.length() - 1;
      // Windows ends lines by both.
      if (c != '\n' && last >= lineStart && text.charAt(last) == '\r') {
        text.setLength(lineStart);
      }
      if (c == '\b') {
        text.setLength(Math.max(lineStart, text.length() - 1));
        return;
      }
      text.append(c);
      if (c == '\n') {
        lineStart = text.length();
      }
    }

    void finish() {
      output.put("text", text.toString());
    }
  }
}
