package org.smdm.data.prepare;

/**
 * A document as a file gives it, before the work that is worth sharing among threads.
 *
 * @param bytes text or a line of JSON, in UTF-8; null where the text is known
 * @param text the text; null where it is to be found in the bytes, or the row has none
 * @param date what the date column says; null where there is none
 * @param number line or row in its file, from 1; 0 for a whole file
 */
record RawDocument(byte[] bytes, String text, String date, long number) {

  /** About how many bytes it has. */
  int size() {
    return bytes != null ? bytes.length : text == null ? 0 : text.length();
  }
}
