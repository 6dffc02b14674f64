package org.smdm.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.smdm.io.StrictUtf8;
import org.smdm.io.UserException;

/**
 * The embedded demonstration corpus: the State of the Union addresses of 1790 to 2021, 233 dated
 * speeches, 10.8 MB of English, dedicated to the public domain (CC0; see {@code SOURCE.txt} beside
 * {@code sotu.zip}).
 */
public final class SotuCorpus {

  /** What {@link Corpus#load} and configs call it. */
  public static final String NAME = "sotu";

  private static final String RESOURCE = "sotu.zip";
  private static final String NOTE = "SOURCE.txt";

  private static final Pattern YEARS = Pattern.compile(NAME + ":(\\d{4})-(\\d{4})");

  private SotuCorpus() {}

  /**
   * Whether a source is this corpus or part of it.
   *
   * @param source {@value #NAME}, or with years as in {@code sotu:1790-1989}
   */
  public static boolean isNamed(String source) {
    return source.equals(NAME) || source.startsWith(NAME + ":");
  }

  /**
   * The speeches that a source names.
   *
   * @param source {@value #NAME}, or with the first and the last year as in {@code sotu:1790-1989}
   * @throws UserException when it names none
   */
  public static List<Document> documents(String source) {
    if (source.equals(NAME)) {
      return documents();
    }
    Matcher years = YEARS.matcher(source);
    if (years.matches()) {
      int from = Integer.parseInt(years.group(1));
      int to = Integer.parseInt(years.group(2));
      List<Document> some =
          documents().stream()
              .filter(d -> d.year().orElseThrow() >= from && d.year().orElseThrow() <= to)
              .toList();
      if (!some.isEmpty()) {
        return some;
      }
    }
    throw new UserException(
        "%s names no speeches: write the first and the last year, from 1790 to 2021, as sotu:1790-1989"
            .formatted(source));
  }

  /**
   * All speeches sorted by file name, that is by year; each is read anew from the class path.
   *
   * @throws IllegalStateException if the class path was built without the resource
   */
  public static List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    try (InputStream resource = SotuCorpus.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the class path");
      }
      ZipInputStream zip = new ZipInputStream(resource);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (!name.equals(NOTE)) {
          String text = StrictUtf8.decode(zip.readAllBytes(), NAME + "/" + name);
          documents.add(new Document(name, text, Years.ofFileName(name)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    documents.sort(Comparator.comparing(Document::id));
    return List.copyOf(documents);
  }
}
