package org.smdm.report;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;

/** Finds the folders of runs below a folder, however deep. */
public final class RunFinder {

  /** Deeper folders are not those of runs; it also bounds what links may lead into. */
  private static final int DEEPEST = 8;

  private RunFinder() {}

  /**
   * Finds runs: folders with a manifest or metrics. What lies inside of one is not searched.
   *
   * @param root where to look; itself a run, it is the only one found
   * @return their folders, sorted
   * @throws UserException when there is no such folder
   */
  public static List<Path> find(Path root) {
    if (!Files.isDirectory(root)) {
      throw new UserException(
          "%s is no folder: name a folder that holds runs, as results".formatted(root));
    }
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          DEEPEST,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              if (!isRun(folder)) {
                return FileVisitResult.CONTINUE;
              }
              found.add(folder);
              return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              // A folder that may not be read, or a link in a circle, holds no run to show.
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be searched (%s): check its permissions".formatted(root, e.getMessage()), e);
    }
    return found.stream().sorted().toList();
  }

  /** Whether a folder is that of a run. */
  public static boolean isRun(Path folder) {
    RunFolder run = new RunFolder(folder);
    return Files.exists(run.manifest()) || Files.exists(run.metrics());
  }
}
