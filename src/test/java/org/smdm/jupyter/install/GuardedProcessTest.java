package org.smdm.jupyter.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedProcessTest {

  private static final ProcessBuilder SLEEP = new ProcessBuilder("sleep", "600");

  /** A program that is ended while its child runs. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      try (GuardedProcess child = GuardedProcess.start(SLEEP)) {
        System.out.println(child.pid());
        child.waitFor();
      }
    }
  }

  private static void awaitEnd(long process) throws Exception {
    Optional<ProcessHandle> handle = ProcessHandle.of(process);
    if (handle.isPresent()) {
      handle.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChildDoesNotOutliveItsParent(boolean isKilled) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = parent.inputReader()) {
      long child = Long.parseLong(out.readLine());
      assertTrue(ProcessHandle.of(child).isPresent());
      Consumer<Process> end = isKilled ? Process::destroyForcibly : Process::destroy;
      end.accept(parent);
      assertTrue(parent.waitFor(20, TimeUnit.SECONDS));
      awaitEnd(child);
    }
  }

  /** Child processes beside these; others may end meanwhile. */
  private static Set<ProcessHandle> descendantsBeside(Set<ProcessHandle> some) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> !some.contains(process))
        .collect(Collectors.toSet());
  }

  @Test
  void closingEndsTheChildAndLeavesNoGuard() throws Exception {
    Set<ProcessHandle> before = descendantsBeside(Set.of());
    GuardedProcess child = GuardedProcess.start(SLEEP);
    assertEquals(2, descendantsBeside(before).size());
    child.close();
    awaitEnd(child.pid());
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!descendantsBeside(before).isEmpty() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertEquals(Set.of(), descendantsBeside(before));
  }

  @Test
  void whatTakesTooLongIsEnded() throws IOException {
    FinishedProcess done =
        FinishedProcess.run(
            List.of("/bin/sh", "-c", "echo begun; exec sleep 600"), Map.of(), null, 1);
    assertEquals(FinishedProcess.TIMED_OUT, done.code());
    assertEquals("begun\n", done.out());
  }
}
