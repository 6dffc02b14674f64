package org.smdm.data.prepare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.smdm.config.PrepareConfig;
import org.smdm.data.prepare.DocumentParser.Fate;
import org.smdm.data.prepare.DocumentParser.Parsed;
import org.smdm.data.text.DocumentCounts;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;

/**
 * Makes token ids of documents and says which are held back for validation. Safe for several
 * threads.
 */
final class DocumentTokenizer {

  /** Text on which the tokenizer is timed alone. */
  private static final long TIMED_BYTES = 4 << 20;

  private final PrepareConfig config;
  private final Tokenizer tokenizer;
  private final DocumentParser parser;
  private final List<String> sample = new ArrayList<>();
  private long sampleBytes;

  DocumentTokenizer(PrepareConfig config) {
    this.config = config;
    this.tokenizer = Tokenizers.load(config.tokenizer());
    this.parser = new DocumentParser(config);
    if (config.separator() == PrepareConfig.Separator.BOS && tokenizer.beginOfText().isEmpty()) {
      throw new UserException(
          "tokenizer %s has no token that begins a text: write --separator eos"
              .formatted(tokenizer.name()));
    }
  }

  /**
   * A document that is kept.
   *
   * @param ids its tokens, separator included
   * @param isHeldBack for validation
   * @param textBytes in UTF-8
   */
  record Kept(int[] ids, boolean isHeldBack, long textBytes) {}

  /**
   * Documents that follow each other in one file.
   *
   * @param documents how many were read
   * @param kept those that go into shards
   * @param counts of all
   */
  record Batch(int documents, List<Kept> kept, DocumentCounts counts) {}

  Tokenizer tokenizer() {
    return tokenizer;
  }

  int separator() {
    return config.separator() == PrepareConfig.Separator.BOS
        ? tokenizer.beginOfText().orElseThrow()
        : tokenizer.endOfText();
  }

  /**
   * Tokenizes documents.
   *
   * @param input they are from
   * @param documents in order
   * @param ordinal number of the first in its source
   */
  Batch tokenize(InputFile input, List<RawDocument> documents, long ordinal) {
    List<Kept> kept = new ArrayList<>();
    DocumentCounts sum = DocumentCounts.ZERO;
    for (int i = 0; i < documents.size(); i++) {
      Parsed parsed;
      int[] ids;
      try {
        parsed = parser.parse(documents.get(i), input);
        ids = parsed.fate() == Fate.KEPT ? ids(parsed.text(), documents.get(i), input) : null;
      } catch (UserException e) {
        if (!config.skipBadLines()) {
          throw new UserException(e.getMessage() + ", or give --skip-bad-lines", e);
        }
        parsed = new Parsed(Fate.BAD, null);
        ids = null;
      }
      if (ids == null) {
        sum = sum.plus(counts(parsed.fate(), 0, 0));
        continue;
      }
      long bytes = parsed.text().getBytes(StandardCharsets.UTF_8).length;
      kept.add(new Kept(ids, isHeldBack(input.source(), ordinal + i), bytes));
      sum = sum.plus(counts(Fate.KEPT, bytes, ids.length));
      keepForTiming(parsed.text(), bytes);
    }
    return new Batch(documents.size(), kept, sum);
  }

  private static DocumentCounts counts(Fate fate, long textBytes, long tokens) {
    return new DocumentCounts(
        1,
        fate == Fate.KEPT ? 1 : 0,
        fate == Fate.EMPTY ? 1 : 0,
        fate == Fate.OUTSIDE_DATES ? 1 : 0,
        fate == Fate.UNDATED ? 1 : 0,
        fate == Fate.BAD ? 1 : 0,
        textBytes,
        tokens);
  }

  private int[] ids(String text, RawDocument document, InputFile input) {
    try {
      return withSeparator(tokenizer.encode(text));
    } catch (UserException e) {
      throw new UserException(
          "%s cannot be tokenized: %s".formatted(input.place(document.number()), e.getMessage()),
          e);
    }
  }

  private int[] withSeparator(int[] ids) {
    int[] tokens = new int[ids.length + 1];
    boolean before = config.separator() == PrepareConfig.Separator.BOS;
    System.arraycopy(ids, 0, tokens, before ? 1 : 0, ids.length);
    tokens[before ? 0 : ids.length] = separator();
    return tokens;
  }

  /** By a hash of the document's number in its source, so that it never depends on the threads. */
  private boolean isHeldBack(int source, long ordinal) {
    long z = (ordinal + 1) * 0x9E3779B97F4A7C15L + source;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53 < config.validationFraction();
  }

  private synchronized void keepForTiming(String text, long bytes) {
    if (sampleBytes < TIMED_BYTES) {
      sample.add(text);
      sampleBytes += bytes;
    }
  }

  /**
   * Megabytes of text per second that the tokenizer alone does, timed on the first texts that were
   * tokenized.
   *
   * @param workers as many as in the preparation
   */
  double megabytesPerSecond(ExecutorService workers) {
    long start = System.nanoTime();
    List<Future<?>> parts = new ArrayList<>();
    for (String text : sample) {
      parts.add(workers.submit(() -> tokenizer.encode(text)));
    }
    for (Future<?> part : parts) {
      try {
        part.get();
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException("text that was tokenized before cannot be now", e);
      }
    }
    return sampleBytes / 1e6 / ((System.nanoTime() - start) / 1e9);
  }
}
