package org.smdm.data.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** Divides documents into training and validation. */
final class DocumentSplit {

  private static final Comparator<Document> CHRONOLOGICAL =
      Comparator.<Document>comparingInt(d -> d.year().orElse(Integer.MIN_VALUE))
          .thenComparing(Document::id);

  private DocumentSplit() {}

  /**
   * Ids of the validation documents, by a rule that knows the set of documents, not their order.
   *
   * <p>The documents, sorted by year and id, are cut into {@code round(fraction * count)} (at least
   * one, at most all but one) runs of nearly equal length. From each run comes the document whose
   * own stream {@code "validation-split:" + id} draws the smallest number. So the share is exact in
   * documents and spread evenly over the years.
   *
   * @param documents two or more, with different ids
   */
  static Set<String> validationIds(List<Document> documents, double fraction, long seed) {
    List<Document> sorted = new ArrayList<>(documents);
    sorted.sort(CHRONOLOGICAL);
    int count = sorted.size();
    int runs = Math.max(1, Math.min(count - 1, (int) Math.round(fraction * count)));
    RandomStreams streams = new RandomStreams(seed);
    Comparator<Document> byDraw =
        Comparator.<Document>comparingLong(
                d -> streams.stream("validation-split:" + d.id()).nextLong())
            .thenComparing(Document::id);
    Set<String> chosen = new HashSet<>();
    for (int run = 0; run < runs; run++) {
      int from = (int) ((long) run * count / runs);
      int to = (int) ((long) (run + 1) * count / runs);
      chosen.add(sorted.subList(from, to).stream().min(byDraw).orElseThrow().id());
    }
    return chosen;
  }

  /**
   * Cuts a lone document after the {@code \n} nearest to {@code 1 - fraction} of its UTF-8 bytes at
   * which both parts have something but white space.
   *
   * @return the training part and the validation part, {@code #train} and {@code #validation} added
   *     to the id
   * @throws UserException if there is no such line end
   */
  static List<Document> cutAtLine(Document document, double fraction) {
    byte[] bytes = document.text().getBytes(StandardCharsets.UTF_8);
    int target = (int) Math.round(bytes.length * (1 - fraction));
    int first = 0;
    while (first < bytes.length && isSpace(bytes[first])) {
      first++;
    }
    int last = bytes.length - 1;
    while (last > first && isSpace(bytes[last])) {
      last--;
    }
    int cut = -1;
    for (int at = first + 1; at <= last; at++) {
      if (bytes[at - 1] == '\n' && (cut < 0 || Math.abs(at - target) < Math.abs(cut - target))) {
        cut = at;
      }
    }
    if (cut < 0) {
      throw new UserException(
          ("The corpus is a single document of a single line (%s), of which no validation part "
                  + "can be cut off: break it into lines or give several documents")
              .formatted(document.id()));
    }
    return List.of(
        part(document, "#train", bytes, 0, cut),
        part(document, "#validation", bytes, cut, bytes.length));
  }

  private static Document part(Document whole, String suffix, byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return new Document(whole.id() + suffix, text, whole.year());
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
