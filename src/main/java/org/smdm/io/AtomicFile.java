package org.smdm.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a file wholly or not at all: the bytes go to a hidden temporary file in the same folder,
 * are forced to the disk, and only then take the target's name in one step. Whatever fails in
 * between, the temporary file is removed and an older target stays as it was.
 *
 * <p>Missing parent folders are made. A target that is a symbolic link keeps being one: the file
 * that it points to is replaced.
 */
public final class AtomicFile {

  private static final Pattern TEMPORARY = Pattern.compile("\\.[0-9a-f-]{36}\\.tmp$");

  /** Fills the new file through a buffered stream. */
  @FunctionalInterface
  public interface StreamContent {
    /**
     * @param out where to write; closed by the caller
     * @throws IOException when writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills the new file through its channel. */
  @FunctionalInterface
  public interface ChannelContent {
    /**
     * @param channel where to write, empty at first; closed by the caller
     * @throws IOException when writing fails
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file by a stream.
   *
   * @param target file to make or replace
   * @param content gives the bytes; what it throws other than {@link IOException} passes through
   * @throws UserException when the disk is full, the folder cannot be written or the target is no
   *     ordinary file
   */
  public static void write(Path target, StreamContent content) {
    writeChannel(
        target,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
          content.writeTo(out);
          out.flush();
        });
  }

  /**
   * Writes a text file in UTF-8.
   *
   * @param target file to make or replace
   * @param text its whole content
   * @throws UserException as {@link #write}
   */
  public static void writeString(Path target, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(target, out -> out.write(bytes));
  }

  /**
   * Writes a file by its channel, for content that is large or already in direct memory.
   *
   * @param target file to make or replace
   * @param content gives the bytes; what it throws other than {@link IOException} passes through
   * @throws UserException as {@link #write}
   */
  public static void writeChannel(Path target, ChannelContent content) {
    Path temporary = null;
    try {
      Path real = ordinaryFile(target);
      Path folder = real.getParent();
      if (!Files.isDirectory(folder)) { // createDirectories refuses a link to a folder
        Files.createDirectories(folder);
      }
      temporary = folder.resolve("." + real.getFileName() + "." + UUID.randomUUID() + ".tmp");
      // CREATE_NEW rather than createTempFile: the latter makes files that only the owner may read.
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(folder);
    } catch (IOException e) {
      throw WriteFailure.sentence(target, e);
    } finally {
      discard(temporary);
    }
  }

  /**
   * Removes what killed processes were about to write.
   *
   * @param folder that nobody else writes to, as {@link OutputLock} sees to
   * @param name of the one file whose remains go; empty for all files of the folder
   * @throws IOException when the folder cannot be read or written
   */
  static void sweep(Path folder, String name) throws IOException {
    String begin = name.isEmpty() ? "." : "." + name + ".";
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String found = file.getFileName().toString();
        if (found.startsWith(begin) && TEMPORARY.matcher(found).find()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Path ordinaryFile(Path target) throws IOException {
    if (!Files.exists(target)) {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new UserException(
            "cannot write %s: it is a symbolic link to a file that does not exist, so remove the link or name the file itself"
                .formatted(target));
      }
      return target.toAbsolutePath();
    }
    if (!Files.isRegularFile(target)) {
      throw new UserException(
          "cannot write %s: it is %s, so name an ordinary file instead"
              .formatted(target, Files.isDirectory(target) ? "a folder" : "a device or pipe"));
    }
    return target.toRealPath();
  }

  /** Makes the rename itself survive a power cut; not every system can open a folder for that. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is complete under its name either way; only its survival of a crash is less sure.
      return;
    }
  }

  private static void discard(Path temporary) {
    if (temporary == null) {
      return;
    }
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that led here says more than that its remains could not be removed.
      return;
    }
  }
}
