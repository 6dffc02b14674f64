package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.smdm.config.AtomicFile;
import org.smdm.config.ConfigDifference;
import org.smdm.config.ConfigJson;
import org.smdm.config.PrepareConfig;
import org.smdm.config.UserException;
import org.smdm.data.PackedWriter;
import org.smdm.data.Tokenizer;
import org.smdm.data.Tokenizers;
import org.smdm.data.prepare.DocumentParser.Fate;
import org.smdm.data.prepare.DocumentParser.Parsed;

/**
 * Turns text into packed shards: one thread reads, several parse and tokenize, and what they give
 * is written in the order of the input. So the shards are the same for any number of threads, and a
 * preparation that was killed goes on from its last saved state to the same shards.
 */
public final class Preparation {

  /** Documents and characters that a thread takes at once. */
  private static final int BATCH_DOCUMENTS = 256;

  private static final int BATCH_BYTES = 1 << 19;

  /** Batches per thread between reading and writing: bounds the memory. */
  private static final int BATCHES_AHEAD = 4;

  /** The reference's block size and one, of which a shard's size is a multiple. */
  private static final int BLOCK = 2049;

  private static final int MOST_BLOCKS = 1024;
  private static final int LEAST_BLOCKS = 4;
  private static final int WANTED_SHARDS = 200;

  /** Text on which the tokenizer is timed alone. */
  private static final long TIMED_BYTES = 4 << 20;

  private final PrepareConfig config;
  private final Path out;
  private final int threads;
  private final double secondsPerSave;
  private final PrepareListener listener;
  private final Tokenizer tokenizer;
  private final DocumentParser parser;
  private final List<InputFile> files;
  private final List<String> hashes = new ArrayList<>();
  private final List<PackedWriter> writers = new ArrayList<>();
  private final List<Counts> counts = new ArrayList<>();
  private final List<String> sample = new ArrayList<>();
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private int chunkTokens;
  private int file;
  private long documents;
  private long textBytes;
  private long sampleBytes;
  private long lastSave = System.nanoTime();

  /** Documents of one file, tokenized. */
  private record Batch(int documents, List<int[]> ids, List<Boolean> held, Counts counts) {}

  /**
   * @param config what to prepare
   * @param out folder for the shards
   * @param threads that parse and tokenize
   * @param secondsPerSave between saved states
   * @param listener follows
   * @throws UserException when an input or the tokenizer cannot be found
   */
  public Preparation(
      PrepareConfig config,
      Path out,
      int threads,
      double secondsPerSave,
      PrepareListener listener) {
    this.config = config;
    this.out = out;
    this.threads = threads;
    this.secondsPerSave = secondsPerSave;
    this.listener = listener;
    this.tokenizer = Tokenizers.load(config.tokenizer());
    if (config.separator() == PrepareConfig.Separator.BOS && tokenizer.beginOfText().isEmpty()) {
      throw new UserException(
          "tokenizer %s has no token that begins a text: write --separator eos"
              .formatted(tokenizer.name()));
    }
    this.parser = new DocumentParser(config);
    this.files = InputFile.of(config.sources());
  }

