package org.smdm.jupyter.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.smdm.io.UserException;

/** Fetches libraries with what they need by the Maven that built this program. */
final class MavenArtifacts {

  private static final String COORDINATES = "[\\w.-]+:[\\w.-]+(:[\\w.-]+)?:[\\w.-]+";

  private MavenArtifacts() {}

  /**
   * Fetches artifacts.
   *
   * @param coordinates as {@code group:artifact:version}
   * @return paths of the jars
   * @throws UserException when they are none or cannot be had
   */
  static List<String> fetch(List<String> coordinates) {
    for (String coordinate : coordinates) {
      if (!coordinate.matches(COORDINATES)) {
        throw new UserException(
            "'%s' names no library: write group:artifact:version, as org.apache.commons:commons-math3:3.6.1"
                .formatted(coordinate));
      }
    }
    try {
      Path folder = Files.createTempDirectory("smdm-maven");
      Path pom = folder.resolve("pom.xml");
      Path list = folder.resolve("classpath.txt");
      Files.writeString(pom, pom(coordinates));
      Process process =
          new ProcessBuilder(
                  "mvn",
                  "-B",
                  "-q",
                  "-f",
                  pom.toString(),
                  "dependency:build-classpath",
                  "-Dmdep.outputFile=" + list)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new UserException(
            "Maven cannot fetch %s (%s): check the coordinates and the network"
                .formatted(String.join(" ", coordinates), firstError(output)));
      }
      return Arrays.asList(Files.readString(list).strip().split(File.pathSeparator));
    } catch (IOException e) {
      throw new UserException(
          "no Maven was found to fetch libraries with: install it (Debian: apt-get install maven)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while Maven fetched libraries: run the cell again", e);
    }
  }

  private static String firstError(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("[ERROR]"))
        .map(line -> line.substring("[ERROR]".length()).strip())
        .findFirst()
        .orElse("it did not say why");
  }

  private static String pom(List<String> coordinates) {
    return coordinates.stream()
        .map(coordinate -> coordinate.split(":"))
        .map(
            parts ->
                "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s<version>%s</version></dependency>"
                    .formatted(
                        parts[0],
                        parts[1],
                        parts.length == 4 ? "<classifier>" + parts[2] + "</classifier>" : "",
                        parts[parts.length - 1]))
        .collect(
            Collectors.joining(
                "",
                "<project><modelVersion>4.0.0</modelVersion><groupId>cell</groupId>"
                    + "<artifactId>cell</artifactId><version>1</version><dependencies>",
                "</dependencies></project>"));
  }
}
