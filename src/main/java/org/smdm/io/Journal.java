package org.smdm.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finished items of a long work on disk, a JSON object per line, by which an interrupted work goes
 * on: what has a whole line is done and is neither done nor written again. Opening takes the lock
 * first, then compares the plan with the one that began the work, then reads what is done.
 *
 * <p>What a kill leaves: a last line without line feed was torn, also inside a character, and is
 * cut off unless it is a whole object; its item is done again. Whatever else an item writes comes
 * before its line or is thrown away by whoever opens the journal: the line is what counts.
 *
 * <p>What a power cut leaves: a line is the system's before {@link #add} returns, so that no end of
 * the process loses it, and is forced to the disk at most once a second and on close. A power cut
 * can so cost the items of the last moments, which are done again; forcing each line would cost
 * every run more than that, some of which finish thousands of items a second.
 *
 * @param <K> what an item is known by
 * @param <T> the items
 */
public final class Journal<K, T> implements AutoCloseable {

  private static final long NANOS_BETWEEN_FORCES = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_DIFFERENCES = 5;
  private static final int BLOCK = 1 << 16;

  /**
   * How an item is a line.
   *
   * @param key what it is known by; of two lines with one key the later counts
   * @param parser reads it
   * @param format writes it, a JSON object without line feed
   */
  public record Form<K, T>(Function<T, K> key, Parser<T> parser, Function<T, String> format) {}

  /** Makes an item of a line. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * @param object of the line
     * @param where the line, for messages
     * @throws UserException when it is no such item
     */
    T parse(ObjectNode object, String where);
  }

  /**
   * How a work is done, which another start must not do otherwise.
   *
   * @param file that keeps it
   * @param now what it is this time, a record
   * @param before reads the file
   * @param json what the file is to hold
   */
  public record Plan(Path file, Object now, Supplier<?> before, String json) {

    /**
     * Writes the plan, or compares it with the one that is there.
     *
     * @param output that the work writes, for messages
     * @param what the work is, as {@code sweep}
     * @param isBegun whether there is something of it already
     * @throws UserException when it was begun by another plan, naming the fields, or by none
     */
    public void admit(Path output, String what, boolean isBegun) {
      if (Files.exists(file)) {
        List<String> changes = ConfigDifference.between(before.get(), now);
        if (!changes.isEmpty()) {
          int more = changes.size() - MOST_DIFFERENCES;
          throw new UserException(
              "%s holds another %s, begun otherwise (%s%s): give the same options, or write elsewhere"
                  .formatted(
                      output,
                      what,
                      String.join(", ", changes.subList(0, changes.size() - Math.max(0, more))),
                      more > 0 ? " and %d more".formatted(more) : ""));
        }
      } else if (isBegun) {
        throw new UserException(
            "%s is there already and no %s says how it was made: write elsewhere, or delete it"
                .formatted(output, file.getFileName()));
      } else {
        AtomicFile.writeString(file, json);
      }
    }
  }

  private final OutputLock lock;
  private final Path path;
  private final Form<K, T> form;
  private final Map<K, T> done = new LinkedHashMap<>();
  private final RandomAccessFile file;

  /** Bytes of whole lines. */
  private long end;

  private long lastForce = System.nanoTime();

  private Journal(OutputLock lock, Path path, Form<K, T> form) throws IOException {
    this.lock = lock;
    this.path = path;
    this.form = form;
    // No channel: an interrupt would close it between two lines.
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /**
   * Opens a journal, which is made where it is missing. Where that fails the lock is released.
   *
   * @param lock of the output that it is part of
   * @param admission compares the plan, as {@link Plan#admit} does; nothing where the keys say all
   *     that an item depends on
   * @param path its lines
   * @param form of its items
   * @throws UserException when the plan is not admitted, the journal cannot be read or written, or
   *     it holds a whole line that is no item, naming file and line
   */
  public static <K, T> Journal<K, T> open(
      OutputLock lock, Runnable admission, Path path, Form<K, T> form) {
    try {
      admission.run();
      Journal<K, T> journal = new Journal<>(lock, path, form);
      try {
        journal.read();
        return journal;
      } catch (IOException | RuntimeException e) {
        journal.file.close();
        throw e;
      }
    } catch (IOException e) {
      lock.close();
      throw WriteFailure.sentence(path, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void read() throws IOException {
    byte[] last = afterLastLineFeed();
    end = file.length() - last.length;
    if (isWhole(last)) {
      file.seek(file.length());
      file.write('\n');
      end = file.length();
    }
    file.setLength(end);
    LineReader.read(path, "a journal of finished items", this::take);
  }

  private byte[] afterLastLineFeed() throws IOException {
    long from = file.length();
    byte[] block = new byte[BLOCK];
    while (from > 0) {
      int length = (int) Math.min(BLOCK, from);
      file.seek(from - length);
      file.readFully(block, 0, length);
      int i = length;
      while (i > 0 && block[i - 1] != '\n') {
        i--;
      }
      from -= length - i;
      if (i > 0) {
        break;
      }
    }
    byte[] last = new byte[Math.toIntExact(file.length() - from)];
    file.seek(from);
    file.readFully(last);
    return last;
  }

  /** No part of an object is one itself. */
  private static boolean isWhole(byte[] line) {
    try {
      new TextLine(line, 0, "").object();
      return true;
    } catch (UserException e) {
      return false;
    }
  }

  private void take(TextLine line) {
    try {
      T item = form.parser.parse(line.object(), line.where());
      done.put(form.key.apply(item), item);
    } catch (UserException e) {
      throw new UserException(
          "%s; deleting that line does its item again".formatted(e.getMessage()), e);
    }
  }

  /** The item of a key, if it is done. */
  public synchronized Optional<T> get(K key) {
    return Optional.ofNullable(done.get(key));
  }

  /** Whether the item of a key is done. */
  public synchronized boolean has(K key) {
    return done.containsKey(key);
  }

  /** All that is done, in the order of the lines. */
  public synchronized List<T> items() {
    return new ArrayList<>(done.values());
  }

  /**
   * Writes an item at once; one whose key is done already is left as it is. Safe for several
   * threads.
   *
   * @throws UserException when it cannot be written; the lines before it are safe
   */
  public synchronized void add(T item) {
    K key = form.key.apply(item);
    if (done.containsKey(key)) {
      return;
    }
    byte[] line = (form.format.apply(item) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      file.seek(end);
      file.write(line);
      end += line.length;
      if (System.nanoTime() - lastForce > NANOS_BETWEEN_FORCES) {
        file.getFD().sync();
        lastForce = System.nanoTime();
      }
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
    done.put(key, item);
  }

  /**
   * Removes the journal and its lock, when another output holds all that it says.
   *
   * @param more files that go with it, as its plan
   * @throws UserException when that fails
   */
  public void discard(List<Path> more) {
    try (lock) {
      file.close();
      Files.deleteIfExists(path);
      for (Path other : more) {
        Files.deleteIfExists(other);
      }
      lock.remove();
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }

  /** Forces what was written to the disk and releases the lock; once more is harmless. */
  @Override
  public synchronized void close() {
    try (lock;
        file) {
      if (file.getChannel().isOpen()) {
        file.getFD().sync();
      }
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }
}
