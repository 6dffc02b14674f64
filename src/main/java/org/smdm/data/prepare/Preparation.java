package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.smdm.config.ConfigJson;
import org.smdm.config.PrepareConfig;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.data.text.DocumentCounts;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.FolderFiles;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/**
 * Turns text into packed shards: one thread reads, several parse and tokenize, and what they give
 * is written in the order of the input. So the shards are the same for any number of threads, and a
 * preparation that was killed goes on from its last saved state to the same shards.
 */
public final class Preparation {

  /** Documents and bytes that a thread takes at once. */
  private static final int BATCH_DOCUMENTS = 256;

  private static final int BATCH_BYTES = 1 << 19;

  /** Batches per thread between reading and writing: bounds the memory. */
  private static final int BATCHES_AHEAD = 4;

  /** The reference's block size and one, of which a shard's size is a multiple. */
  private static final int BLOCK = 2049;

  private static final int LEAST_BLOCKS = 8;
  private static final int MOST_BLOCKS = 1024;
  private static final int WANTED_SHARDS = 50;

  private final PrepareConfig config;
  private final Path out;
  private final int threads;
  private final double secondsPerSave;
  private final Progress<?> progress;
  private final DocumentTokenizer documentTokenizer;
  private final List<InputFile> files;
  private final List<Path> leftOut;
  private final long bytesInAll;
  private final List<String> hashes = new ArrayList<>();
  private final List<DocumentCounts> counts = new ArrayList<>();
  private final Deque<Future<DocumentTokenizer.Batch>> ahead = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private ShardSets sets;
  private int chunkTokens;
  private int file;
  private long documents;
  private long textBytes;
  private long bytesRead;
  private long lastSave = System.nanoTime();

  /**
   * @param config what to prepare
   * @param out folder for the shards
   * @param threads that parse and tokenize
   * @param secondsPerSave between saved states
   * @param progress follows it
   * @throws UserException when an input or the tokenizer cannot be found
   */
  public Preparation(
      PrepareConfig config, Path out, int threads, double secondsPerSave, Progress<?> progress) {
    this.config = config;
    this.out = out;
    this.threads = threads;
    this.secondsPerSave = secondsPerSave;
    this.progress = progress;
    this.documentTokenizer = new DocumentTokenizer(config);
    InputFile.Found found = InputFile.of(config.sources());
    this.files = found.files();
    this.leftOut = found.leftOut();
    this.bytesInAll = files.stream().mapToLong(InputFile::bytes).sum();
  }

