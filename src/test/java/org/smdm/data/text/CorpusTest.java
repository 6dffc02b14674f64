package org.smdm.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  private static final List<Document> SPEECHES = SotuCorpus.documents();

  @TempDir Path folder;

  @Test
  void splitsTheEmbeddedCorpusBySpeech() {
    Corpus corpus = Corpus.load("sotu", Corpus.DEFAULT_VALIDATION_FRACTION, 0);
    Set<String> train = ids(corpus.train());
    Set<String> validation = ids(corpus.validation());
    assertEquals(221, train.size());
    assertEquals(12, validation.size());
    assertTrue(Collections.disjoint(train, validation));
  }

  @Test
  void holdsOutAFairShareOfSpeechesOfAllCenturiesForEverySeed() {
    long all = bytes(SPEECHES);
    for (long seed = 0; seed < 50; seed++) {
      Set<String> ids = DocumentSplit.validationIds(SPEECHES, 0.05, seed);
      List<Document> validation = SPEECHES.stream().filter(d -> ids.contains(d.id())).toList();
      double share = (double) bytes(validation) / all;
      assertTrue(share > 0.02 && share < 0.10, "share " + share);
      List<Integer> years = validation.stream().map(d -> d.year().orElseThrow()).toList();
      assertEquals(12, years.size());
      assertTrue(years.get(0) < 1812 && years.get(11) > 2000, years.toString());
      for (int i = 1; i < years.size(); i++) {
        assertTrue(years.get(i) - years.get(i - 1) <= 42, years.toString());
      }
    }
  }

  @Test
  void splitsAlikeForOneSeedAndDifferentlyForAnother() {
    Corpus corpus = Corpus.load("sotu", 0.05, 1);
    assertEquals(corpus, Corpus.load("sotu", 0.05, 1));
    assertNotEquals(ids(corpus.validation()), ids(Corpus.load("sotu", 0.05, 2).validation()));
  }

  @Test
  void choosesTheSameDocumentsWhateverTheirOrder() {
    List<Document> documents = new ArrayList<>(SPEECHES);
    Set<String> chosen = DocumentSplit.validationIds(documents, 0.1, 7);
    Collections.shuffle(documents, new Random(3));
    assertEquals(chosen, DocumentSplit.validationIds(documents, 0.1, 7));
  }

  @Test
  void holdsOutAtLeastOneDocumentAndNeverAll() {
    List<Document> two = SPEECHES.subList(0, 2);
    assertEquals(1, DocumentSplit.validationIds(two, 1e-9, 0).size());
    assertEquals(1, DocumentSplit.validationIds(two, 0.999, 0).size());
  }

  @Test
  void cutsALoneTextAtTheLineEndNearestToTheFraction() throws IOException {
    String lines = "é one\n".repeat(80) + "two\n".repeat(20);
    Corpus corpus = Corpus.load(write("only.txt", lines), 0.1, 99);
    String train = corpus.train().get(0).text();
    String validation = corpus.validation().get(0).text();
    assertEquals(lines, train + validation);
    assertEquals("two\n".repeat(16), validation, "640 bytes: 64 are one tenth");
    assertEquals("only.txt#train", corpus.train().get(0).id());
    assertEquals("only.txt#validation", corpus.validation().get(0).id());
  }

  @Test
  void leavesNeitherPartOfALoneTextBlank() throws IOException {
    Corpus corpus = Corpus.load(write("blank.txt", "\n\n\na\nb\n\n\n\n\n\n"), 0.01, 0);
    assertEquals("\n\n\na\n", corpus.train().get(0).text());
  }

  @Test
  void readsJsonLinesWithYearsAndKeepsLineSeparatorsInside() throws IOException {
    String path =
        write(
            "a.jsonl",
            """
            \uFEFF{"text": "first\u2028still first", "year": 1862}\r

            {"text": "second\\nline", "date": "1901-12-03T00:00:00Z"}
            {"text": "third", "date": "December 8, 1953"}
            {"text": "fourth", "date": 1584921600, "year": null}""");
    Corpus corpus = Corpus.load(path, 0.5, 0);
    List<Document> all = new ArrayList<>(corpus.train());
    all.addAll(corpus.validation());
    all.sort((a, b) -> a.id().compareTo(b.id()));
    assertEquals(
        List.of(
            new Document("a.jsonl:1", "first\u2028still first", OptionalInt.of(1862)),
            new Document("a.jsonl:3", "second\nline", OptionalInt.of(1901)),
            new Document("a.jsonl:4", "third", OptionalInt.of(1953)),
            new Document("a.jsonl:5", "fourth", OptionalInt.empty())),
        all);
  }

  @Test
  void readsAFolderInTheOrderOfNamesAndIgnoresOtherFiles() throws IOException {
    write("1999_b.txt", "b");
    write("c.TXT", "c");
    write("a.jsonl", "{\"text\":\"a1\"}\n{\"text\":\"a2\"}\n");
    write("readme.md", "not this");
    Files.createDirectory(folder.resolve("sub.txt"));
    Corpus corpus = Corpus.load(folder.toString(), 0.25, 5);
    Set<String> all = new HashSet<>(ids(corpus.train()));
    all.addAll(ids(corpus.validation()));
    assertEquals(Set.of("1999_b.txt", "a.jsonl:1", "a.jsonl:2", "c.TXT"), all);
    List<String> train = corpus.train().stream().map(Document::id).toList();
    assertEquals(train.stream().sorted().toList(), train);
  }

  @Test
  void readsTextsLongerThanTheJsonLibraryAllowsByDefault() throws IOException {
    String line = "{\"text\":\"" + "x".repeat(20_000_100) + "\"}\n";
    Corpus corpus = Corpus.load(write("long.jsonl", line + "{\"text\":\"y\"}"), 0.5, 0);
    int longest =
        Math.max(corpus.train().get(0).text().length(), corpus.validation().get(0).text().length());
    assertEquals(20_000_100, longest);
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Set<String> ids(List<Document> documents) {
    return documents.stream().map(Document::id).collect(Collectors.toSet());
  }

  private static long bytes(List<Document> documents) {
    return documents.stream()
        .mapToLong(d -> d.text().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }
}
