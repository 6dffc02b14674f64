package org.smdm.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands one after the other in this process, in the folder that it was started in. */
final class CommandSession {

  private CommandSession() {}

  /**
   * A command.
   *
   * @param words verb and options
   * @param input what it reads from the terminal
   */
  record Order(List<String> words, String input) {}

  /**
   * How it went.
   *
   * @param code its exit code
   * @param err what it said on the error stream
   * @param seconds how long it took
   */
  record Done(int code, String err, double seconds) {}

  /**
   * @param arguments a file with the JSON of a list of {@link Order}, and one for the JSON of as
   *     many {@link Done}
   */
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<Done> done = new ArrayList<>();
    Order[] orders = mapper.readValue(Path.of(arguments[0]).toFile(), Order[].class);
    for (Order order : orders) {
      System.setIn(new ByteArrayInputStream(order.input().getBytes(StandardCharsets.UTF_8)));
      long start = System.nanoTime();
      Terminal result = Terminal.smdm(order.words().toArray());
      done.add(new Done(result.code(), result.err(), (System.nanoTime() - start) / 1e9));
      Files.writeString(Path.of(arguments[1]), mapper.writeValueAsString(done));
    }
    System.exit(0);
  }
}