  /**
   * Prepares the shards, or goes on where an earlier call was ended.
   *
   * @return what was done, as written to {@code prepare.json}
   * @throws UserException when the input is damaged, the disk is full, or the folder holds the
   *     shards of other options
   */
  public PrepareManifest run() {
    open();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "smdm-prepare");
              thread.setDaemon(true);
              return thread;
            });
    try {
      for (int i = file; i < files.size(); i++) {
        read(i, i == file ? documents : 0, workers);
      }
      return finish(workers);
    } finally {
      workers.shutdownNow();
    }
  }

  private void open() {
    Optional<PrepareState> last = PrepareState.last(out);
    if (last.isEmpty() && Files.exists(out.resolve(PrepareManifest.NAME))) {
      throw new UserException(
          out + " is prepared already: give another --out, or --restart to begin again");
    }
    List<String> named = files.stream().map(f -> f.path() + " (" + f.bytes() + " bytes)").toList();
    chunkTokens = config.chunkTokens() > 0 ? config.chunkTokens() : chunkTokens();
    last.ifPresent(state -> admit(state, named));
    hashes.addAll(last.map(PrepareState::sha256).orElse(List.of()));
    file = last.map(PrepareState::file).orElse(0);
    documents = last.map(PrepareState::documents).orElse(0L);
    counts.addAll(
        last.map(PrepareState::counts)
            .orElseGet(() -> config.sources().stream().map(s -> Counts.ZERO).toList()));
    List<int[]> rests = last.map(s -> s.rests(out)).orElse(null);
    for (int i = 0; i <= config.sources().size(); i++) {
      writers.add(
          last.isEmpty()
              ? new PackedWriter(out, prefix(i), chunkTokens, separator(), tokenizer.vocabSize())
              : PackedWriter.resumed(
                  out,
                  prefix(i),
                  chunkTokens,
                  separator(),
                  tokenizer.vocabSize(),
                  last.get().shards().get(i),
                  rests.get(i)));
    }
    if (last.isEmpty()) {
      save();
    }
  }

  private void admit(PrepareState state, List<String> named) {
    List<String> differences = new ArrayList<>(ConfigDifference.between(state.config(), config));
    if (!state.files().equals(named)) {
      differences.add("input files");
    }
    if (!state.tokenizerSha256().equals(tokenizer.fingerprint())) {
      differences.add("vocabulary of " + tokenizer.name());
    }
    if (!differences.isEmpty()) {
      throw new UserException(
          "%s was begun with other options (%s): go on with the same, give another --out, or --restart"
              .formatted(out, String.join("; ", differences)));
    }
    chunkTokens = state.chunkTokens();
  }

  private int chunkTokens() {
    long bytes = files.stream().mapToLong(InputFile::bytes).sum();
    // Four bytes are about a token, and half the files are compressed by more than that.
    long blocks = bytes / 4 / BLOCK / WANTED_SHARDS;
    return BLOCK * (int) Math.max(LEAST_BLOCKS, Math.min(MOST_BLOCKS, blocks));
  }

  private int separator() {
    return config.separator() == PrepareConfig.Separator.BOS
        ? tokenizer.beginOfText().orElseThrow()
        : tokenizer.endOfText();
  }

  /** Prefix of a source's training shards, or behind them that of the validation shards. */
  private String prefix(int set) {
    return set < config.sources().size()
        ? "train_" + config.sources().get(set).name()
        : "validation";
  }

  private void read(int index, long skip, ExecutorService workers) {
    InputFile input = files.get(index);
    long position = 0;
    try (DocumentReader reader = input.open(config)) {
      List<RawDocument> batch = new ArrayList<>();
      // The counts hold what is written: when a file is begun or gone on with, all before.
      long ordinal = counts.get(input.source()).documents();
      long bytes = 0;
      long skipped = 0;
      for (RawDocument raw = reader.next(); raw != null; raw = reader.next()) {
        position = reader.position();
        if (skipped < skip) {
          skipped++;
          continue;
        }
        batch.add(raw);
        bytes +=
            raw.json() != null ? raw.json().length : raw.text() == null ? 0 : raw.text().length();
        if (batch.size() >= BATCH_DOCUMENTS || bytes >= BATCH_BYTES) {
          submit(index, batch, ordinal, workers, reader.position());
          ordinal += batch.size();
          batch = new ArrayList<>();
          bytes = 0;
        }
      }
      submit(index, batch, ordinal, workers, reader.position());
      while (!ahead.isEmpty()) {
        consume(index, input.bytes());
      }
      if (hashes.size() == index) {
        hashes.add(reader.sha256());
      }
      file = index + 1;
      documents = 0;
    } catch (IOException e) {
      throw input.damaged(position, e);
    }
  }

  private void submit(
      int index, List<RawDocument> batch, long ordinal, ExecutorService workers, long position) {
    if (batch.isEmpty()) {
      return;
    }
    while (ahead.size() >= threads * BATCHES_AHEAD) {
      consume(index, position);
    }
    InputFile input = files.get(index);
    List<RawDocument> mine = batch;
    ahead.add(workers.submit(() -> tokenize(input, mine, ordinal)));
  }

  private Batch tokenize(InputFile input, List<RawDocument> batch, long ordinal) {
    List<int[]> ids = new ArrayList<>();
    List<Boolean> held = new ArrayList<>();
    Counts sum = Counts.ZERO;
    for (int i = 0; i < batch.size(); i++) {
      Parsed parsed = parser.parse(batch.get(i), input);
      if (parsed.fate() != Fate.KEPT) {
        sum = sum.plus(Counts.of(parsed.fate(), 0, 0));
        continue;
      }
      int[] tokens = withSeparator(tokenizer.encode(parsed.text()));
      ids.add(tokens);
      held.add(isHeldBack(input.source(), ordinal + i));
      sum = sum.plus(Counts.of(Fate.KEPT, utf8Length(parsed.text()), tokens.length));
      keepForTiming(parsed.text());
    }
    return new Batch(batch.size(), ids, held, sum);
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private synchronized void keepForTiming(String text) {
    if (sampleBytes < TIMED_BYTES) {
      sample.add(text);
      sampleBytes += utf8Length(text);
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

  private void consume(int index, long position) {
    Batch batch = result(ahead.remove());
    for (int i = 0; i < batch.ids.size(); i++) {
      int set = batch.held.get(i) ? config.sources().size() : files.get(index).source();
      writers.get(set).add(batch.ids.get(i));
    }
    int source = files.get(index).source();
    counts.set(source, counts.get(source).plus(batch.counts));
    textBytes += batch.counts.textBytes();
    file = index;
    documents += batch.documents;
    if ((System.nanoTime() - lastSave) / 1e9 >= secondsPerSave) {
      save();
    }
    report(index, position);
  }

  private static Batch result(Future<Batch> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserException own) {
        throw own;
      }
      throw new IllegalStateException("a document could not be tokenized", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted: start it again to go on where it was", e);
    }
  }

  private void report(int index, long position) {
    long before = files.subList(0, index).stream().mapToLong(InputFile::bytes).sum();
    Counts all = counts.stream().reduce(Counts.ZERO, Counts::plus);
    listener.progress(
        new PrepareListener.Progress(
            before + position,
            files.stream().mapToLong(InputFile::bytes).sum(),
            all.documents(),
            all.tokens(),
            textBytes,
            seconds()));
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void save() {
    new PrepareState(
            config,
            tokenizer.fingerprint(),
            chunkTokens,
            files.stream().map(f -> f.path() + " (" + f.bytes() + " bytes)").toList(),
            List.copyOf(hashes),
            file,
            documents,
            List.copyOf(counts),
            writers.stream().map(PackedWriter::shards).toList())
        .save(out, writers.stream().map(PackedWriter::rest).toList());
    lastSave = System.nanoTime();
  }

  private PrepareManifest finish(ExecutorService workers) {
    double seconds = seconds();
    Counts all = counts.stream().reduce(Counts.ZERO, Counts::plus);
    if (all.kept() == 0) {
      throw new UserException(
          "none of %d documents is kept (%d empty, %d outside the dates, %d undated, %d bad): check the columns and dates"
              .formatted(
                  all.documents(), all.empty(), all.outsideDates(), all.undated(), all.bad()));
    }
    List<PrepareManifest.ShardSet> sets = new ArrayList<>();
    for (int i = 0; i < writers.size(); i++) {
      sets.add(shardSet(i));
    }
    double rate = textBytes / 1e6 / seconds;
    List<PrepareManifest.Source> sources = new ArrayList<>();
    for (int i = 0; i < config.sources().size(); i++) {
      sources.add(source(i, sets.get(i)));
    }
    PrepareManifest manifest =
        new PrepareManifest(
            config,
            Optional.ofNullable(Preparation.class.getPackage().getImplementationVersion())
                .orElse("unpackaged"),
            tokenizer.name(),
            tokenizer.fingerprint(),
            tokenizer.vocabSize(),
            chunkTokens,
            sources,
            sets.get(sets.size() - 1),
            seconds,
            rate,
            rate / tokenizerRate(workers));
    AtomicFile.writeString(out.resolve(PrepareManifest.NAME), ConfigJson.write(manifest));
    PrepareState.delete(out);
    return manifest;
  }

  /** Megabytes per second that the tokenizer alone does with the same threads. */
  private double tokenizerRate(ExecutorService workers) {
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

  private PrepareManifest.Source source(int index, PrepareManifest.ShardSet shards) {
    List<PrepareManifest.Input> inputs = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).source() == index) {
        inputs.add(
            new PrepareManifest.Input(
                files.get(i).path().toString(), files.get(i).bytes(), hashes.get(i)));
      }
    }
    PrepareConfig.Source source = config.sources().get(index);
    return new PrepareManifest.Source(
        source.name(), source.weight(), counts.get(index), inputs, shards);
  }

  private PrepareManifest.ShardSet shardSet(int index) {
    PackedWriter writer = writers.get(index);
    int rest = writer.rest().length;
    // A last shard that is full waits for the next token.
    int leftOut = rest == chunkTokens ? 0 : rest;
    List<Path> shards = leftOut > 0 ? writer.finishWithoutRest() : writer.finish();
    if (shards.isEmpty() && rest > 0) {
      throw new UserException(
          "%s has only %d tokens, fewer than a shard of %d: give --chunk-tokens %d or more text"
              .formatted(prefix(index), rest, chunkTokens, rest));
    }
    List<PrepareManifest.Input> inputs = new ArrayList<>();
    for (Path shard : shards) {
      try (HashedInput bytes = HashedInput.uncompressed(shard)) {
        inputs.add(
            new PrepareManifest.Input(
                shard.getFileName().toString(), Files.size(shard), bytes.sha256()));
      } catch (IOException e) {
        throw new UserException(
            shard + " cannot be read back (" + e.getMessage() + "): check the disk", e);
      }
    }
    return new PrepareManifest.ShardSet(prefix(index), leftOut, inputs);
  }

  /**
   * Removes what earlier preparations left in a folder.
   *
   * @param out the folder; nothing happens where there is none
   */
  public static void clear(Path out) {
    if (!Files.isDirectory(out)) {
      return;
    }
    PrepareState.delete(out);
    try (Stream<Path> children = Files.list(out)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        boolean shard = name.matches("(train_[A-Za-z0-9.-]+|validation)_\\d{10}\\.bin");
        if (shard || name.equals(PrepareManifest.NAME)) {
          Files.delete(child);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be cleared (%s): remove it yourself".formatted(out, e.getMessage()), e);
    }
  }
}
