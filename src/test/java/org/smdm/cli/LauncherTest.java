package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher {@code smdm} with a Java and a Maven that only say how they were started. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LauncherTest {

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *-XshowSettings*) echo "    java.specification.version = 17" >&2 ;;
        *) echo "LC_ALL=${LC_ALL:-}"; echo "DJL_CACHE_DIR=$DJL_CACHE_DIR"; for word in "$@"; do echo "[$word]"; done ;;
      esac
      """;

  private static final String MAVEN = "#!/bin/sh\necho built >>\"$BUILDS\"\nsleep 1\n";

  @TempDir Path folder;
  private Path builds;

  @BeforeEach
  void name() {
    builds = folder.resolve("builds");
  }

  private Path checkout(String name) throws IOException {
    Path home = Files.createDirectories(folder.toRealPath().resolve(name));
    Files.copy(Path.of("smdm"), home.resolve("smdm"));
    Files.createDirectories(home.resolve("src/main"));
    Files.createFile(home.resolve("pom.xml"));
    Files.createDirectories(home.resolve("lib"));
    program(home.resolve("bin/java"), JAVA);
    program(home.resolve("bin/mvn"), MAVEN);
    return home;
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private static void markBuilt(Path home) throws IOException {
    Files.createFile(home.resolve("lib/.built"));
  }

  private Process start(Path home, Map<String, String> variables, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("smdm").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("LC_ALL", "LANG", "LC_CTYPE", "DJL_CACHE_DIR"));
    environment.put("JAVA_HOME", home.toString());
    environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("BUILDS", builds.toString());
    environment.putAll(variables);
    return builder.start();
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aPathWithSpacesIsOneWord() throws Exception {
    Path home = checkout("a b'c");
    markBuilt(home);
    Process process = start(home, Map.of(), "sample", "two words");
    String said = said(process);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("[" + home.resolve("lib") + "/*]"), said);
    assertTrue(said.contains("[-Dsmdm.home=" + home + "]\n"), said);
    assertTrue(said.endsWith("[sample]\n[two words]\n"), said);
  }

  @Test
  void aPathWithAColonIsRefusedInASentence() throws Exception {
    Process process = start(checkout("a:b"), Map.of());
    String said = said(process);
    assertEquals(2, process.waitFor(), said);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.startsWith("smdm: ") && said.contains("has a ':' in its path"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "xx_XX.UTF-8"})
  void anyLocaleIsMadeUtf8(String locale) throws Exception {
    Path home = checkout("home");
    markBuilt(home);
    String said = said(start(home, Map.of("LC_ALL", locale)));
    assertTrue(said.matches("(?s)LC_ALL=\\S+\\.(UTF-8|utf8)\n.*"), said);
    assertTrue(said.contains("[-Dfile.encoding=UTF-8]"), said);
  }

  @Test
  void aLocaleOfUtf8StaysAsItIs() throws Exception {
    Path home = checkout("home");
    markBuilt(home);
    String said = said(start(home, Map.of("LANG", "C.UTF-8")));
    assertTrue(said.startsWith("LC_ALL=\n"), said);
  }

  @Test
  void nativeLibrariesGoToTheHomeFolderOrWhereTheUserSays() throws Exception {
    Path home = checkout("home");
    markBuilt(home);
    String said = said(start(home, Map.of("HOME", folder.toString())));
    assertTrue(said.contains("DJL_CACHE_DIR=" + folder + "/.djl.ai\n"), said);
    said = said(start(home, Map.of("DJL_CACHE_DIR", "/mine")));
    assertTrue(said.contains("DJL_CACHE_DIR=/mine\n"), said);
  }

  @Test
  void twoStartsBuildOnce() throws Exception {
    Path home = checkout("home");
    Process first = start(home, Map.of());
    Process second = start(home, Map.of());
    said(first);
    said(second);
    assertEquals(0, first.waitFor());
    assertEquals(0, second.waitFor());
    assertEquals(List.of("built"), Files.readAllLines(builds));
    assertFalse(Files.exists(home.resolve("lib/.builder"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aLockWithoutALivingOwnerIsBroken() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    assertEquals(0, gone.waitFor());
    long self = ProcessHandle.current().pid();
    // A process that is gone, one that has the number of another, and words of nobody.
    for (String owner : List.of(gone.pid() + "/1", self + "/1", "nobody")) {
      Path home = checkout("home-" + owner.replace('/', '-'));
      Files.createDirectories(home.resolve("lib/.building")); // that of older launchers
      Files.createSymbolicLink(home.resolve("lib/.builder"), Path.of(owner));
      Process process = start(home, Map.of());
      String said = said(process);
      assertEquals(0, process.waitFor(), said);
      assertFalse(Files.exists(home.resolve("lib/.builder"), LinkOption.NOFOLLOW_LINKS), said);
    }
    assertEquals(3, Files.readAllLines(builds).size());
  }

  @Test
  void aKilledBuilderHindersNobody() throws Exception {
    Path home = checkout("home");
    Process killed = start(home, Map.of());
    while (!Files.exists(builds)) {
      Thread.sleep(20);
    }
    assertTrue(killed.destroyForcibly().waitFor() != 0);
    Process next = start(home, Map.of());
    String said = said(next);
    assertEquals(0, next.waitFor(), said);
    assertEquals(2, Files.readAllLines(builds).size());
  }
}
