package org.smdm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.smdm.tensor.KernelEvent;
import org.smdm.tensor.Workers;

/**
 * Where the time of some work went.
 *
 * @param seconds of the whole, of all threads that ran kernels together
 * @param byOperation seconds of each kernel, longest first
 */
public record KernelProfile(double seconds, Map<String, Double> byOperation) {

  /**
   * Profiles work by Java Flight Recorder.
   *
   * @param work whose kernels run on one thread, or on several at once
   */
  public static KernelProfile of(Runnable work) {
    try (Recording recording = new Recording()) {
      recording.enable(KernelEvent.NAME).withoutThreshold();
      recording.start();
      long began = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - began) / 1e9;
      recording.stop();
      Path file = Files.createTempFile("smdm", ".jfr");
      try {
        recording.dump(file);
        Map<String, Double> sums = new TreeMap<>();
        Set<String> threads = new HashSet<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
          sums.merge(
              event.getString("operation"), event.getDuration().toNanos() / 1e9, Double::sum);
          if (event.getThread().getJavaName().startsWith(Workers.THREAD_NAME)) {
            threads.add(event.getThread().getJavaName());
          }
        }
        return new KernelProfile(
            seconds * Math.max(1, threads.size()),
            sums.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new)));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "a flight recording cannot be kept in the temporary folder", e);
    }
  }

  /** Share of the time that no kernel ran, from 0 to 1. */
  public double outside() {
    return 1 - byOperation.values().stream().mapToDouble(Double::doubleValue).sum() / seconds;
  }

  /** Share of the time of each kernel, longest first. */
  public Map<String, Double> shares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    byOperation.forEach((name, kernel) -> shares.put(name, kernel / seconds));
    return shares;
  }
}
