package org.smdm.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.smdm.config.PartialDate;
import org.smdm.config.PrepareConfig;
import org.smdm.io.Json;
import org.smdm.io.StrictUtf8;
import org.smdm.io.UserException;

/** Finds the text of a document and whether it is kept. Safe for several threads. */
final class DocumentParser {

  private final PrepareConfig config;

  DocumentParser(PrepareConfig config) {
    this.config = config;
  }

  /** Why a document is kept or not. */
  enum Fate {
    KEPT,
    EMPTY,
    OUTSIDE_DATES,
    UNDATED,
    BAD
  }

  /**
   * What became of a document.
   *
   * @param fate kept or the reason why not
   * @param text of a kept document, else null
   */
  record Parsed(Fate fate, String text) {}

  /**
   * What a document says.
   *
   * @param text null or blank where there is none
   * @param date what the date column says; null where there is none
   */
  record Content(String text, String date) {

    boolean isEmpty() {
      return text == null || text.isBlank();
    }
  }

  /**
   * Parses a document.
   *
   * @param raw as its file gave it
   * @param file for messages
   * @throws UserException for a document that is none
   */
  Parsed parse(RawDocument raw, InputFile file) {
    Content content = content(raw, file);
    if (content.isEmpty()) {
      return new Parsed(Fate.EMPTY, null);
    }
    Fate fate = config.dateColumn() == null ? Fate.KEPT : dateFate(content.date());
    return new Parsed(fate, fate == Fate.KEPT ? content.text() : null);
  }

  /**
   * Finds text and date.
   *
   * @param raw as its file gave it
   * @param file for messages
   * @throws UserException for a document that is none
   */
  Content content(RawDocument raw, InputFile file) {
    String where = file.place(raw.number());
    String text = raw.bytes() == null ? raw.text() : StrictUtf8.decode(raw.bytes(), where);
    String date = raw.date();
    if (file.isJson()) {
      JsonNode object = Json.line(text, where);
      JsonNode value = field(object, config.textColumn());
      // A row without a text is empty, as in Parquet; one without the field tells a wrong name.
      if (!value.isTextual() && !value.isNull()) {
        throw new UserException(
            "%s has %s and no text in \"%s\": name its field by --text-column"
                .formatted(where, Json.kind(value), config.textColumn()));
      }
      text = value.textValue();
      date = config.dateColumn() == null ? null : date(field(object, config.dateColumn()));
    }
    if (text != null) {
      StrictUtf8.requireWhole(text, where);
    }
    return new Content(text, date);
  }

  /** A date is a text, or a year as a number; lists, objects and null are none. */
  private static String date(JsonNode value) {
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  /** A field of just that name, else one within the object that the name's first part names. */
  private static JsonNode field(JsonNode object, String path) {
    JsonNode found = object.path(path);
    for (int dot = path.lastIndexOf('.');
        found.isMissingNode() && dot >= 0;
        dot = path.lastIndexOf('.', dot - 1)) {
      JsonNode inside = object.path(path.substring(0, dot));
      found = inside.isObject() ? field(inside, path.substring(dot + 1)) : found;
    }
    return found;
  }

  private Fate dateFate(String date) {
    Optional<PartialDate> day = PartialDate.parse(date);
    if (day.isEmpty()) {
      return Fate.UNDATED;
    }
    return day.get().isWithin(config.from(), config.to()) ? Fate.KEPT : Fate.OUTSIDE_DATES;
  }
}
