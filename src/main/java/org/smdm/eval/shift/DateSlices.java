package org.smdm.eval.shift;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.smdm.config.ShiftConfig;
import org.smdm.data.packed.TokenSequence;
import org.smdm.data.prepare.DatedDocuments;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/** Dated text as tokens by slice. */
public final class DateSlices {

  private DateSlices() {}

  /**
   * Documents of one time.
   *
   * @param label as {@code 1990s}
   * @param position middle of the slice in years; NaN where it has no place in time, as that of the
   *     training's time
   * @param isOfTraining whether it is the one of the training's time
   * @param documents whose tokens are kept
   * @param leftOut documents that a model was trained on
   * @param tokens end of text behind each document, cut at the most that is kept
   */
  public record Slice(
      String label,
      double position,
      boolean isOfTraining,
      int documents,
      int leftOut,
      TokenSequence tokens) {}

  /**
   * Reads documents and puts them into slices.
   *
   * @param data what is read
   * @param tokenizer of the models
   * @param isTrainedOn whether a text was read in training, and is left out
   * @return slices in the order of time, that of the training's first; by value in the order of the
   *     values; among them those of which no document is left, without tokens
   * @throws UserException naming the line of a document without a date, or when nothing is left
   */
  public static List<Slice> read(
      ShiftConfig.Data data, Tokenizer tokenizer, Predicate<String> isTrainedOn) {
    Map<String, Growing> slices = new LinkedHashMap<>();
    DatedDocuments.read(
        data.paths(),
        data.textColumn(),
        data.dateColumn(),
        document -> {
          Optional<SliceOf> found = SliceOf.document(document, data);
          if (found.isPresent()) {
            Growing slice =
                slices.computeIfAbsent(found.get().label(), label -> new Growing(found.get()));
            slice.add(document.text(), tokenizer, data.tokensPerSlice(), isTrainedOn);
          }
        });
    List<Slice> ordered = new ArrayList<>();
    slices.values().stream()
        .sorted(
            Comparator.comparing((Growing slice) -> !slice.of.isOfTraining())
                .thenComparing(slice -> slice.of.label()))
        .forEach(slice -> ordered.add(slice.finished(tokenizer.vocabSize())));
    if (ordered.stream().allMatch(slice -> slice.documents() == 0)) {
      throw new UserException(
          "no document of %s is left: widen --from and --to, or give text that the models were not trained on"
              .formatted(String.join(", ", data.paths())));
    }
    return ordered;
  }

  /** A slice that is being read. */
  private static final class Growing {
    private final SliceOf of;
    private int[] ids = new int[1024];
    private int length;
    private long utf8Bytes;
    private int documents;
    private int leftOut;

    Growing(SliceOf of) {
      this.of = of;
    }

    void add(String text, Tokenizer tokenizer, long most, Predicate<String> isTrainedOn) {
      if (isTrainedOn.test(text)) {
        leftOut++;
        return;
      }
      if (length >= most) {
        return;
      }
      int[] more = tokenizer.encode(text);
      int whole = more.length + 1;
      int kept = (int) Math.min(whole, most - length);
      if (length + (long) whole > Integer.MAX_VALUE - 8) {
        throw new UserException(
            "slice %s has more than 2 billion tokens: lower --tokens".formatted(of.label()));
      }
      if (length + whole > ids.length) {
        ids = Arrays.copyOf(ids, (int) Math.min(Integer.MAX_VALUE - 8, 2L * (length + whole)));
      }
      System.arraycopy(more, 0, ids, length, more.length);
      ids[length + more.length] = tokenizer.endOfText();
      length += kept;
      long bytes = text.getBytes(StandardCharsets.UTF_8).length;
      utf8Bytes += Math.round((double) bytes * kept / whole);
      documents++;
    }

    Slice finished(int vocabSize) {
      TokenSequence tokens = TokenSequence.of(Arrays.copyOf(ids, length), vocabSize, utf8Bytes);
      return new Slice(of.label(), of.position(), of.isOfTraining(), documents, leftOut, tokens);
    }
  }
}
