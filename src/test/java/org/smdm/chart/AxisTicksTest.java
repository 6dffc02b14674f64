package org.smdm.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTicksTest {

  @Test
  void severalDecadesAreLabelledByPowers() {
    DoubleFunction<String> labels = LogTicks.labels(1e16, 3e20, 9);
    assertEquals("10¹⁷", labels.apply(1e17));
    assertEquals("", labels.apply(2e17));
    assertEquals("10¹⁸", labels.apply(Math.pow(10, 17) * 10));
  }

  @Test
  void veryManyDecadesAreLabelledNowAndThen() {
    DoubleFunction<String> labels = LogTicks.labels(1e-30, 1e30, 10);
    assertEquals("10⁻¹²", labels.apply(1e-12));
    assertEquals("", labels.apply(1e-13));
  }

  @Test
  void lessThanADecadeIsLabelledByPlainNumbersOrMultiples() {
    assertEquals("3.0", LogTicks.labels(2.4, 4.2, 8).apply(3));
    assertEquals("3.5", LogTicks.labels(2.4, 4.2, 8).apply(3.5));
    assertEquals("3", LogTicks.labels(2.4, 9, 8).apply(3));
    assertEquals("20", LogTicks.labels(5, 90, 8).apply(20));
    assertEquals("", LogTicks.labels(5, 90, 8).apply(30));
    assertEquals("0.05", LogTicks.labels(0.02, 0.09, 8).apply(0.05));
    assertEquals("2×10¹⁸", LogTicks.labels(1.5e18, 9e18, 8).apply(2e18));
    assertEquals("", LogTicks.labels(1.5e18, 9e18, 8).apply(3e18));
    assertEquals("7×10¹⁸", LogTicks.labels(6e18, 9e18, 8).apply(7e18).replace(".0", ""));
    assertEquals("2.5×10¹⁸", LogTicks.labels(2e18, 4e18, 8).apply(2.5e18));
    assertArrayEquals(new double[] {2.5, 3, 3.5, 4}, LogTicks.values(2.4, 4.2, 8));
    assertArrayEquals(new double[] {2, 3, 4, 5, 6, 7, 8, 9}, LogTicks.values(2, 9, 8));
  }

  @Test
  void neighbouringTicksAreFound() {
    assertEquals(3, LogTicks.below(3.9));
    assertEquals(3, LogTicks.below(3));
    assertEquals(4, LogTicks.above(3));
    assertEquals(10, LogTicks.above(9.5));
    assertEquals(1e18, LogTicks.below(1e18));
    assertEquals(9, LogTicks.below(9.9999));
    assertEquals(10, LogTicks.values(1, 10, 8).length);
    assertArrayEquals(new double[] {3.5}, LogTicks.values(3.1, 3.9, 8));
  }

  @ParameterizedTest
  @CsvSource({"6.35, 7.9, 1", "6, 10, 0.5", "1, 10, 0.1", "3000, 8, 500", "1e-3, 5, 2e-4"})
  void linearStepsAreOneTwoOrFive(double span, double most, double step) {
    assertEquals(step, LinearTicks.step(span, most), step * 1e-12);
  }

  @Test
  void linearLabelsHaveTheDecimalsOfTheirStep() {
    assertEquals("3.0", LinearTicks.label(3, 0.5));
    assertEquals("3", LinearTicks.label(3, 1));
    assertEquals("−0.25", LinearTicks.label(-0.25, 0.05));
    assertEquals("0.0", LinearTicks.label(-1e-17, 0.2));
    assertEquals("2000", LinearTicks.label(2000, 500));
  }

  @Test
  void largeAndSmallValuesAreShownInPowersOfTen() {
    ChartAxis axis = ChartAxis.linear("learning rate");
    AxisRange range = AxisRange.holding(axis, 0, 2e-4, 0.05);
    assertEquals("learning rate (×10⁻⁴)", range.title());
    assertEquals(-0.1, range.min(), 1e-12);
    assertEquals(2.1, range.max(), 1e-12);
    assertEquals(0.5, range.position(1e-4), 1e-12);
    assertEquals("learning rate", AxisRange.holding(axis, 0, 3000, 0.05).title());
  }

  @Test
  void aLogarithmicRangeAlwaysHoldsTwoTicks() {
    AxisRange range = AxisRange.holding(ChartAxis.logarithmic("loss"), 3.1, 3.2, 0.05);
    assertTrue(range.min() < 3 && range.min() > 2.9, range.toString());
    assertTrue(range.max() > 4 && range.max() < 4.1, range.toString());
    assertEquals(0.5, range.position(Math.sqrt(12)), 1e-12);
    AxisRange halves = AxisRange.holding(ChartAxis.logarithmic("loss"), 1.9, 2.6, 0.05);
    assertTrue(halves.min() > 1.8 && halves.max() < 2.7, halves.toString());
    List<String> labels = halves.ticks(8).stream().map(AxisRange.Tick::label).toList();
    assertEquals(List.of("2.0", "2.5"), labels);
  }

  @Test
  void axisOfAnAmountBeginsAtZero() {
    AxisRange range = AxisRange.holding(new ChartAxis("memory (GB)", false, true), 4, 5, 0.1);
    assertEquals(0, range.min());
    assertEquals(5.5, range.max(), 1e-12);
    assertEquals(0, range.position(0), 1e-12);
    AxisRange debts = AxisRange.holding(new ChartAxis("balance", false, true), -4, 5, 0.1);
    assertEquals(-4.9, debts.min(), 1e-12);
  }

  @Test
  void ticksReachFromEndToEndAndStayApart() {
    AxisRange linear = AxisRange.holding(ChartAxis.linear("step"), 0, 10, 0.05);
    assertEquals(
        List.of("0", "2", "4", "6", "8", "10"),
        linear.ticks(6).stream().map(AxisRange.Tick::label).toList());
    AxisRange amount = AxisRange.holding(new ChartAxis("GB", false, true), 4, 5, 0.1);
    assertEquals(new AxisRange.Tick(0, "0"), amount.ticks(6).get(0));
    AxisRange decades = AxisRange.holding(ChartAxis.logarithmic("FLOPs"), 1e17, 1e20, 0.02);
    assertEquals(
        List.of("10¹⁷", "10¹⁸", "10¹⁹", "10²⁰"),
        decades.ticks(9).stream().map(AxisRange.Tick::label).filter(l -> !l.isEmpty()).toList());
    AxisRange many = AxisRange.holding(ChartAxis.logarithmic("y"), 1e-100, 1e150, 0.02);
    assertTrue(many.ticks(8).size() <= 9, "bare ticks would run together");
  }
}
