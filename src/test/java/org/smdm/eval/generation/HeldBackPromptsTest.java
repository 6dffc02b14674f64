package org.smdm.eval.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.smdm.config.SweepConfig;
import org.smdm.data.text.Corpus;
import org.smdm.data.text.Document;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.eval.generation.HeldBackPrompts.Gap;
import org.smdm.io.UserException;

class HeldBackPromptsTest {

  private final Tokenizer bytes = Tokenizers.load("bytes");

  private static SweepConfig.Prompts prompts(SweepConfig.Kind kind, int count) {
    return new SweepConfig.Prompts("sotu", 0.05, kind, count, 16, 96);
  }

  @Test
  void continuationsAreDifferentPiecesOfHeldBackText() {
    List<Gap> gaps = HeldBackPrompts.of(prompts(SweepConfig.Kind.CONTINUE, 40), bytes);
    Corpus corpus = Corpus.load("sotu", 0.05, 0);
    Set<String> different = new HashSet<>();
    for (Gap gap : gaps) {
      assertEquals(16, gap.from());
      assertEquals(96, gap.to());
      assertEquals(96, gap.ids().length);
      String text = bytes.decode(gap.ids());
      different.add(text);
      // Away from the borders, where a character may be cut.
      String inside = text.substring(8, text.length() - 8);
      assertTrue(corpus.validation().stream().anyMatch(d -> d.text().contains(inside)), text);
    }
    assertEquals(40, different.size());
    assertEachIsOfItsDocument(gaps, corpus.validation());
  }

  /** Two gaps are of one document if, and only if, one speech has both. */
  private void assertEachIsOfItsDocument(List<Gap> gaps, List<Document> documents) {
    Map<Integer, Set<Integer>> speeches = new HashMap<>();
    for (Gap gap : gaps) {
      String text = bytes.decode(gap.ids());
      String inside = text.substring(8, text.length() - 8);
      Set<Integer> those = new HashSet<>();
      for (int i = 0; i < documents.size(); i++) {
        if (documents.get(i).text().contains(inside)) {
          those.add(i);
        }
      }
      speeches.merge(gap.document(), those, (a, b) -> a.containsAll(b) ? a : Set.of());
    }
    assertTrue(speeches.size() > 1);
    assertTrue(speeches.values().stream().allMatch(s -> s.size() == 1), speeches::toString);
    assertEquals(
        speeches.size(), speeches.values().stream().flatMap(Set::stream).distinct().count());
  }

  @Test
  void aClozeIsAWordWithTextOnBothSides() {
    for (Gap gap : HeldBackPrompts.of(prompts(SweepConfig.Kind.CLOZE, 40), bytes)) {
      String word = bytes.decode(Arrays.copyOfRange(gap.ids(), gap.from(), gap.to()));
      assertTrue(word.matches("\\p{L}{3,}"), word);
      assertTrue(gap.from() >= 16 && gap.to() < gap.ids().length);
      int[] template = gap.template(300);
      assertEquals(gap.to() - gap.from(), Arrays.stream(template).filter(id -> id == 300).count());
      assertArrayEquals(gap.prompt(), Arrays.copyOf(template, gap.from()));
    }
  }

  @Test
  void moreThanThereAreAreRefused() {
    SweepConfig.Prompts many = prompts(SweepConfig.Kind.CONTINUE, 1_000_000);
    assertThrows(UserException.class, () -> HeldBackPrompts.of(many, bytes));
  }
}
