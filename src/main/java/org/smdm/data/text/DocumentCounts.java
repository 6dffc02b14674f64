package org.smdm.data.text;

/**
 * What was read of a source and what became of it.
 *
 * @param documents read
 * @param kept of these
 * @param empty left out for having no text
 * @param outsideDates left out for their date
 * @param undated left out for having no date that can be read
 * @param bad left out for not being documents
 * @param textBytes of kept texts in UTF-8
 * @param tokens of kept texts, separators included
 */
public record DocumentCounts(
    long documents,
    long kept,
    long empty,
    long outsideDates,
    long undated,
    long bad,
    long textBytes,
    long tokens) {

  /** Of nothing. */
  public static final DocumentCounts ZERO = new DocumentCounts(0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public DocumentCounts plus(DocumentCounts other) {
    return new DocumentCounts(
        documents + other.documents,
        kept + other.kept,
        empty + other.empty,
        outsideDates + other.outsideDates,
        undated + other.undated,
        bad + other.bad,
        textBytes + other.textBytes,
        tokens + other.tokens);
  }
}