  /**
   * Prepares the shards, or goes on where an earlier call was ended.
   *
   * @param restart begins again instead, removing what earlier calls left
   * @return what was done, as written to {@code prepare.json}
   * @throws UserException when the input is damaged, the disk is full, the folder holds the shards
   *     of other options, or another process writes to it
   */
  public PrepareManifest run(boolean restart) {
    OutputLock lock = OutputLock.ofFolder(out, "prepared by another process");
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "smdm-prepare");
              thread.setDaemon(true);
              return thread;
            });
    try {
      if (restart) {
        PreparedFolder.clear(out);
      }
      open();
      for (int i = file; i < files.size(); i++) {
        read(i, i == file ? documents : 0, workers);
      }
      return finish(workers);
    } finally {
      workers.shutdownNow();
      lock.close();
    }
  }

  private void open() {
    Optional<PrepareState> last = PrepareState.last(out);
    if (last.isEmpty() && Files.exists(out.resolve(PrepareManifest.NAME))) {
      throw new UserException(
          out + " is prepared already: give another --out, or --restart to begin again");
    }
    chunkTokens = config.chunkTokens() > 0 ? config.chunkTokens() : chunkTokens();
    last.ifPresent(this::admit);
    hashes.addAll(last.map(PrepareState::sha256).orElse(List.of()));
    file = last.map(PrepareState::file).orElse(0);
    documents = last.map(PrepareState::documents).orElse(0L);
    counts.addAll(
        last.map(PrepareState::counts)
            .orElseGet(() -> config.sources().stream().map(s -> DocumentCounts.ZERO).toList()));
    sets =
        new ShardSets(
            config,
            out,
            chunkTokens,
            documentTokenizer.separator(),
            documentTokenizer.tokenizer().vocabSize(),
            last);
    bytesRead = bytesBefore(file);
    progress.begun(new Progress.Part(out.toString(), Progress.BYTES, bytesInAll, bytesRead));
    FolderFiles.sentence(leftOut).ifPresent(progress::said);
    if (last.isPresent()) {
      progress.said(String.format(Locale.ROOT, "goes on after %,d documents", all().documents()));
    }
    if (last.isEmpty()) {
      save();
    }
  }

  private List<String> named() {
    return files.stream().map(f -> f.path() + " (" + f.bytes() + " bytes)").toList();
  }

  private void admit(PrepareState state) {
    List<String> differences = new ArrayList<>(ConfigDifference.between(state.config(), config));
    if (!state.files().equals(named())) {
      differences.add("input files");
    }
    if (!state.tokenizerSha256().equals(documentTokenizer.tokenizer().fingerprint())) {
      differences.add("vocabulary of " + documentTokenizer.tokenizer().name());
    }
    if (!differences.isEmpty()) {
      throw new UserException(
          "%s was begun with other options (%s): go on with the same, give another --out, or --restart"
              .formatted(out, String.join("; ", differences)));
    }
    chunkTokens = state.chunkTokens();
  }

  private int chunkTokens() {
    // Four bytes are about a token, and half the files are compressed by more than that.
    long blocks = bytesInAll / 4 / BLOCK / WANTED_SHARDS;
    return BLOCK * (int) Math.max(LEAST_BLOCKS, Math.min(MOST_BLOCKS, blocks));
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
        bytes += raw.size();
        if (batch.size() >= BATCH_DOCUMENTS || bytes >= BATCH_BYTES) {
          submit(index, batch, ordinal, workers, position);
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
    ahead.add(workers.submit(() -> documentTokenizer.tokenize(input, batch, ordinal)));
  }

  private void consume(int index, long position) {
    DocumentTokenizer.Batch batch = result(ahead.remove());
    int source = files.get(index).source();
    for (DocumentTokenizer.Kept document : batch.kept()) {
      sets.add(source, document);
    }
    counts.set(source, counts.get(source).plus(batch.counts()));
    textBytes += batch.counts().textBytes();
    if (file != index) {
      file = index;
      documents = 0;
    }
    documents += batch.documents();
    if ((System.nanoTime() - lastSave) / 1e9 >= secondsPerSave) {
      save();
    }
    report(index, position);
  }

  private static DocumentTokenizer.Batch result(Future<DocumentTokenizer.Batch> future) {
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

  private DocumentCounts all() {
    return counts.stream().reduce(DocumentCounts.ZERO, DocumentCounts::plus);
  }

  private long bytesBefore(int index) {
    return files.subList(0, index).stream().mapToLong(InputFile::bytes).sum();
  }

  private void report(int index, long position) {
    long read = bytesBefore(index) + position;
    DocumentCounts all = all();
    progress.at(
        String.format(Locale.ROOT, "%,d docs  %.1fM tokens", all.documents(), all.tokens() / 1e6));
    progress.advanced(read - bytesRead);
    bytesRead = read;
  }

  private void save() {
    new PrepareState(
            config,
            documentTokenizer.tokenizer().fingerprint(),
            chunkTokens,
            named(),
            List.copyOf(hashes),
            file,
            documents,
            List.copyOf(counts),
            sets.states())
        .save(out, sets.rests());
    lastSave = System.nanoTime();
  }

  private PrepareManifest finish(ExecutorService workers) {
    double seconds = (System.nanoTime() - began) / 1e9;
    DocumentCounts all = all();
    if (all.kept() == 0) {
      throw new UserException(
          "0 of %d documents are kept (%s): check the inputs, columns and dates"
              .formatted(all.documents(), all.documents() == 0 ? "there are none" : all.reasons()));
    }
    List<PrepareManifest.ShardSet> shards = sets.finish();
    List<PrepareManifest.Source> sources = new ArrayList<>();
    for (int i = 0; i < config.sources().size(); i++) {
      sources.add(source(i, shards.get(i)));
    }
    double rate = textBytes / 1e6 / seconds;
    PrepareManifest manifest =
        new PrepareManifest(
            config,
            Optional.ofNullable(Preparation.class.getPackage().getImplementationVersion())
                .orElse("unpackaged"),
            documentTokenizer.tokenizer().name(),
            documentTokenizer.tokenizer().fingerprint(),
            documentTokenizer.tokenizer().vocabSize(),
            chunkTokens,
            sources,
            shards.get(shards.size() - 1),
            seconds,
            rate,
            textBytes == 0 ? 0 : rate / documentTokenizer.megabytesPerSecond(workers));
    AtomicFile.writeString(out.resolve(PrepareManifest.NAME), ConfigJson.write(manifest));
    PrepareState.delete(out);
    return manifest;
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
}
