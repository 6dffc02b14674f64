package org.smdm.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Keeps an output, a folder or a single file, to one process. The system releases the lock when the
 * process ends, however it ends: a lock file that nobody holds hinders nobody.
 */
public final class OutputLock implements AutoCloseable {

  /**
   * What this process holds. A system's file locks are a process's as a whole: a second lock that
   * is tried in the same process must not even open the file, since closing it would free the
   * first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private OutputLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Keeps a folder, by its file {@code .lock}, and removes what a killed process was about to write
   * there.
   *
   * @param folder to keep, made where it is missing
   * @param use what its owner does, as {@code trained by another process}
   * @throws UserException when it is held, by another process or another part of this one, or
   *     cannot be locked
   */
  public static OutputLock ofFolder(Path folder, String use) {
    return acquire(folder, folder.toAbsolutePath(), "", use);
  }

  /**
   * Keeps a file, by {@code .NAME.lock} beside it: its neighbours are free.
   *
   * @param file to keep, there or not; missing parents are made
   * @param use what its owner does, as {@code written by another process}
   * @throws UserException as {@link #ofFolder}
   */
  public static OutputLock ofFile(Path file, String use) {
    Path absolute = file.toAbsolutePath();
    return acquire(file, absolute.getParent(), absolute.getFileName().toString(), use);
  }

  /**
   * Does something while an output is kept that is written whole at the end of the work, as by
   * {@link AtomicFile}. The lock lies beside it and is gone with the work.
   *
   * @param output file or folder
   * @param work what writes it
   * @return what the work gives
   * @throws UserException when another process writes the output
   */
  public static <T> T during(Path output, Supplier<T> work) {
    OutputLock lock = ofFile(output, "written by another process");
    try {
      return work.get();
    } finally {
      lock.remove();
    }
  }

  private static OutputLock acquire(Path output, Path folder, String name, String use) {
    try {
      if (!Files.isDirectory(folder)) { // createDirectories refuses a link to a folder
        Files.createDirectories(folder);
      }
      Path file =
          folder.toRealPath().resolve(name.isEmpty() ? ".lock" : ".%s.lock".formatted(name));
      FileChannel channel = HELD.add(file) ? locked(file) : null;
      if (channel == null) {
        throw new UserException(
            "%s is being %s: wait for it, stop it, or write elsewhere".formatted(output, use));
      }
      AtomicFile.sweep(folder, name);
      return new OutputLock(file, channel);
    } catch (IOException e) {
      throw WriteFailure.sentence(output, e);
    }
  }

  /** The open file of a lock that is taken now; null where another process has it. */
  private static FileChannel locked(Path file) throws IOException {
    boolean isTaken = false;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      isTaken = channel.tryLock() != null;
      return isTaken ? channel : null;
    } finally {
      if (!isTaken) {
        HELD.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /**
   * Releases the lock and removes its file, for an output that is whole: who takes the lock after
   * that must look whether the output is there.
   */
  public void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw WriteFailure.sentence(file, e);
    } finally {
      close();
    }
  }

  /** Releases the lock; once more is harmless. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Closing can only fail after the lock is gone.
      return;
    } finally {
      HELD.remove(file);
    }
  }
}
