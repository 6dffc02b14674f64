package org.smdm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** docs/dependencies.md against pom.xml. */
class DependenciesPageTest {

  @Test
  void everyLibraryHasItsLine() throws Exception {
    String page = Files.readString(Path.of("docs", "dependencies.md"));
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getElementsByTagName("dependency");
    assertTrue(all.getLength() > 15, "the pom was read");
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element dependency = (Element) all.item(i);
      String artifact = text(dependency, "artifactId").replace("-precxx11", "");
      String version = text(dependency, "version");
      boolean hasLine =
          page.lines()
              .filter(line -> line.startsWith("| `"))
              .filter(line -> line.contains(artifact + "`"))
              .anyMatch(line -> version.startsWith("${") || line.contains(version));
      if (!hasLine) {
        missing.add(artifact + " " + version);
      }
    }
    assertEquals(List.of(), missing, "give each a line of this version in docs/dependencies.md");
  }

  private static String text(Element dependency, String name) {
    return dependency.getElementsByTagName(name).item(0).getTextContent();
  }
}
