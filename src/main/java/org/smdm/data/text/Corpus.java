package org.smdm.data.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.smdm.io.FolderFiles;
import org.smdm.io.UserException;

/**
 * Documents to train on and documents held out to validate on; no document is among both.
 *
 * @param source where they came from, as the user named it
 * @param train training documents, in reading order
 * @param validation validation documents, in reading order
 */
public record Corpus(String source, List<Document> train, List<Document> validation) {

  /** The share held out where the user says nothing. */
  public static final double DEFAULT_VALIDATION_FRACTION = 0.05;

  /**
   * Copies the lists.
   *
   * @throws UserException if one of them is empty
   */
  public Corpus {
    Objects.requireNonNull(source, "source");
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    if (train.isEmpty() || validation.isEmpty()) {
      throw new UserException(
          "The %s part of corpus %s is empty: change what is held out or give more documents"
              .formatted(train.isEmpty() ? "training" : "validation", source));
    }
  }

  /**
   * Reads a corpus and splits it.
   *
   * <p>Two documents or more are split whole: sorted by year and id, cut into {@code
   * round(validationFraction * count)} runs, one document of each run, chosen by the seed and its
   * id, is held out. Neither the order in which they were read nor the machine matters. A lone
   * document is cut: its last {@code validationFraction} of bytes, from the nearest line start, are
   * held out, whatever the seed.
   *
   * @param source {@code "sotu"} for {@link SotuCorpus}, {@code "sotu:1790-1989"} for years of it;
   *     else a path: a UTF-8 {@code .txt} file (one document), a {@code .jsonl} file (one object
   *     with {@code "text"} and perhaps {@code "year"} or {@code "date"} per line) or a folder of
   *     such files. A file name that begins with a year, as in {@code 1862_lincoln.txt}, dates its
   *     text.
   * @param validationFraction the share to hold out, in (0, 1)
   * @param seed chooses the documents to hold out
   * @throws UserException if the source cannot be read, is not clean UTF-8 text or cannot be split
   */
  public static Corpus load(String source, double validationFraction, long seed) {
    if (!(validationFraction > 0 && validationFraction < 1)) {
      throw new UserException(
          "The validation fraction %s is not between 0 and 1: choose one such as %s"
              .formatted(validationFraction, DEFAULT_VALIDATION_FRACTION));
    }
    if (source == null || source.isBlank()) {
      throw new UserException(
          "No corpus is named: give the path of a text, or write \"%s\" for the embedded corpus"
              .formatted(SotuCorpus.NAME));
    }
    List<Document> documents =
        SotuCorpus.isNamed(source) ? SotuCorpus.documents(source) : CorpusFiles.read(source);
    return split(source, documents, validationFraction, seed);
  }

  /**
   * What the folder of a corpus holds that {@link #load} does not read, in a sentence.
   *
   * @param source as there
   * @return nothing where all is read
   */
  public static Optional<String> leftOut(String source) {
    return SotuCorpus.isNamed(source)
        ? Optional.empty()
        : FolderFiles.sentence(CorpusFiles.leftOut(source));
  }

  private static Corpus split(String source, List<Document> documents, double fraction, long seed) {
    if (documents.size() == 1) {
      List<Document> parts = DocumentSplit.cutAtLine(documents.get(0), fraction);
      return new Corpus(source, parts.subList(0, 1), parts.subList(1, 2));
    }
    Set<String> heldOut = DocumentSplit.validationIds(documents, fraction, seed);
    List<Document> train = new ArrayList<>();
    List<Document> validation = new ArrayList<>();
    for (Document document : documents) {
      (heldOut.contains(document.id()) ? validation : train).add(document);
    }
    return new Corpus(source, train, validation);
  }
}
