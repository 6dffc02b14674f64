package org.smdm.io;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A line of a text file, not decoded yet, so that one that is bad stands for itself alone.
 *
 * @param bytes its UTF-8, without line feed, carriage return and byte order mark
 * @param number from 1
 * @param source the file, for messages
 */
public record TextLine(byte[] bytes, long number, String source) {

  /** The line's place, for messages. */
  public String where() {
    return "Line %d of %s".formatted(number, source);
  }

  /** Whether it holds nothing but blanks and tabs. */
  public boolean isBlank() {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * The text.
   *
   * @throws UserException when it is not UTF-8
   */
  public String text() {
    return StrictUtf8.decode(bytes, where());
  }

  /**
   * The JSON object that the line is.
   *
   * @throws UserException when it is anything else
   */
  public ObjectNode object() {
    return Json.line(text(), where());
  }
}
