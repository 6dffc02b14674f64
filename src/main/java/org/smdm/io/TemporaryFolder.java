package org.smdm.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/**
 * This process' own folder for temporary files, most of all for the native libraries that jars
 * unpack there, which a killed process leaves behind: each start removes the folders of processes
 * that are gone.
 */
public final class TemporaryFolder {

  private static final String PROPERTY = "java.io.tmpdir";

  /** The system's folder, under which that of this process is. */
  private static final String LASTING = "smdm.tmpdir";

  private static final String PREFIX = "smdm-";
  private static final String LOCK = ".in-use";

  private final Path folder;

  /** Locked while this process lives; a channel that nobody holds would be closed. */
  private final FileChannel lock;

  private TemporaryFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes the folder and has all libraries use it. To be called before anything writes a temporary
   * file.
   *
   * @throws UserException when the system's folder for temporary files cannot be written
   */
  public static TemporaryFolder begin() {
    Path system = Path.of(System.getProperty(PROPERTY));
    try {
      Path own = Files.createTempDirectory(system, PREFIX);
      TemporaryFolder begun = new TemporaryFolder(own, locked(own));
      begun.removeLeftOver(system);
      System.setProperty(LASTING, system.toString());
      System.setProperty(PROPERTY, own.toString());
      System.setProperty("jna.tmpdir", own.toString());
      return begun;
    } catch (IOException e) {
      throw WriteFailure.sentence(system.resolve(PREFIX), e);
    }
  }

  /** The system's folder, for what is to be found after this process. */
  public static Path lasting() {
    return Path.of(System.getProperty(LASTING, System.getProperty(PROPERTY)));
  }

  /** The lock gets its name when it is held: who finds it free finds the folder left over. */
  private static FileChannel locked(Path folder) throws IOException {
    Path begun = folder.resolve(".begun");
    FileChannel channel =
        FileChannel.open(begun, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (channel.tryLock() != null) {
      Files.move(begun, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    }
    return channel;
  }

  private void removeLeftOver(Path system) throws IOException {
    UserPrincipal user = Files.getOwner(folder);
    List<Path> others = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(system, PREFIX + "*")) {
      found.forEach(others::add);
    }
    for (Path other : others) {
      if (!other.equals(folder)
          && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
          && Files.exists(other.resolve(LOCK))
          && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(user)) {
        removeIfLeft(other);
      }
    }
  }

  private static void removeIfLeft(Path other) {
    try (FileChannel channel = FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        AtomicFolder.deleteTree(other);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Another start is removing it, or its files cannot be removed: no reason not to begin.
      return;
    }
  }

  /** Removes the folder, at the end of the process. */
  public void remove() {
    try (lock) {
      AtomicFolder.deleteTree(folder);
    } catch (IOException e) {
      // The next start removes what is left.
      return;
    }
  }
}
