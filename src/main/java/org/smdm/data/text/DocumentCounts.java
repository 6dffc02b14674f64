package org.smdm.data.text;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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

  /** How many are not kept and why, as {@code 2 empty, 1 bad}. */
  public String reasons() {
    Map<String, Long> reasons = new LinkedHashMap<>();
    reasons.put("empty", empty);
    reasons.put("outside the dates", outsideDates);
    reasons.put("undated", undated);
    reasons.put("bad", bad);
    return reasons.entrySet().stream()
        .filter(reason -> reason.getValue() > 0)
        .map(reason -> String.format(Locale.ROOT, "%,d %s", reason.getValue(), reason.getKey()))
        .collect(Collectors.joining(", "));
  }
}
