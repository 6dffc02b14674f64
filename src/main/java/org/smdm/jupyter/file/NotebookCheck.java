package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** Says what is wrong with a notebook: nbformat 4's schema in sentences. */
final class NotebookCheck {

  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final Path path;

  private NotebookCheck(Path path) {
    this.path = path;
  }

  /**
   * Checks a whole file.
   *
   * @throws UserException that names the file, the cell and the field
   */
  static void check(Path path, JsonNode root) {
    new NotebookCheck(path).notebook(root);
  }

  private void notebook(JsonNode root) {
    if (!root.isObject()) {
      throw new UserException(
          "%s is no notebook, as its JSON is no object: name an .ipynb file".formatted(path));
    }
    JsonNode format = root.path("nbformat");
    if (!format.isIntegralNumber()) {
      throw new UserException(
          "%s is no notebook, as it has no whole number nbformat: name an .ipynb file"
              .formatted(path));
    }
    if (format.intValue() != 4) {
      throw new UserException(
          "%s is of nbformat %s, and 4 is what is read here: open it in Jupyter and save it, or run jupyter nbconvert --to notebook --nbformat 4"
              .formatted(path, format.asText()));
    }
    require(root, "nbformat_minor", JsonNode::isIntegralNumber, "a whole number", "");
    require(root, "metadata", JsonNode::isObject, "an object", "");
    require(root, "cells", JsonNode::isArray, "a list", "");
    boolean hasIds = root.path("nbformat_minor").intValue() >= 5;
    Set<String> ids = new HashSet<>();
    int number = 0;
    for (JsonNode cell : root.path("cells")) {
      String place = "cell " + ++number;
      if (!cell.isObject()) {
        throw wrong(place, "is no object");
      }
      cell(cell, place);
      if (hasIds) {
        require(cell, "id", NotebookCheck::isId, "1 to 64 letters, digits, - or _", place);
        if (!ids.add(Json.textOrEmpty(cell, "id"))) {
          throw wrong(
              place, "has the id %s of a cell above".formatted(Json.textOrEmpty(cell, "id")));
        }
      }
    }
  }

  private static boolean isId(JsonNode node) {
    return node.isTextual() && ID.matcher(node.textValue()).matches();
  }

  private void cell(JsonNode cell, String place) {
    String type = Json.textOrEmpty(cell, "cell_type");
    if (!Set.of("code", "markdown", "raw").contains(type)) {
      throw wrong(
          place,
          "has the cell_type %s, which is none of code, markdown and raw",
          cell.get("cell_type"));
    }
    require(cell, "source", MultilineText::isText, "a string or a list of strings", place);
    require(cell, "metadata", JsonNode::isObject, "an object", place);
    JsonNode tags = cell.path("metadata").path("tags");
    if (!tags.isMissingNode() && !(tags.isArray() && MultilineText.isText(tags))) {
      throw wrong(place, "has metadata.tags that is no list of strings");
    }
    if (!cell.path("attachments").isMissingNode()) {
      require(cell, "attachments", JsonNode::isObject, "an object", place);
    }
    if (type.equals("code")) {
      require(cell, "outputs", JsonNode::isArray, "a list", place);
      require(
          cell,
          "execution_count",
          n -> n.isIntegralNumber() || n.isNull(),
          "a whole number or null",
          place);
      int number = 0;
      for (JsonNode output : cell.path("outputs")) {
        output(output, "output %d of %s".formatted(++number, place));
      }
    }
  }

  private void output(JsonNode output, String place) {
    switch (Json.textOrEmpty(output, "output_type")) {
      case "stream" -> {
        require(output, "name", JsonNode::isTextual, "a string", place);
        require(output, "text", MultilineText::isText, "a string or a list of strings", place);
      }
      case "display_data", "execute_result" -> {
        require(output, "data", JsonNode::isObject, "an object", place);
        require(output, "metadata", JsonNode::isObject, "an object", place);
      }
      case "error" -> {
        require(output, "ename", JsonNode::isTextual, "a string", place);
        require(output, "evalue", JsonNode::isTextual, "a string", place);
        require(
            output,
            "traceback",
            node -> node.isArray() && MultilineText.isText(node),
            "a list of strings",
            place);
      }
      default ->
          throw wrong(
              place,
              "has the output_type %s, which is none of stream, display_data, execute_result and error",
              output.get("output_type"));
    }
  }

  private void require(
      JsonNode owner, String field, Predicate<JsonNode> fits, String kind, String place) {
    JsonNode value = owner.get(field);
    if (value == null) {
      throw wrong(place, "has no " + field);
    }
    if (!fits.test(value)) {
      throw wrong(place, "has a field %s that is not %s".formatted(field, kind));
    }
  }

  private UserException wrong(String place, String form, JsonNode value) {
    String shown = String.valueOf(value);
    return wrong(place, form.formatted(shown.length() > 40 ? shown.substring(0, 40) + "…" : shown));
  }

  private UserException wrong(String place, String what) {
    return new UserException(
        "%s%s %s: correct that in a text editor, or open the notebook in Jupyter and save it"
            .formatted(place.isEmpty() ? "" : place + " of ", path, what));
  }
}
