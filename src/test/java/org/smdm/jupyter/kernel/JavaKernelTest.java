package org.smdm.jupyter.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel as a front end meets it: a process and its messages. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class JavaKernelTest {

  private static KernelClient kernel;

  @TempDir Path folder;

  private static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.awt.headless=true",
        "-Dai.djl.offline=true",
        "-cp",
        System.getProperty("java.class.path"),
        "org.smdm.cli.Main",
        "kernel");
  }

  @BeforeAll
  static void start() throws Exception {
    kernel = new KernelClient(command());
  }

  @AfterAll
  static void end() {
    kernel.close();
    assertEquals(0, kernel.process().exitValue());
  }

  private static KernelClient.Answer execute(String code) {
    return kernel.execute(code, 60);
  }

  private static String stream(KernelClient.Answer answer, String name) {
    return answer.published().stream()
        .map(message -> message.path("content"))
        .filter(content -> content.path("name").asText().equals(name))
        .map(content -> content.path("text").asText())
        .collect(Collectors.joining());
  }

  private static JsonNode only(KernelClient.Answer answer, String type) {
    List<JsonNode> found =
        answer.published().stream()
            .filter(message -> message.path("msg_type").asText().equals(type))
            .toList();
    assertEquals(1, found.size(), answer.published().toString());
    return found.get(0).path("content");
  }

  @Test
  void valuesStreamsAndErrorsComeAsJupyterWantsThem() {
    assertEquals("3", execute("1 + 2").result());
    KernelClient.Answer streams =
        execute("System.out.print(\"a\"); System.err.println(\"b\"); System.out.println(\"c\");");
    assertEquals("ok", streams.reply().path("status").asText());
    assertEquals("ac\n", stream(streams, "stdout"));
    assertEquals("b\n", stream(streams, "stderr"));
    assertEquals("", streams.result());
    KernelClient.Answer error = execute("int one = 1;\none / 0");
    assertEquals("error", error.reply().path("status").asText());
    JsonNode content = only(error, "error");
    assertEquals("ArithmeticException", content.path("ename").asText());
    assertEquals("/ by zero", content.path("evalue").asText());
    assertTrue(content.path("traceback").toString().contains("line 2"), content.toString());
    int count = error.reply().path("execution_count").asInt();
    assertEquals(count + 1, execute("one").reply().path("execution_count").asInt());
  }

  @Test
  void tenThousandLinesComeWholeAndInOrder() {
    String out =
        stream(execute("for (int i = 0; i < 10_000; i++) System.out.println(i);"), "stdout");
    List<String> lines = out.lines().toList();
    assertEquals(10_000, lines.size());
    for (int i = 0; i < 10_000; i++) {
      assertEquals(Integer.toString(i), lines.get(i));
    }
  }

  @Test
  void cellsThatWaitBehindAFailedOneAreAborted() {
    kernel.send("Thread.sleep(500); throw new RuntimeException(\"first\");");
    assertEquals("aborted", execute("int never = 1;").reply().path("status").asText());
    assertEquals("error", execute("never").reply().path("status").asText());
    assertEquals("2", execute("1 + 1").result());
  }

  @Test
  void aCellThatNeverEndsIsStoppedAndTheKernelGoesOn() throws Exception {
    for (String endless : List.of("while (true) {}", "Thread.sleep(600_000);")) {
      Thread stop =
          new Thread(
              () -> {
                try {
                  Thread.sleep(1500);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                kernel.interrupt();
              });
      stop.start();
      KernelClient.Answer answer = execute(endless);
      stop.join();
      assertEquals("Interrupted", answer.reply().path("ename").asText());
      assertEquals("5", execute("2 + 3").result());
    }
  }

  @Test
  void aKernelWhoseFrontEndDiesEndsToo() throws Exception {
    // A shell in between starts the kernel as its front end and dies before it.
    Path pid = folder.resolve("pid");
    Path connection = folder.resolve("connection.json");
    StringBuilder text = new StringBuilder("{\"ip\":\"127.0.0.1\",\"transport\":\"tcp\"");
    text.append(",\"key\":\"k\",\"signature_scheme\":\"hmac-sha256\"");
    for (String port : List.of("shell", "iopub", "stdin", "control", "hb")) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        text.append(",\"%s_port\":%d".formatted(port, free.getLocalPort()));
      }
    }
    Files.writeString(connection, text + "}");
    String line = "JPY_PARENT_PID=$$ \"$@\" >\"$0.log\" 2>&1 & echo $! >\"$0\"; sleep 4";
    List<String> shell = new ArrayList<>(List.of("sh", "-c", line, pid.toString()));
    shell.addAll(command());
    shell.add(connection.toString());
    Process front = new ProcessBuilder(shell).start();
    assertEquals(0, front.waitFor());
    Optional<ProcessHandle> orphan =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
    assertTrue(orphan.isPresent(), Files.readString(folder.resolve("pid.log")));
    orphan.get().onExit().get(20, TimeUnit.SECONDS);
  }
}
