package org.smdm.jupyter.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.smdm.io.Json;
import org.smdm.io.TemporaryFolder;
import org.smdm.io.UserException;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * A kernel in a process of its own and the few messages of a front end, to measure and test it
 * without one. For one thread, but for {@link #interrupt}.
 */
public final class KernelClient implements AutoCloseable {

  private static final String DELIMITER = "<IDS|MSG>";
  private static final List<String> PORTS =
      List.of("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port");

  private final HMACGenerator signer;
  private final String session = UUID.randomUUID().toString();
  private final Path connectionFile;
  private final Path log;
  private final Process process;
  private final ZContext context = new ZContext();
  private final ZMQ.Socket shell;
  private final ZMQ.Socket control;
  private final ZMQ.Socket iopub;
  private boolean isHeard;

  /**
   * What a cell led to.
   *
   * @param reply content of the reply
   * @param published messages on the way: {@code msg_type} and {@code content} of each
   */
  public record Answer(JsonNode reply, List<JsonNode> published) {

    /** Text of the expression's value; empty without one. */
    public String result() {
      return published.stream()
          .filter(message -> Json.textOrEmpty(message, "msg_type").equals("execute_result"))
          .map(message -> Json.textOrEmpty(message.at("/content/data"), "text/plain"))
          .findFirst()
          .orElse("");
    }
  }

  /**
   * Starts a kernel.
   *
   * @param command which the path of the connection file is added to
   * @throws IOException when it cannot be started
   */
  public KernelClient(List<String> command) throws IOException {
    String key = UUID.randomUUID().toString();
    try {
      signer = new HMACGenerator("HmacSHA256", key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
    }
    ObjectNode connection = Json.newObject();
    for (String port : PORTS) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        connection.put(port, free.getLocalPort());
      }
    }
    connection.put("ip", "127.0.0.1").put("transport", "tcp").put("key", key);
    connection.put("signature_scheme", "hmac-sha256").put("kernel_name", "java");
    connectionFile = Files.createTempFile("smdm-kernel", ".json");
    Files.writeString(connectionFile, Json.compact(connection));
    List<String> words = new ArrayList<>(command);
    words.add(connectionFile.toString());
    log = Files.createTempFile(TemporaryFolder.lasting(), "smdm-kernel", ".log");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().put("JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
    process = builder.start();
    shell = socket(SocketType.DEALER, connection.get("shell_port").intValue());
    control = socket(SocketType.DEALER, connection.get("control_port").intValue());
    iopub = socket(SocketType.SUB, connection.get("iopub_port").intValue());
    iopub.subscribe(ZMQ.SUBSCRIPTION_ALL);
  }

  private ZMQ.Socket socket(SocketType type, int port) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(0);
    socket.connect("tcp://127.0.0.1:" + port);
    return socket;
  }

  /** The kernel's process. */
  public Process process() {
    return process;
  }

  /**
   * Waits until the kernel answers and this client hears what it publishes.
   *
   * @param seconds to wait at most
   * @throws UserException when the kernel ends or does not answer
   */
  public void awaitStart(double seconds) {
    Deadline deadline = new Deadline(seconds);
    while (!isHeard) {
      // What is published before the subscription has arrived is lost: ask again.
      send(shell, "kernel_info_request", Json.newObject());
      isHeard = receive(iopub, 100) != null;
      deadline.check();
    }
  }

  /**
   * Runs a cell and waits for all that it leads to.
   *
   * @param code the cell
   * @param seconds to wait at most
   * @throws UserException when the kernel ends or does not answer
   */
  public Answer execute(String code, double seconds) {
    Deadline deadline = new Deadline(seconds);
    awaitStart(seconds);
    String id = send(code);
    List<JsonNode> published = new ArrayList<>();
    JsonNode reply = null;
    boolean idle = false;
    while (reply == null || !idle) {
      deadline.check();
      JsonNode message = receive(iopub, 1);
      if (message != null && Json.textOrEmpty(message, "parent").equals(id)) {
        idle |= Json.textOrEmpty(message.path("content"), "execution_state").equals("idle");
        published.add(message);
      }
      JsonNode answer = receive(shell, 0);
      reply = answer != null && Json.textOrEmpty(answer, "parent").equals(id) ? answer : reply;
    }
    return new Answer(reply.get("content"), published);
  }

  /** The time until which a kernel has to answer. */
  private final class Deadline {

    private final double seconds;
    private final long end;

    Deadline(double seconds) {
      this.seconds = seconds;
      end = System.nanoTime() + (long) (seconds * 1e9);
    }

    void check() {
      if (!process.isAlive()) {
        throw new UserException(
            "the kernel ended with exit code %d: see %s".formatted(process.exitValue(), log));
      }
      if (System.nanoTime() > end) {
        throw new UserException(
            "the kernel did not answer within %.0f s: see %s".formatted(seconds, log));
      }
    }
  }

  /**
   * Asks for a cell without waiting.
   *
   * @return the message's id
   */
  public String send(String code) {
    ObjectNode content = Json.newObject().put("code", code);
    content.put("silent", false).put("store_history", true).put("allow_stdin", false);
    content.put("stop_on_error", true).putObject("user_expressions");
    return send(shell, "execute_request", content);
  }

  /** Asks to stop the cell that runs; from any thread. */
  public void interrupt() {
    send(control, "interrupt_request", Json.newObject());
  }

  private String send(ZMQ.Socket socket, String type, ObjectNode content) {
    String id = UUID.randomUUID().toString();
    ObjectNode header = Json.newObject().put("msg_id", id).put("session", session);
    header.put("username", "smdm").put("date", Instant.now().toString());
    header.put("msg_type", type).put("version", "5.3");
    List<byte[]> parts =
        Stream.of(header.toString(), "{}", "{}", content.toString())
            .map(part -> part.getBytes(StandardCharsets.UTF_8))
            .toList();
    ZMsg message = new ZMsg();
    message.add(DELIMITER);
    message.add(signer.calculateSignature(parts.toArray(byte[][]::new)));
    parts.forEach(message::add);
    synchronized (socket) {
      message.send(socket);
    }
    return id;
  }

  /** The next message as type, parent's id and content; null when none comes in time. */
  private static JsonNode receive(ZMQ.Socket socket, int millis) {
    socket.setReceiveTimeOut(millis);
    ZMsg received = ZMsg.recvMsg(socket);
    if (received == null) {
      return null;
    }
    List<String> parts =
        received.stream()
            .map(frame -> new String(frame.getData(), StandardCharsets.UTF_8))
            .toList();
    int at = parts.indexOf(DELIMITER);
    if (at < 0) {
      return null;
    }
    ObjectNode message = Json.newObject();
    message.put("msg_type", Json.textOrEmpty(part(parts, at + 2), "msg_type"));
    message.put("parent", Json.textOrEmpty(part(parts, at + 3), "msg_id"));
    return message.set("content", part(parts, at + 5));
  }

  private static JsonNode part(List<String> parts, int index) {
    return Json.read(parts.get(index), "the kernel's message", "start it again");
  }

  /** Ends the kernel, by force if it does not end by itself. */
  @Override
  public void close() {
    if (process.isAlive()) {
      send(control, "shutdown_request", Json.newObject().put("restart", false));
    }
    try {
      if (!process.waitFor(6, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(connectionFile);
      if (process.exitValue() == 0) {
        Files.deleteIfExists(log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Small files in the temporary folder stay behind.
      return;
    } finally {
      context.close();
    }
  }
}
