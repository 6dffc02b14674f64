package org.smdm.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/**
 * Makes and removes a folder of files in one step: it is filled, or emptied, under a hidden name
 * beside, so that whoever looks, whenever the process or the machine stops, sees all of it or none.
 */
public final class AtomicFolder {

  private static final String SUFFIX = ".partial";

  /** Fills the new folder. */
  @FunctionalInterface
  public interface Content {
    /**
     * @param folder empty; every file in it must be forced to the disk, as {@link AtomicFile} does
     * @throws IOException when writing fails
     */
    void writeTo(Path folder) throws IOException;
  }

  private AtomicFolder() {}

  /**
   * Makes a folder, instead of one that is there already.
   *
   * @param target the folder; missing parents are made
   * @param content its files
   * @throws UserException when the disk is full or may not be written; the older folder stays then
   */
  public static void write(Path target, Content content) {
    Path hidden = hidden(target);
    try {
      Files.createDirectories(hidden.getParent());
      deleteTree(hidden);
      Files.createDirectory(hidden);
      content.writeTo(hidden);
      force(hidden);
      if (Files.exists(target)) {
        delete(target);
      }
      Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
      force(target.toAbsolutePath().getParent());
    } catch (IOException e) {
      discard(hidden);
      throw WriteFailure.sentence(target, e);
    } catch (RuntimeException | Error e) {
      discard(hidden);
      throw e;
    }
  }

  /**
   * Removes a folder and what is in it.
   *
   * @param target the folder; nothing happens where there is none
   * @throws UserException when it cannot be removed
   */
  public static void delete(Path target) {
    Path hidden = target.resolveSibling("." + target.getFileName() + ".old" + SUFFIX);
    try {
      if (Files.exists(target)) {
        deleteTree(hidden);
        Files.move(target, hidden, StandardCopyOption.ATOMIC_MOVE);
      }
      deleteTree(hidden);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be removed (%s): remove it yourself or give a writable folder"
              .formatted(target, e.getMessage()),
          e);
    }
  }

  /**
   * Removes what a stopped process left half made or half removed.
   *
   * @param parent of folders made by {@link #write}; nothing happens where it is missing
   */
  public static void sweep(Path parent) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (Stream<Path> children = Files.list(parent)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        if (name.startsWith(".") && name.endsWith(SUFFIX)) {
          deleteTree(child);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be cleaned up (%s): give a writable folder".formatted(parent, e.getMessage()),
          e);
    }
  }

  /**
   * Whether there is no folder, or nothing in it but hidden files, as an interrupted start leaves
   * it.
   */
  public static boolean isUnused(Path folder) {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.allMatch(child -> child.getFileName().toString().startsWith("."));
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): give a folder that you may read"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static Path hidden(Path target) {
    return target.toAbsolutePath().resolveSibling("." + target.getFileName() + SUFFIX);
  }

  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system opens folders; the rename is complete all the same, if less sure to
      // survive a power cut.
      return;
    }
  }

  private static void discard(Path folder) {
    try {
      deleteTree(folder);
    } catch (IOException e) {
      // The write's own failure is what the user must hear of.
      return;
    }
  }

  /** Removes a folder, file by file; nothing happens where there is none. */
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
