package org.smdm.eval.gsm8k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;

/** Final answers as the reference's functions normalise and compare them, and exact values. */
class FinalAnswerTest {

  private static final JsonNode GOLDEN = Golden.json("math_norm");

  static List<JsonNode> normalize() {
    return list("normalize");
  }

  static List<JsonNode> equivalence() {
    return list("equivalence");
  }

  static List<JsonNode> accuracy() {
    return list("get_acc");
  }

  private static List<JsonNode> list(String field) {
    List<JsonNode> cases = new ArrayList<>();
    GOLDEN.get(field).forEach(cases::add);
    return cases;
  }

  @ParameterizedTest
  @MethodSource("normalize")
  void normalFormsAreTheReferences(JsonNode pair) {
    assertEquals(
        pair.get(1).textValue(), FinalAnswer.normalized(pair.get(0).textValue()), pair.toString());
  }

  @ParameterizedTest
  @MethodSource("equivalence")
  void equivalenceIsTheReferencesWithItsParserAndWithout(JsonNode pair) {
    String a = FinalAnswer.normalized(pair.get("a").textValue());
    String b = FinalAnswer.normalized(pair.get("b").textValue());
    assertEquals(
        pair.get("with_parse_latex").booleanValue(), MathValue.areEqual(a, b), pair.toString());
    assertEquals(
        pair.get("with_parse_latex").booleanValue(), MathValue.areEqual(b, a), pair.toString());
    assertEquals(pair.get("string_fallback").booleanValue(), a.equals(b), pair.toString());
  }

  @ParameterizedTest
  @MethodSource("accuracy")
  void verdictsAreTheReferences(JsonNode one) {
    String solution = one.get("pred").textValue();
    String answer = one.get("answer").textValue();
    assertEquals(
        one.get("with_parse_latex").booleanValue(),
        FinalAnswer.isRight(solution, answer),
        one.toString());
    assertEquals(
        one.get("string_fallback").booleanValue(),
        FinalAnswer.isRightAsText(solution, answer),
        one.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1/3; \\frac{2}{6}",
        "0.1+0.2; 0.3",
        "\\sqrt{8}; 2\\sqrt{2}",
        "\\sqrt{1/2}; \\frac{\\sqrt{2}}{2}",
        "\\frac{1}{\\sqrt{2}}; 0.5\\sqrt{2}",
        "(x+1)^2; x^2+2x+1",
        "\\frac{x^2-1}{x-1}; x+1",
        "2^{-3}; 0.125",
        "9^{1/2}; 3",
        "--3; 3",
        "2\\pi; \\pi+\\pi",
        "2\\cdot3\\times4; 24",
        "1,000.00; 1000",
        "-1,200; -1200",
        "1,234,567.89; 1234567.89",
        "1000,000; 1000000",
        "|8|; 8",
        "|8-10|; 2",
        "2|8|; 16",
        "|2||3|; 6",
        "||3||; 3",
        "-|3|; -3",
        "5!; 120",
        "3!!; 720",
        "2^3!; 40320",
        "-5!; -120",
        "|-3|!; 6",
        "0!; 1",
        "\\frac{58}2; 29",
        "\\frac{1,000}{2}; 500",
        "\\lfloor3.7\\rfloor; 3",
        "\\lfloor-3.7\\rfloor; -4",
        "\\lceil3.2\\rceil; 4",
        "\\left\\lfloor3.5\\right\\rfloor; 3",
        "(2)3; 6",
        "\\sqrt{2}3; 3\\sqrt{2}",
        "18\u00a0; 18",
        "(\\sqrt{2}+\\sqrt{3})^2; 5+2\\sqrt{6}"
      })
  void equalValuesAreEqual(String a, String b) {
    assertTrue(MathValue.areEqual(a, b));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.333; 1/3",
        "\\sqrt{2}; 1.41421356237309504880",
        "x; y",
        "2 3; 6",
        "1\u00a0000; 1000",
        "1\u00a0000; 0",
        "1,23; 123",
        "1,2345; 12345",
        "1,000.50; 1000",
        "2.5!; 3",
        "(-5)!; 1",
        "2000!; 2000!+1",
        "|x|; x",
        "2^10; 1024",
        "1/0; 2/0",
        "\\sqrt{-1}; \\sqrt{-4}",
        "(1; 1",
        "99999999999999999999; 99999999999999999998"
      })
  void valuesThatDifferOrAreNoneAreNot(String a, String b) {
    assertFalse(MathValue.areEqual(a, b));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9^9^9^9^9",
        "((((((((((((((((((((((((((((((((((((((((((((((((1",
        "(a+b+c+d+e+f+g+h)^60",
        "\\sqrt{999999999999999999999999999989}",
        "2^{-1}^{64}",
        "1000!!",
        "999999999999!",
        "||||||||||||||||||||||||||||||||||||||||||||||||1"
      })
  void nonsenseEndsSoon(String formula) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertFalse(MathValue.areEqual(formula, "1")));
  }

  /**
   * Python's {@code isdigit} and rules that are applied one after the other, worked out by hand.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\\text{\\textbf{5}}; 5",
        "\\textbf{\\text{5}}; 5",
        "\u00b21,000; \u00b21000",
        "\u24601,000; \u24601000",
        "1,000\u00bd; 1,000\u00bd",
        "$5$ or $6$; 5",
        "so $5$; 5",
        "$5; 5",
        "\\boxed{\\frac{1}{2}}; \\frac{1}{2}",
        "\\text{5; \\text{5",
      })
  void normalFormsThatAreWorkedOutByHand(String answer, String normal) {
    assertEquals(normal, FinalAnswer.normalized(answer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "\\text{", "\\boxed{", "[", "}", "1", "1,"})
  void longAnswersAreNormalisedInLinearTime(String sign) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> FinalAnswer.normalized(sign.repeat(300_000)));
  }

  @Test
  void wilsonsIntervalIsWhatIsPublished() {
    // Python statsmodels 0.14 proportion_confint(method="wilson"): 10 of 20, 0 of 10.
    WilsonInterval half = WilsonInterval.of(10, 20);
    assertEquals(0.299298, half.low(), 1e-6);
    assertEquals(0.700702, half.high(), 1e-6);
    WilsonInterval none = WilsonInterval.of(0, 10);
    assertEquals(0, none.low());
    assertEquals(0.277533, none.high(), 1e-6);
    assertEquals(1, WilsonInterval.of(7, 7).high());
  }
}
