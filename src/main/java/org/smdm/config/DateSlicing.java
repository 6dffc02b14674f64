package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the documents of a slice have in common. */
public enum DateSlicing {
  /** The decade of their date, as 1990s. */
  @JsonProperty("decade")
  DECADE,

  /** The year of their date. */
  @JsonProperty("year")
  YEAR,

  /** The month of their date, as 2024-02. */
  @JsonProperty("month")
  MONTH,

  /** What the column says, whatever it is, as the dump CC-MAIN-2024-10. */
  @JsonProperty("value")
  VALUE
}
