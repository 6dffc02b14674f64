package org.smdm.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.smdm.io.UserException;

class SotuCorpusTest {

  private static final List<Document> SPEECHES = SotuCorpus.documents();

  @Test
  void holdsTheKnownNumberOfSpeechesAndBytesInOrderOfTheirNames() {
    assertEquals(233, SPEECHES.size());
    long bytes =
        SPEECHES.stream().mapToLong(d -> d.text().getBytes(StandardCharsets.UTF_8).length).sum();
    assertEquals(10_761_413, bytes);
    List<Document> sorted = SPEECHES.stream().sorted(Comparator.comparing(Document::id)).toList();
    assertEquals(sorted, SPEECHES);
    assertEquals(233, SPEECHES.stream().map(Document::id).distinct().count());
  }

  @Test
  void datesEverySpeechAndMissesOnlyTheYearsWithoutOne() {
    HashSet<Integer> years =
        SPEECHES.stream()
            .map(d -> d.year().orElseThrow())
            .collect(Collectors.toCollection(HashSet::new));
    List<Integer> missing =
        IntStream.rangeClosed(1790, 2021).filter(y -> !years.contains(y)).boxed().toList();
    assertEquals(List.of(1933), missing);
    assertEquals(OptionalInt.of(1790), SPEECHES.get(0).year());
    assertTrue(SPEECHES.get(0).text().startsWith("Fellow-Citizens of the Senate"));
    assertEquals(OptionalInt.of(2021), SPEECHES.get(232).year());
    assertFalse(SPEECHES.stream().anyMatch(d -> d.text().indexOf('\0') >= 0));
  }

  @Test
  void yearsOfItHaveAName() {
    List<Document> some = SotuCorpus.documents("sotu:1990-2021");
    assertTrue(some.stream().allMatch(d -> d.year().orElseThrow() >= 1990));
    assertEquals(SPEECHES.size(), some.size() + SotuCorpus.documents("sotu:1790-1989").size());
    assertEquals(SPEECHES, SotuCorpus.documents("sotu"));
    for (String wrong : List.of("sotu:1990", "sotu:2021-1990", "sotu:2030-2040", "sotu:")) {
      UserException e = assertThrows(UserException.class, () -> SotuCorpus.documents(wrong), wrong);
      assertTrue(e.getMessage().startsWith(wrong + " names no speeches"), e.getMessage());
    }
  }

  @Test
  void shipsItsOriginAndLicenceBesideIt() throws IOException {
    try (var note = SotuCorpus.class.getResourceAsStream("SOURCE.txt")) {
      assertNotNull(note);
      assertTrue(new String(note.readAllBytes(), StandardCharsets.UTF_8).contains("CC0 1.0"));
    }
  }

  @Test
  void equalsTheOriginalFilesCharacterForCharacter() throws IOException {
    Path originals = Path.of("../shared/data/corpus-sotu");
    Assumptions.assumeTrue(Files.exists(originals), "the original speeches are not here");
    for (Document speech : SPEECHES) {
      assertEquals(Files.readString(originals.resolve(speech.id())), speech.text(), speech.id());
    }
  }
}
