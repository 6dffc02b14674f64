package org.smdm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

class PartialDateTest {

  @ParameterizedTest
  @CsvSource({
    "2021-03-04,2021-03-04,2021-03-04",
    "2021-03-04T05:06:07Z,2021-03-04,2021-03-04",
    "2021-03-04 05:06,2021-03-04,2021-03-04",
    "2024-02,2024-02-01,2024-02-29",
    "1990,1990-01-01,1990-12-31"
  })
  void aDayAMonthAndAYearAreRead(String text, LocalDate first, LocalDate last) {
    assertEquals(Optional.of(new PartialDate(first, last)), PartialDate.parse(text));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "soon",
        "2021-13",
        "2021-02-30",
        "2021-03-041",
        "20210304",
        "21",
        "March 1862"
      })
  void whatIsNoDateIsNone(String text) {
    assertEquals(Optional.empty(), PartialDate.parse(text));
  }

  @Test
  void boundsHoldAllOfTheDatesInThem() {
    PartialDate year = PartialDate.of("date", "1990");
    assertTrue(year.isWithin("1990", "1990"));
    assertTrue(year.isWithin("1990-01-01", "1990-12-31"));
    assertTrue(year.isWithin(null, null));
    assertFalse(year.isWithin("1990-01-02", null));
    assertFalse(year.isWithin(null, "1990-11"));
    PartialDate day = PartialDate.of("date", "1990-11-30");
    assertTrue(day.isWithin("1990-11", "1990-11"));
    assertFalse(day.isWithin("1990-12", null));
  }

  @Test
  void theFieldIsNamed() {
    UserException e = assertThrows(UserException.class, () -> PartialDate.of("to", "1990-1"));
    assertEquals("to is '1990-1': write a date as 2021-03-04, 2021-03 or 2021", e.getMessage());
  }
}
