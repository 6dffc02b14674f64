package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages lead to what is there, and all of them are soon found from the first. */
class DocumentLinksTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /**
   * A link.
   *
   * @param text what is written
   * @param target the file, from the project's folder
   * @param anchor the heading in it, empty for none
   */
  private record Link(String text, Path target, String anchor) {}

  private static List<Link> links(Path page) {
    List<Link> links = new ArrayList<>();
    Matcher found = LINK.matcher(text(page));
    while (found.find()) {
      String text = found.group(1);
      if (!text.contains("://")) {
        int hash = text.indexOf('#');
        String file = hash < 0 ? text : text.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        links.add(new Link(text, target, hash < 0 ? "" : text.substring(hash + 1)));
      }
    }
    return links;
  }

  private static String text(Path page) {
    return String.join("\n", DocumentedCommand.lines(page));
  }

  /** As GitHub makes the anchor of a heading. */
  private static List<String> anchors(Path page) {
    return DocumentedCommand.lines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path page : DocumentedCommand.pages()) {
      for (Link link : links(page)) {
        boolean isThere = Files.exists(link.target());
        if (!isThere
            || (!link.anchor().isEmpty()
                && link.target().toString().endsWith(".md")
                && !anchors(link.target()).contains(link.anchor()))) {
          broken.add(page + ": " + link.text());
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /** How many clicks away from README each file is. */
  private static Map<Path, Integer> clicks() {
    Map<Path, Integer> clicks = new HashMap<>(Map.of(Path.of("README.md"), 0));
    Deque<Path> waiting = new ArrayDeque<>(clicks.keySet());
    while (!waiting.isEmpty()) {
      Path page = waiting.remove();
      if (page.toString().endsWith(".md") && Files.exists(page)) {
        for (Link link : links(page)) {
          if (clicks.putIfAbsent(link.target(), clicks.get(page) + 1) == null) {
            waiting.add(link.target());
          }
        }
      }
    }
    return clicks;
  }

  @Test
  void everyPageIsTwoClicksFromTheFirst() {
    Map<Path, Integer> clicks = clicks();
    List<Path> far =
        DocumentedCommand.pages().stream()
            .filter(page -> clicks.getOrDefault(page, 9) > 2)
            .toList();
    assertEquals(List.of(), far);
  }

  @Test
  void aStrangerFindsATaskAnOrderAndEquationFive() {
    Map<Path, Integer> clicks = clicks();
    Path main = Path.of("src/main/java/org/smdm");
    assertTrue(text(Path.of("CONTRIBUTING.md")).contains("### A task"));
    assertTrue(text(Path.of("docs/sampling.md")).contains("`confidence`: "));
    assertTrue(text(Path.of("docs/architecture.md")).contains("**equation 5**"));
    for (String file : List.of("eval/task/ArcEasy.java", "objective/MaskedDiffusion.java")) {
      assertTrue(clicks.getOrDefault(main.resolve(file), 9) <= 3, file);
    }
  }

  @Test
  void everyPackageIsInThePictureOfTheHouse() throws Exception {
    String page = text(Path.of("docs/architecture.md"));
    String picture = page.substring(page.indexOf("```text"), page.indexOf("└"));
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/smdm"))) {
      List<Path> absent =
          files
              .filter(file -> file.endsWith("package-info.java"))
              .map(Path::getParent)
              .filter(room -> !picture.contains(room.getFileName().toString()))
              .toList();
      assertEquals(List.of(), absent);
    }
  }

  @Test
  void everyPictureIsShownOnAPage() throws Exception {
    Map<Path, Integer> clicks = clicks();
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      List<Path> unseen =
          files
              .filter(file -> file.toString().endsWith(".png") && !clicks.containsKey(file))
              .toList();
      assertEquals(List.of(), unseen);
    }
  }

  @Test
  void theFirstPageIsShort() {
    assertTrue(DocumentedCommand.lines(Path.of("README.md")).size() <= 150);
  }
}
