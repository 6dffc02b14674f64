package org.smdm.io;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A text file that grows by whole lines, each written at once so that others can follow. */
public final class LineFile implements AutoCloseable {

  private final Path path;
  private final FileOutputStream out;

  private LineFile(Path path, FileOutputStream out) {
    this.path = path;
    this.out = out;
  }

  /**
   * Opens a file for more lines. A last line without a line feed was torn when its writer was
   * killed, and goes.
   *
   * @param path made if it does not exist
   * @param head lines to begin with
   * @param keep what becomes of an old line, whose characters are its bytes; empty drops it
   * @throws UserException when the file cannot be read or written
   */
  public static LineFile open(
      Path path, List<String> head, Function<String, Optional<String>> keep) {
    // Written beside and renamed: killed in the middle, the old file is still whole.
    AtomicFile.write(
        path,
        stream -> {
          for (String line : head) {
            stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
          if (Files.exists(path)) {
            // Bytes stay as they are: read and written in the same encoding.
            Writer writer = new OutputStreamWriter(stream, StandardCharsets.ISO_8859_1);
            copy(path, keep, writer);
            writer.flush();
          }
        });
    try {
      // No channel: an interrupt would close it between two lines.
      return new LineFile(path, new FileOutputStream(path.toFile(), true));
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }

  private static void copy(Path path, Function<String, Optional<String>> keep, Writer to)
      throws IOException {
    boolean torn = !endsInLineFeed(path);
    // Any byte is a character in this encoding, so that damage never stops a run from resuming.
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        if (next != null || !torn) {
          Optional<String> kept = keep.apply(line);
          if (kept.isPresent()) {
            to.write(kept.get() + "\n");
          }
        }
        line = next;
      }
    }
  }

  private static boolean endsInLineFeed(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) == '\n';
    }
  }

  /**
   * Adds one line, in one write.
   *
   * @param line without line feed
   * @throws UserException when it cannot be written
   */
  public void append(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }

  /**
   * Forces all lines to the disk.
   *
   * @throws UserException when that fails
   */
  public void force() {
    try {
      out.getFD().sync();
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }
}
