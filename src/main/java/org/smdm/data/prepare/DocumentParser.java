package org.smdm.data.prepare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.smdm.config.PrepareConfig;
import org.smdm.config.UserException;

/** Finds the text of a document and whether it is kept. Safe for several threads. */
final class DocumentParser {

  // Jackson's own limit of 20 million characters is smaller than a long book collection.
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int DATE_LENGTH = "2021-03-04".length();

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
   * Parses a document.
   *
   * @param raw as its file gave it
   * @param file for messages
   * @throws UserException for a document that is none, unless such are skipped
   */
  Parsed parse(RawDocument raw, InputFile file) {
    try {
      return parseStrictly(raw, file);
    } catch (UserException e) {
      if (config.skipBadLines()) {
        return new Parsed(Fate.BAD, null);
      }
      throw e;
    }
  }

  private Parsed parseStrictly(RawDocument raw, InputFile file) {
    String text = raw.text();
    String date = raw.date();
    if (raw.json() != null) {
      JsonNode object = object(raw, file);
      JsonNode value = field(object, config.textColumn());
      if (!value.isTextual()) {
        throw bad(
            raw,
            file,
            "has no text in \"" + config.textColumn() + "\": name its field by --text-column");
      }
      text = value.textValue();
      date = config.dateColumn() == null ? null : field(object, config.dateColumn()).asText(null);
    } else if (text == null && !file.path().toString().endsWith(".parquet")) {
      throw bad(raw, file, "is not UTF-8: convert the file");
    }
    if (text == null || text.isBlank()) {
      return new Parsed(Fate.EMPTY, null);
    }
    Fate fate = config.dateColumn() == null ? Fate.KEPT : dateFate(date);
    return new Parsed(fate, fate == Fate.KEPT ? text : null);
  }

  private static JsonNode object(RawDocument raw, InputFile file) {
    try {
      String line =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw.json())).toString();
      JsonNode node = MAPPER.readTree(line);
      if (node.isObject()) {
        return node;
      }
      throw bad(raw, file, "is not a JSON object: write one whole object per line");
    } catch (CharacterCodingException e) {
      throw bad(raw, file, "is not UTF-8: convert the file");
    } catch (IOException e) {
      throw bad(raw, file, "is not valid JSON: write one whole object per line");
    }
  }

  private static JsonNode field(JsonNode object, String path) {
    JsonNode whole = object.path(path);
    if (!whole.isMissingNode()) {
      return whole;
    }
    JsonNode node = object;
    for (String part : path.split("\\.", -1)) {
      node = node.path(part);
    }
    return node;
  }

  private Fate dateFate(String date) {
    LocalDate day;
    try {
      day =
          date == null || date.length() < DATE_LENGTH
              ? null
              : LocalDate.parse(date.substring(0, DATE_LENGTH));
    } catch (DateTimeParseException e) {
      day = null;
    }
    if (day == null) {
      return Fate.UNDATED;
    }
    boolean before = config.from() != null && day.isBefore(LocalDate.parse(config.from()));
    boolean after = config.to() != null && day.isAfter(LocalDate.parse(config.to()));
    return before || after ? Fate.OUTSIDE_DATES : Fate.KEPT;
  }

  private static UserException bad(RawDocument raw, InputFile file, String what) {
    return new UserException(
        "%s %d of %s %s, or give --skip-bad-lines"
            .formatted(
                file.path().toString().endsWith(".parquet") ? "Row" : "Line",
                raw.number(),
                file.path(),
                what));
  }
}
