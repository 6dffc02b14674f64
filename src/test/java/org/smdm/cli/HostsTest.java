package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.dist.Mpi;

/** Ranks on two hosts, which are namespaces of this machine, and what happens when one vanishes. */
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostsTest {

  private static final int STEPS = 200;
  private static final int SAVED = 50;

  /** Seconds in which a job has to end after a host has vanished. */
  private static final int PROMPTLY = 60;

  @TempDir private Path folder;
  private String here;
  private String there;

  @BeforeEach
  void makeHosts() throws Exception {
    Mpi.OPEN_MPI.variables();
    Process script =
        new ProcessBuilder("sh", "src/test/hosts.sh", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("hosts.txt").toFile())
            .start();
    boolean isMade = script.waitFor(30, TimeUnit.SECONDS) && script.exitValue() == 0;
    assumeTrue(
        isMade,
        () -> "no two hosts here (root and iproute2 are needed): " + read(folder, "hosts.txt"));
    here = read(folder, "a.pid").strip();
    there = read(folder, "b.pid").strip();
  }

  @AfterEach
  void takeHostsAway() {
    for (String name : List.of("a.pid", "b.pid")) {
      if (Files.exists(folder.resolve(name))) {
        ProcessHandle.of(Long.parseLong(read(folder, name).strip()))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static String read(Path folder, String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Path config() {
    Path file = folder.resolve("hosts.json");
    Terminal.smdm(
            Stream.of(
                    ("pretrain --layers 2 --heads 2 --embd 32 --block-size 32 --batch-size 8"
                            + " --micro-batch-size 4 --validation-sequences 4 --lr 2e-3")
                        .split(" "),
                    new Object[] {"--steps", STEPS, "--save-every", SAVED},
                    new Object[] {"--name", "hosts", "--save-config", file})
                .flatMap(Stream::of)
                .toArray())
        .assertDone();
    return file;
  }

  /** Starts a rank on each host, as a user of the first one does. */
  private Process start(Path config, String results) throws Exception {
    List<String> words = new ArrayList<>(words(config, results));
    words.addAll(
        List.of(
            "--mpirun",
            "--hostfile %1$s/hostfile --mca plm_rsh_agent %1$s/agent".formatted(folder)));
    return ChildProcess.smdmOnHost(
        here, folder.resolve(results + ".txt"), Mpi.OPEN_MPI.variables(), words);
  }

  private List<String> words(Path config, String results) {
    return List.of(
        "run",
        config.toString(),
        "--results",
        folder.resolve(results).toString(),
        "--resume",
        "--ranks",
        "2");
  }

  private Path weights(String results, int step) {
    return folder.resolve(
        "%s/hosts/checkpoints/step-%08d/model.safetensors".formatted(results, step));
  }

  @Test
  void aVanishedHostEndsTheJobWhichGoesOnElsewhere() throws Exception {
    Path config = config();
    Process whole = start(config, "whole");
    assertEquals(0, whole.waitFor(), read(folder, "whole.txt"));

    Process cut = start(config, "cut");
    Path saved = weights("cut", SAVED);
    for (int i = 0; i < 1200 && !Files.exists(saved); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    List<ProcessHandle> thither = javaOf(there);
    assertEquals(1, thither.size(), "one rank is on the other host");
    run("nsenter", "-t", here, "-n", "ip", "link", "set", "smdm-a", "down");
    assertTrue(cut.waitFor(PROMPTLY, TimeUnit.SECONDS), read(folder, "cut.txt"));
    assertNotEquals(0, cut.exitValue(), read(folder, "cut.txt"));
    assertTrue(read(folder, "cut.txt").contains("10.77.0.2"), read(folder, "cut.txt"));
    assertTrue(read(folder, "cut.txt").contains("--resume"), read(folder, "cut.txt"));
    assertFalse(read(folder, "cut.txt").contains("No such process"), read(folder, "cut.txt"));
    thither.get(0).onExit().get(PROMPTLY, TimeUnit.SECONDS);

    Process rest =
        ChildProcess.smdm(
            folder.resolve("rest.txt"), Mpi.OPEN_MPI.variables(), words(config, "cut"));
    assertEquals(0, rest.waitFor(), read(folder, "rest.txt"));
    assertEquals(-1, Files.mismatch(weights("whole", STEPS), weights("cut", STEPS)));
  }

  /** Ranks whose network is that of a process. */
  private static List<ProcessHandle> javaOf(String pid) {
    Optional<Path> network = network(pid);
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .filter(process -> network(Long.toString(process.pid())).equals(network))
        .toList();
  }

  private static Optional<Path> network(String pid) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc", pid, "ns", "net")));
    } catch (IOException e) {
      return Optional.empty(); // gone meanwhile
    }
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
