package org.smdm.notebook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.io.UserException;

/** The lines that a run has added to its {@code metrics.csv} since one looked last. */
final class NewMetrics {

  private static final int MOST_BYTES = 1 << 20;

  private final Path csv;
  private long position;
  private List<String> header;

  NewMetrics(Path csv) {
    this.csv = csv;
  }

  /**
   * Reads on, a megabyte at most.
   *
   * @return numbers by column, those that are there
   * @throws UserException when the file is no file of metrics
   */
  List<Map<String, Double>> next() {
    try (FileChannel channel = FileChannel.open(csv, StandardOpenOption.READ)) {
      if (channel.size() < position) {
        // A run that is resumed cuts what came after its checkpoint.
        position = 0;
        header = null;
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST_BYTES, channel.size() - position));
      int read = 0;
      while (read >= 0 && bytes.hasRemaining()) {
        read = channel.read(bytes, position + bytes.position());
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
      // The last line may be half written.
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      position += whole.length();
      return whole.lines().map(this::line).filter(line -> !line.isEmpty()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UserException(csv + " cannot be read (" + e.getMessage() + "): look again", e);
    }
  }

  private Map<String, Double> line(String line) {
    List<String> cells = new ArrayList<>(List.of(line.split(",", -1)));
    Map<String, Double> values = new LinkedHashMap<>();
    if (header == null) {
      header = cells;
      return values;
    }
    try {
      for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
        if (!cells.get(i).isEmpty()) {
          values.put(header.get(i), Double.valueOf(cells.get(i)));
        }
      }
    } catch (NumberFormatException e) {
      throw new UserException(
          "%s has the damaged line '%s': mend or remove it".formatted(csv, line), e);
    }
    return values;
  }
}
