package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Notebooks for tests, written by hand. */
final class Notebooks {

  private static final JsonMapper MAPPER = new JsonMapper();

  private Notebooks() {}

  static ObjectNode empty(int minor) {
    ObjectNode notebook = MAPPER.createObjectNode().put("nbformat", 4).put("nbformat_minor", minor);
    notebook.putObject("metadata");
    notebook.putArray("cells");
    return notebook;
  }

  static ObjectNode cell(ObjectNode notebook, String type, String source, String... tags) {
    ArrayNode cells = (ArrayNode) notebook.get("cells");
    ObjectNode cell = cells.addObject().put("cell_type", type).put("source", source);
    ObjectNode metadata = cell.putObject("metadata");
    if (tags.length > 0) {
      List.of(tags).forEach(metadata.putArray("tags")::add);
    }
    if (notebook.get("nbformat_minor").asInt() >= 5) {
      cell.put("id", "cell-" + cells.size());
    }
    if (type.equals("code")) {
      cell.putNull("execution_count");
      cell.putArray("outputs");
    }
    return cell;
  }

  static NotebookFile read(Path folder, ObjectNode notebook) throws IOException {
    return NotebookFile.read(write(folder, notebook.toString()));
  }

  static Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("some.ipynb"), text);
  }
}
