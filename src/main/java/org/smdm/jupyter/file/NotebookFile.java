package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.PythonJson;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;

/**
 * A notebook of nbformat 4. What this program does not know stays as it is: a file of Jupyter's
 * that is read and written is the same to the byte.
 */
public final class NotebookFile {

  private final Path path;
  private final ObjectNode root;

  private NotebookFile(Path path, ObjectNode root) {
    this.path = path;
    this.root = root;
  }

  /**
   * Reads and checks a notebook.
   *
   * @param path of the file
   * @return the notebook
   * @throws UserException when it cannot be read or is no valid notebook of nbformat 4
   */
  public static NotebookFile read(Path path) {
    String text = TextFile.read(path, "an .ipynb file");
    if (text.isBlank()) {
      throw new UserException(
          "%s is empty: restore it, or write a new notebook in Jupyter".formatted(path));
    }
    JsonNode root = Json.exact(text, path.toString(), "restore it, or correct it in a text editor");
    NotebookCheck.check(path, root);
    MultilineText.join((ObjectNode) root);
    return new NotebookFile(path, (ObjectNode) root);
  }

  /** Where it was read from. */
  public Path path() {
    return path;
  }

  /** Its file's name, for messages. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /** All cells in order; changes of one change the notebook. */
  public List<NotebookCell> cells() {
    List<NotebookCell> cells = new ArrayList<>();
    root.path("cells").forEach(cell -> cells.add(new NotebookCell((ObjectNode) cell)));
    return List.copyOf(cells);
  }

  /** Language of its code in lower case; empty when it does not say. */
  public String language() {
    JsonNode metadata = root.path("metadata");
    String kernel = Json.textOrEmpty(metadata.path("kernelspec"), "language");
    String language =
        kernel.isEmpty() ? Json.textOrEmpty(metadata.path("language_info"), "name") : kernel;
    return language.toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Adds a code cell.
   *
   * @param at its place, from 0 to the number of cells
   * @param source its text
   * @param tags what marks it
   */
  void addCode(int at, String source, List<String> tags) {
    ObjectNode cell = JsonNodeFactory.instance.objectNode();
    cell.put("cell_type", "code");
    cell.putNull("execution_count");
    if (root.path("nbformat_minor").intValue() >= 5) {
      cell.put("id", freshId());
    }
    ArrayNode tagNodes = cell.putObject("metadata").putArray("tags");
    tags.forEach(tagNodes::add);
    cell.putArray("outputs");
    cell.put("source", source);
    ((ArrayNode) root.get("cells")).insert(at, cell);
  }

  private String freshId() {
    Set<String> taken = new HashSet<>();
    root.path("cells").forEach(cell -> taken.add(Json.textOrEmpty(cell, "id")));
    String id;
    do {
      id = UUID.randomUUID().toString().substring(0, 8);
    } while (taken.contains(id));
    return id;
  }

  void remove(int at) {
    ((ArrayNode) root.get("cells")).remove(at);
  }

  /** The file's text as Jupyter would write it. */
  public String toJson() {
    ObjectNode copy = root.deepCopy();
    MultilineText.split(copy);
    return PythonJson.notebook(copy);
  }

  /**
   * Writes the notebook as Jupyter would.
   *
   * @param target file to make or replace
   * @throws UserException when it cannot be written
   */
  public void write(Path target) {
    AtomicFile.writeString(target, toJson());
  }
}
