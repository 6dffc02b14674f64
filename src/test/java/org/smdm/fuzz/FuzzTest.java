package org.smdm.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

/**
 * Changed files for every reader: each gives a value or a sentence for the user, in less than ten
 * seconds of work. The suite tries the same few thousand each time; {@code -Psmdm.fuzz
 * -Dsmdm.fuzz=60} tries others for so many minutes, the same time for each reader, and says how
 * many it tried. A file that a reader fails on is kept in {@code target/fuzz}.
 */
class FuzzTest {

  private static final int MOST_SECONDS = 10;

  /** Of waiting for a disk and for other processes, which is no reader's fault. */
  private static final int MOST_SECONDS_OF_WAITING = 120;

  private static final long NANOS_AT_ONCE = TimeUnit.MILLISECONDS.toNanos(250);

  /** Inputs of a reader of weight 1 in the suite. */
  private static final int INPUTS = 5;

  /** Reports of one start; the rest would be the same again. */
  private static final int MOST_FAULTS = 40;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private final ExecutorService worker = Executors.newSingleThreadExecutor(this::thread);

  private Thread thread;
  private boolean isBack = true;

  private final List<String> faults = new ArrayList<>();
  private long inputs;

  @Test
  void everyReaderGivesAValueOrASentence() throws Exception {
    List<Target> targets = Targets.in(folder);
    double minutes = Double.parseDouble(System.getProperty("smdm.fuzz", "0"));
    long seed = minutes > 0 ? System.nanoTime() : 1;
    long end = System.nanoTime() + (long) (minutes * 60e9);
    for (Target target : targets) {
      for (byte[] example : target.examples()) {
        Files.write(target.file(), example);
        fault(target).ifPresent(fault -> faults.add(target.name() + " as it is: " + fault));
      }
    }
    do {
      for (Target target : targets) {
        read(target, seed++, minutes > 0);
      }
    } while (System.nanoTime() < end && faults.size() < MOST_FAULTS);
    worker.shutdownNow();
    System.out.printf("%,d changed files for %d readers%n", inputs, targets.size());
    assertTrue(faults.isEmpty(), () -> String.join("\n", faults));
  }

  private Thread thread(Runnable task) {
    thread = new Thread(task, "fuzz");
    thread.setDaemon(true);
    return thread;
  }

  private void read(Target target, long seed, boolean isByTime) throws Exception {
    Mutation mutation = new Mutation(seed);
    long end = System.nanoTime() + NANOS_AT_ONCE;
    for (int i = 0; isByTime ? System.nanoTime() < end : i < INPUTS * target.weight(); i++) {
      byte[] one = target.examples().get(mutation.below(target.examples().size()));
      byte[] other = target.examples().get(mutation.below(target.examples().size()));
      byte[] changed = mutation.of(one, other);
      clear(target.file().getParent());
      Files.write(target.file(), changed);
      inputs++;
      Optional<String> fault = fault(target);
      if (fault.isPresent() && faults.size() < MOST_FAULTS) {
        Path kept = Path.of("target/fuzz", faults.size() + "-" + target.file().getFileName());
        Files.createDirectories(kept.getParent());
        Files.write(kept, changed);
        faults.add("%s, kept as %s: %s".formatted(target.name(), kept, fault.get()));
      }
      // A reader that does not come back keeps the others waiting.
      assertTrue(isBack, faults::toString);
    }
  }

  /** What a reader wrote beside the file before goes, so that each input stands for itself. */
  private static void clear(Path parent) throws Exception {
    try (Stream<Path> children = Files.list(parent)) {
      for (Path child : children.filter(c -> c.getFileName().toString().startsWith(".")).toList()) {
        Files.deleteIfExists(child);
      }
    }
  }

  private Optional<String> fault(Target target) throws InterruptedException {
    Future<?> reading =
        worker.submit(
            () -> {
              target.reader().read(target.file());
              return null;
            });
    long since = System.nanoTime();
    long workBefore = THREADS.getThreadCpuTime(thread.getId());
    while (true) {
      try {
        reading.get(1, TimeUnit.SECONDS);
        return Optional.empty();
      } catch (TimeoutException e) {
        long work = THREADS.getThreadCpuTime(thread.getId()) - workBefore;
        long waited = System.nanoTime() - since;
        if (work > TimeUnit.SECONDS.toNanos(MOST_SECONDS)
            || waited > TimeUnit.SECONDS.toNanos(MOST_SECONDS_OF_WAITING)) {
          isBack = false;
          return Optional.of(
              "not read after %d seconds of work and %d in all: %s"
                  .formatted(
                      TimeUnit.NANOSECONDS.toSeconds(work),
                      TimeUnit.NANOSECONDS.toSeconds(waited),
                      List.of(thread.getStackTrace())));
        }
      } catch (ExecutionException e) {
        return e.getCause() instanceof UserException ? Optional.empty() : Optional.of(said(e));
      }
    }
  }

  private static String said(ExecutionException e) {
    StringBuilder said = new StringBuilder(String.valueOf(e.getCause()));
    for (StackTraceElement frame : e.getCause().getStackTrace()) {
      if (frame.getClassName().startsWith("org.smdm") || said.length() < 200) {
        said.append("\n    at ").append(frame);
      }
    }
    return said.toString();
  }
}
