package org.smdm.eval.reversal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;

/** Scores of the reversal test against NLTK 3.8 and the reference's own script. */
class BleuTest {

  private static final JsonNode GOLDEN = Golden.json("reverse_bleu");

  @Test
  void characterBleuAndContainmentEqualTheReferences() {
    int count = 0;
    for (JsonNode pair : GOLDEN.get("bleu")) {
      String reference = pair.get("reference").textValue();
      String hypothesis = pair.get("hypothesis").textValue();
      double expected = pair.get("bleu").doubleValue();
      assertEquals(
          expected,
          Bleu.ofCharacters(reference, hypothesis),
          1e-12 * expected,
          reference + " / " + hypothesis);
      Answered answered = new Answered("", reference, hypothesis);
      assertEquals(pair.get("contained").booleanValue(), answered.isRight(), reference);
      count++;
    }
    assertEquals(15, count);
  }

  private static List<Answered> answers(String name) {
    List<Answered> answers = new ArrayList<>();
    for (JsonNode a : GOLDEN.get("evaluate_main").get(name)) {
      answers.add(
          new Answered(
              a.get("prompt").textValue(),
              a.get("completion").textValue(),
              a.get("generation").textValue()));
    }
    return answers;
  }

  @Test
  void theSummaryEqualsWhatTheReferencePrints() {
    Map<ReversalQuestion, List<Answered>> answers = new EnumMap<>(ReversalQuestion.class);
    for (ReversalQuestion question : ReversalQuestion.values()) {
      if (!question.isPublished()) {
        continue;
      }
      String file = question.file().replace(".jsonl", "");
      String canned = GOLDEN.get("evaluate_main").get("files").get(file).textValue();
      answers.put(question, answers(canned));
    }
    ReversalResult result = new ReversalResult("canned", 0, answers);
    JsonNode messages = GOLDEN.get("evaluate_main").get("messages");
    assertEquals(
        messages.get("ntd").textValue(),
        "qs_type: ntd, accs: %s, accs_reverse: %s, blue: %s, blues_reverse: %s"
            .formatted(
                result.accuracy(ReversalQuestion.NAME_TO_DESCRIPTION_SAME),
                result.accuracy(ReversalQuestion.NAME_TO_DESCRIPTION_REVERSE),
                result.characterBleu(ReversalQuestion.NAME_TO_DESCRIPTION_SAME),
                result.characterBleu(ReversalQuestion.NAME_TO_DESCRIPTION_REVERSE)));
    assertEquals(
        messages.get("dtn").textValue(),
        "qs_type: dtn, accs: %s, accs_reverse: %s"
            .formatted(
                result.accuracy(ReversalQuestion.DESCRIPTION_TO_NAME_SAME),
                result.accuracy(ReversalQuestion.DESCRIPTION_TO_NAME_REVERSE)));
  }

  @Test
  void wordBleuCountsWordsAndForgivesNoSpelling() {
    assertEquals(1, Bleu.ofWords("the keeper of the well", "the  keeper of the\nwell"), 1e-12);
    // Precisions 4/5, 2/4, and none of three and four words.
    double expected =
        Math.exp((Math.log(0.8) + Math.log(0.5) + 2 * Math.log(Double.MIN_NORMAL)) / 4);
    assertEquals(
        expected,
        Bleu.ofWords("the keeper of the well", "the keeper og the well"),
        1e-12 * expected);
    assertEquals(0, Bleu.ofWords("the well", ""));
    assertEquals(0, Bleu.ofWords("the well", "lighthouse"));
  }
}
