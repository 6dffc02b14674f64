package org.smdm.tensor;

import ai.djl.util.Utils;
import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.smdm.io.AtomicFolder;
import org.smdm.io.UserException;

/**
 * Keeps native libraries to folders that nobody else can write: whoever can put another library in
 * the place of libtorch acts with all rights of the user.
 */
public final class NativeFolder {

  /** DJL's are folders of a version in those of an engine. */
  private static final int LEVELS = 3;

  private static final Pattern LEFT_OVER = Pattern.compile("tmp\\d+|jni\\d+\\.?tmp");
  private static final Duration LONGEST_UNPACKING = Duration.ofHours(1);

  private static final int ROOT = 0;
  private static final int STICKY = 01000;

  private NativeFolder() {}

  /**
   * Checks the folder that DJL unpacks libraries to and loads them from, which is made where it is
   * missing.
   *
   * @throws UserException when another user can write there
   */
  public static void requirePrivate() {
    requirePrivate(Utils.getEngineCacheDir());
  }

  /**
   * Checks a folder of native libraries, and removes what killed processes left there.
   *
   * @param folder made where it is missing, for this user alone
   * @throws UserException when another user can write there, or it cannot be made
   */
  public static void requirePrivate(Path folder) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path real = folder.toRealPath();
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        if (isForAll(above)) {
          throw open(above, "everybody can move what is in it");
        }
      }
      Files.walkFileTree(real, Set.of(), LEVELS, new Check());
    } catch (IOException e) {
      throw new UserException(
          "%s, where native libraries are unpacked, cannot be used (%s): set DJL_CACHE_DIR to a folder of your own"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** Looks at what is there; what goes meanwhile is what another process unpacks. */
  private static final class Check extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      return visitFile(path, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      try {
        requireOwn(path);
        if (isLeftOver(path, attributes)) {
          AtomicFolder.delete(path);
          return FileVisitResult.SKIP_SUBTREE;
        }
      } catch (NoSuchFileException e) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, IOException failure) throws IOException {
      return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(path, failure);
    }
  }

  /** What DJL was unpacking when its process was killed; who unpacks now began a moment ago. */
  private static boolean isLeftOver(Path path, BasicFileAttributes attributes) {
    return LEFT_OVER.matcher(path.getFileName().toString()).matches()
        && attributes
            .lastModifiedTime()
            .toInstant()
            .isBefore(Instant.now().minus(LONGEST_UNPACKING));
  }

  private static boolean isForAll(Path folder) throws IOException {
    int mode = (Integer) Files.getAttribute(folder, "unix:mode");
    return attributes(folder).permissions().contains(PosixFilePermission.OTHERS_WRITE)
        && (mode & STICKY) == 0;
  }

  private static void requireOwn(Path path) throws IOException {
    int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != ROOT && owner != new UnixSystem().getUid()) {
      throw open(path, "it belongs to another user");
    }
    PosixFileAttributes attributes = attributes(path);
    Set<PosixFilePermission> rights = attributes.permissions();
    // A group of the user's own name has no other members where systems make such.
    boolean isOwnGroup = attributes.group().getName().equals(attributes.owner().getName());
    if (!attributes.isSymbolicLink()
        && (rights.contains(PosixFilePermission.OTHERS_WRITE)
            || (rights.contains(PosixFilePermission.GROUP_WRITE) && !isOwnGroup))) {
      throw open(path, "others can write it");
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static UserException open(Path path, String why) {
    return new UserException(
        "native libraries are not loaded from %s, since %s: remove it, or set DJL_CACHE_DIR to a folder that you alone can write"
            .formatted(path, why));
  }
}
