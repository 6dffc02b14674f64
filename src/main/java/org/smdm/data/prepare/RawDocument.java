package org.smdm.data.prepare;

/**
 * A document as a file gives it, before the work that is worth sharing among threads.
 *
 * @param json a line of JSON in UTF-8; null where the text is known
 * @param text the text; null where it is inside the JSON
 * @param date what the date column says; null where there is none
 * @param number line or row in its file, from 1
 */
record RawDocument(byte[] json, String text, String date, long number) {

  /** About how many bytes it has. */
  int size() {
    return json != null ? json.length : text == null ? 0 : text.length();
  }
}
