package org.smdm.data.prepare;

import org.smdm.data.prepare.DocumentParser.Fate;

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
public record Counts(
    long documents,
    long kept,
    long empty,
    long outsideDates,
    long undated,
    long bad,
    long textBytes,
    long tokens) {

  static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

  /** One document. */
  static Counts of(Fate fate, long textBytes, long tokens) {
    return new Counts(
        1,
        fate == Fate.KEPT ? 1 : 0,
        fate == Fate.EMPTY ? 1 : 0,
        fate == Fate.OUTSIDE_DATES ? 1 : 0,
        fate == Fate.UNDATED ? 1 : 0,
        fate == Fate.BAD ? 1 : 0,
        textBytes,
        tokens);
  }

  /** Both together. */
  Counts plus(Counts other) {
    return new Counts(
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
