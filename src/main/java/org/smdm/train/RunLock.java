package org.smdm.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.smdm.config.UserException;

/**
 * Keeps a run folder to one process. The system releases the lock when the process ends, however it
 * ends.
 */
public final class RunLock implements AutoCloseable {

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param folder of the run
   * @throws UserException when another process, or another run of this one, has it
   */
  public static RunLock acquire(RunFolder folder) {
    Path file = folder.path().resolve(".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        lock = null;
      }
      if (lock == null) {
        channel.close();
        throw new UserException(
            folder.path()
                + " is being trained by another process: wait for it, stop it, or give this run"
                + " another name");
      }
      return new RunLock(channel);
    } catch (IOException e) {
      throw new UserException(
          file
              + " cannot be locked ("
              + e.getMessage()
              + "): give a results folder on a disk that"
              + " has file locks and may be written",
          e);
    }
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closing can only fail after the lock is gone.
      return;
    }
  }
}
