import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints what share of lines and branches the tests met, from JaCoCo's table. Run by the build. */
public final class Coverage {

  private Coverage() {}

  /**
   * Reads the table and prints one line.
   *
   * @param arguments the path of {@code jacoco.csv}
   */
  public static void main(String[] arguments) throws IOException {
    Path table = Path.of(arguments[0]);
    if (!Files.exists(table)) {
      System.out.println("coverage: no tests were run");
      return;
    }
    List<String> lines = Files.readAllLines(table);
    List<String> header = List.of(lines.get(0).split(","));
    System.out.printf(
        Locale.ROOT,
        "coverage: %.1f %% of lines, %.1f %% of branches (target/site/jacoco/index.html)%n",
        percent(lines, header, "LINE"),
        percent(lines, header, "BRANCH"));
  }

  private static double percent(List<String> lines, List<String> header, String what) {
    long missed = sum(lines, header.indexOf(what + "_MISSED"));
    long covered = sum(lines, header.indexOf(what + "_COVERED"));
    return 100.0 * covered / (missed + covered);
  }

  private static long sum(List<String> lines, int column) {
    return lines.stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",")[column])).sum();
  }
}
