package org.smdm.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder to one process. The system releases the lock when the process ends, however it
 * ends.
 */
public final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param folder to keep; it exists
   * @param busy sentence for the user when another process, or another part of this one, has it
   * @throws UserException saying that, or that the folder cannot be locked
   */
  public static FolderLock acquire(Path folder, String busy) {
    Path file = folder.resolve(".lock");
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
        throw new UserException(busy);
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new UserException(
          file
              + " cannot be locked ("
              + e.getMessage()
              + "): give a folder on a disk that"
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
