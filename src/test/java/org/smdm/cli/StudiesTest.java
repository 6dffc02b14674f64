package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.ScalingConfig;
import picocli.CommandLine;

/** The studies of docs/studies: what their scripts call is understood, their configs are valid. */
@ResourceLock("System.out")
class StudiesTest {

  private static final Path STUDIES = Path.of("docs", "studies");

  /** In place of the launcher: each call, some at the same time, writes down its words. */
  private static final String RECORDER =
      "#!/bin/sh\nprintf '%s\\037' \"$@\" >>\"$CALLS/$$\"\nprintf '\\n' >>\"$CALLS/$$\"\n";

  @TempDir Path folder;

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(STUDIES)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyScriptCallsVerbsAsTheyAre() throws Exception {
    List<Path> scripts = new ArrayList<>(files(".sh"));
    scripts.add(Path.of("docs", "memory.sh"));
    return scripts.stream().map(script -> dynamicTest(script.toString(), () -> check(script)));
  }

  private void check(Path script) throws Exception {
    List<List<String>> calls = calls(script);
    assertFalse(calls.isEmpty(), script + " calls nothing");
    Set<String> refused = new HashSet<>();
    Set<String> described = new HashSet<>();
    CommandLine line = Main.commandLine();
    for (List<String> words : calls) {
      try {
        line.parseArgs(words.toArray(String[]::new));
      } catch (CommandLine.ParameterException e) {
        refused.add(String.join(" ", words) + ": " + e.getMessage());
      }
      // Calls that differ in numbers only are all accepted, or none.
      String kind = String.join(" ", words).replaceAll("[0-9.e-]+", "");
      if (words.get(0).equals("pretrain") && described.add(kind)) {
        List<Object> own = new ArrayList<>(words);
        own.remove("--resume");
        if (!own.contains("--save-config")) {
          own.addAll(List.of("--save-config", folder.resolve("config.json")));
        }
        Terminal config = Terminal.smdm(own.toArray());
        if (config.code() != 0) {
          refused.add(String.join(" ", words) + ": " + config.err());
        }
      }
    }
    assertEquals(Set.of(), refused);
  }

  /** What a script calls, run where nothing it makes is there. */
  private List<List<String>> calls(Path script) throws Exception {
    Path home = folder.resolve(script.getFileName().toString());
    Path copy = home.resolve(script);
    Files.createDirectories(copy.getParent());
    Files.copy(script, copy);
    Path launcher = Files.writeString(home.resolve("smdm"), RECORDER);
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException(launcher + " cannot be made executable");
    }
    Path called = Files.createDirectories(home.resolve("calls"));
    ProcessBuilder builder =
        new ProcessBuilder("sh", copy.toString(), home.resolve("r").toString());
    builder.environment().put("CALLS", called.toString());
    builder.redirectErrorStream(true).redirectOutput(home.resolve("said").toFile());
    // It may end early, since what it calls makes nothing.
    int code = builder.start().waitFor();
    assertFalse(code > 120, Files.readString(home.resolve("said")));
    Set<List<String>> calls = new LinkedHashSet<>();
    try (Stream<Path> files = Files.list(called)) {
      for (Path file : files.sorted().toList()) {
        Files.readAllLines(file).forEach(line -> calls.add(List.of(line.split("\037"))));
      }
    }
    return List.copyOf(calls);
  }

  @TestFactory
  Stream<DynamicTest> everyConfigIsValid() throws Exception {
    return files(".json").stream()
        .map(
            file ->
                dynamicTest(
                    file.toString(), () -> ConfigJson.read(file, ScalingConfig.class).toString()));
  }
}
