package org.smdm.eval.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smdm.data.text.Corpus;
import org.smdm.data.text.Document;
import org.smdm.eval.Item;

/** Questions that are made of the embedded speeches. */
class SpeechTasksTest {

  private static final Corpus CORPUS = Corpus.load("sotu", 0.05, 0);

  private static TaskData read(String name) {
    return TaskData.read(Tasks.named(name), Path.of("nowhere"), MalformedRows.REFUSE);
  }

  private static String text(List<Document> speeches) {
    return speeches.stream()
        .map(speech -> speech.text().replaceAll("\\s+", " "))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void endingsFollowTheirContextInHeldBackSpeechesAndOthersDoNot() {
    TaskData data = read("sotu_endings");
    assertTrue(data.isWhole());
    String train = text(CORPUS.train());
    String held = text(CORPUS.validation());
    int[] places = new int[4];
    for (Item item : data.items()) {
      assertEquals(4, new HashSet<>(item.continuations()).size());
      int length = item.lengths().get(item.gold());
      for (int i = 0; i < 4; i++) {
        assertEquals(length, item.lengths().get(i), 8);
        boolean follows = held.contains(item.context() + item.continuations().get(i));
        assertEquals(i == item.gold(), follows, item.context());
      }
      assertFalse(train.contains(item.context() + item.continuations().get(item.gold())));
      places[item.gold()]++;
    }
    for (int count : places) {
      // Of 200 draws of four places, 50 each with a deviation of 6.
      assertTrue(count > 25 && count < 75, "of 200 in one place: " + count);
    }
  }

  @Test
  void lastWordsEndTheirSentences() {
    TaskData data = read("sotu_last_word");
    assertTrue(data.isWhole());
    String held = text(CORPUS.validation());
    for (Item item : data.items()) {
      assertTrue(item.continuations().get(0).matches(" [a-z]{4,10}"), item.toString());
      assertTrue(held.contains(item.context() + item.continuations().get(0) + "."));
    }
  }

  @Test
  void theyAreTheSameEveryTime() {
    assertEquals(read("sotu_endings").items(), read("sotu_endings").items());
    assertEquals(List.of("sotu_endings", "sotu_last_word"), names());
    assertTrue(Tasks.all().stream().noneMatch(task -> names().contains(task.name())));
  }

  private static List<String> names() {
    return Tasks.embedded().stream().map(Task::name).toList();
  }
}
