package org.smdm.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.smdm.io.WriteFailure;

/**
 * The event files that TensorBoard shows: one per session of a run.
 *
 * <p>When a run is resumed, events of later steps are cut from its earlier files, and the new file
 * begins with the restart mark upon which a TensorBoard that has read them already forgets them.
 */
final class TensorBoardMetrics implements AutoCloseable {

  private static final String PREFIX = "events.out.tfevents.";

  /** Tells our files from those of other programs, which are left alone. */
  private static final String SUFFIX = ".smdm";

  private final Path path;
  private final OutputStream out;

  private TensorBoardMetrics(Path path, OutputStream out) {
    this.path = path;
    this.out = out;
  }

  static TensorBoardMetrics open(Path folder, long afterStep) {
    List<Path> earlier;
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        earlier = files.filter(TensorBoardMetrics::isOurs).sorted().toList();
      }
      for (Path file : earlier) {
        EventFileCut.after(file, afterStep);
      }
    } catch (IOException e) {
      throw WriteFailure.sentence(folder, e);
    }
    Path path = folder.resolve(PREFIX + seconds(earlier) + SUFFIX);
    try {
      TensorBoardMetrics metrics =
          new TensorBoardMetrics(path, Files.newOutputStream(path, StandardOpenOption.CREATE_NEW));
      metrics.append(EventMessage.version(now()));
      if (!earlier.isEmpty()) {
        metrics.append(EventMessage.restart(now(), afterStep + 1));
      }
      return metrics;
    } catch (IOException e) {
      throw WriteFailure.sentence(path, e);
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.matches("events\\.out\\.tfevents\\.\\d{10}\\.smdm");
  }

  /** TensorBoard reads the files of a folder by name, so a later session needs a later second. */
  private static long seconds(List<Path> earlier) {
    long now = Instant.now().getEpochSecond();
    if (earlier.isEmpty()) {
      return now;
    }
    String last = earlier.get(earlier.size() - 1).getFileName().toString();
    String second = last.substring(PREFIX.length(), last.length() - SUFFIX.length());
    return Math.max(now, Long.parseLong(second) + 1);
  }

  void write(MetricsRow row) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    row.values()
        .forEach(
            (metric, value) -> {
              // A validation repeats its step's counts, which would be doubled points.
              if (metric != Metric.STEP && metric.isOfValidation() == row.isValidation()) {
                scalars.put(metric.tag(), value.doubleValue());
              }
            });
    if (row.lossByMaskRatio() != null) {
      int count = row.lossByMaskRatio().size();
      for (int i = 0; i < count; i++) {
        double loss = row.lossByMaskRatio().get(i);
        if (Double.isFinite(loss)) {
          scalars.put(
              String.format(
                  Locale.ROOT,
                  "%s/%.1f-%.1f",
                  JsonMetrics.LOSS_BY_MASK_RATIO,
                  (double) i / count,
                  (i + 1.0) / count),
              loss);
        }
      }
    }
    append(EventMessage.scalars(now(), row.step(), scalars));
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  private void append(byte[] event) {
    try {
      out.write(EventRecord.framed(event));
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
