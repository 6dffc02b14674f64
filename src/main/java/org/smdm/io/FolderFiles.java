package org.smdm.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The files of a folder that a reader takes, and those that it does not, so that none is passed
 * over in silence. What is hidden is neither: such folders hold copies, as Jupyter's.
 *
 * @param taken sorted by path
 * @param leftOut files of other kinds, and folders and links to folders that are not descended
 *     into; sorted
 */
public record FolderFiles(List<Path> taken, List<Path> leftOut) {

  private static final int MOST_NAMED = 5;

  /** Copies the lists. */
  public FolderFiles {
    taken = List.copyOf(taken);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Looks into a folder.
   *
   * @param folder that is there
   * @param depth of folders; 1 for its direct children only
   * @param isTaken whether what is no folder has the name of a kind that is read; it may be a
   *     device or a link that leads nowhere, which its reader refuses
   * @param wanted what the folder is, for messages
   * @throws UserException when a part of it cannot be read
   */
  public static FolderFiles in(Path folder, int depth, Predicate<Path> isTaken, String wanted) {
    List<Path> taken = new ArrayList<>();
    List<Path> leftOut = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder, depth)) {
      all.filter(path -> !path.equals(folder) && !isHidden(folder.relativize(path)))
          .sorted(Comparator.comparing(Path::toString))
          .forEach(
              path -> {
                boolean isEntered =
                    Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        && folder.relativize(path).getNameCount() < depth;
                if (!Files.isDirectory(path) && isTaken.test(path)) {
                  taken.add(path);
                } else if (!isEntered) {
                  leftOut.add(path);
                }
              });
    } catch (UncheckedIOException e) {
      throw ReadFailure.sentence(folder, wanted, e.getCause());
    } catch (IOException e) {
      throw ReadFailure.sentence(folder, wanted, e);
    }
    return new FolderFiles(taken, leftOut);
  }

  /** Whether a part of a path below a folder is hidden. */
  private static boolean isHidden(Path below) {
    return StreamSupport.stream(below.spliterator(), false)
        .anyMatch(part -> part.toString().startsWith("."));
  }

  /**
   * What is left out of some folders, in a sentence.
   *
   * @param leftOut files and folders
   * @return nothing where there are none
   */
  public static Optional<String> sentence(List<Path> leftOut) {
    if (leftOut.isEmpty()) {
      return Optional.empty();
    }
    int more = leftOut.size() - MOST_NAMED;
    return Optional.of(
        "%d %s left out, being of no kind that is read: %s%s"
            .formatted(
                leftOut.size(),
                leftOut.size() == 1 ? "file is" : "files are",
                leftOut.stream()
                    .limit(MOST_NAMED)
                    .map(path -> Files.isDirectory(path) ? path + "/" : path.toString())
                    .collect(Collectors.joining(", ")),
                more > 0 ? " and %d more".formatted(more) : ""));
  }
}
