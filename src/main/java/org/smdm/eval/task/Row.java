package org.smdm.eval.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.smdm.eval.Item;
import org.smdm.io.UserException;

/**
 * A row of a task's data, or an object in it, that is not parsed before it is looked at: among many
 * rows a damaged one can be left out. What a field is not is told by a {@link UserException} that
 * names the row.
 */
public final class Row {

  private final int docId;
  private final String where;
  private final String mend;
  private final Supplier<ObjectNode> parsing;
  private ObjectNode fields;

  /**
   * @param docId position of the row in the file, from 0
   * @param where file and line, for messages
   * @param parsing what is in it; throws a {@link UserException} if it cannot be parsed
   */
  Row(int docId, String where, Supplier<ObjectNode> parsing) {
    this(docId, where, "fetch the file again", parsing);
  }

  private Row(int docId, String where, String mend, Supplier<ObjectNode> parsing) {
    this.docId = docId;
    this.where = where;
    this.mend = mend;
    this.parsing = parsing;
  }

  /** The row with other fields. */
  Row with(ObjectNode others) {
    return new Row(docId, where, mend, () -> others);
  }

  /**
   * The row with another advice in its messages.
   *
   * @param other what to do when it cannot be used
   */
  Row mendedBy(String other) {
    return new Row(docId, where, other, this::fields);
  }

  /** Its position in the file, from 0. */
  public int docId() {
    return docId;
  }

  /** File and line, for messages. */
  public String where() {
    return where;
  }

  /** What is in it. */
  public ObjectNode fields() {
    if (fields == null) {
      fields = parsing.get();
    }
    return fields;
  }

  /** Whether there is such a field, with something in it. */
  public boolean has(String field) {
    return fields().hasNonNull(field);
  }

  /** A text, which may be empty. */
  public String text(String field) {
    return text(value(field), field);
  }

  /** A list of texts. */
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    list(field).forEach(value -> texts.add(text(value, field)));
    return texts;
  }

  /** The list of one text field of each object in a list. */
  public List<String> texts(String field, String ofEach) {
    return rows(field).stream().map(row -> row.text(ofEach)).toList();
  }

  /** An object. */
  public Row row(String field) {
    return row(value(field), field);
  }

  /** A list of objects. */
  public List<Row> rows(String field) {
    List<Row> rows = new ArrayList<>();
    list(field).forEach(value -> rows.add(row(value, field)));
    return rows;
  }

  /** Whether a field is a list, and no object or text. */
  public boolean isList(String field) {
    return value(field).isArray();
  }

  /** A truth value. */
  public boolean truth(String field) {
    if (!value(field).isBoolean()) {
      throw wrong("has a \"%s\" that is neither true nor false".formatted(field));
    }
    return value(field).booleanValue();
  }

  /** A whole number, which may be written as text. */
  public int number(String field) {
    JsonNode value = value(field);
    if (value.isInt()) {
      return value.intValue();
    }
    if (value.isTextual() && value.textValue().matches("-?\\d{1,9}")) {
      return Integer.parseInt(value.textValue());
    }
    throw wrong("has a \"%s\" that is no whole number".formatted(field));
  }

  /** A finite number, which may be written as text. */
  public double real(String field) {
    JsonNode value = value(field);
    try {
      double number = Double.parseDouble(value.asText());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told as what is no number at all.
    }
    throw wrong("has a \"%s\" that is no finite number".formatted(field));
  }

  /**
   * The item of this row with several choices.
   *
   * @param gold index of the right choice; -1 for one that is not among them
   */
  public Item choices(String context, List<String> choices, int gold) {
    if (choices.size() < 2) {
      throw wrong("has %d choices, where 2 are the least".formatted(choices.size()));
    }
    if (gold < 0 || gold >= choices.size()) {
      throw wrong("says that none of its %d choices is right".formatted(choices.size()));
    }
    return Item.ofChoices(docId, context, choices, gold, fields());
  }

  /** The item of this row with one continuation, delimiter included. */
  public Item completion(String context, String continuation) {
    return Item.ofCompletion(docId, context, continuation, fields());
  }

  /** The exception for a row that cannot be used. */
  public UserException wrong(String what) {
    return unfit(what + ": " + mend);
  }

  /** The exception for a row that cannot be used, with what to do instead. */
  UserException unfit(String what) {
    return new UserException(where + " " + what);
  }

  private JsonNode value(String field) {
    if (!has(field)) {
      throw wrong("has no \"%s\"".formatted(field));
    }
    return fields().get(field);
  }

  private JsonNode list(String field) {
    if (!isList(field)) {
      throw wrong("has a \"%s\" that is no list".formatted(field));
    }
    return value(field);
  }

  private String text(JsonNode value, String field) {
    if (!value.isTextual()) {
      throw wrong("has a \"%s\" that is no text".formatted(field));
    }
    return value.textValue();
  }

  private Row row(JsonNode value, String field) {
    if (value instanceof ObjectNode object) {
      return with(object);
    }
    throw wrong("has a \"%s\" that is no object".formatted(field));
  }
}
