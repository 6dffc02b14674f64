package org.smdm.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page tells the reader to type.
 *
 * @param page where it stands
 * @param line number of its line, from 1
 * @param words what follows {@code ./smdm}
 * @param input what the page has echo write into it; empty for nothing
 * @param notRun why it is not run in tests; empty where it is
 */
record DocumentedCommand(Path page, int line, List<String> words, String input, String notRun) {

  private static final String LAUNCHER = "./smdm";

  private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");

  /** Code within a line of text that begins with the launcher. */
  private static final Pattern MENTIONED = Pattern.compile("`(\\./smdm [^`]+)`");

  /** All pages of the project, the first page first. */
  static List<Path> pages() {
    List<Path> pages = new ArrayList<>();
    for (String page : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")) {
      pages.add(Path.of(page));
    }
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commands in the blocks of shell of all pages. */
  static List<DocumentedCommand> all() {
    return pages().stream().flatMap(page -> in(page).stream()).toList();
  }

  private static List<DocumentedCommand> in(Path page) {
    List<DocumentedCommand> commands = new ArrayList<>();
    List<String> lines = lines(page);
    boolean isShell = false;
    String reason = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        isShell = !isShell && line.equals("```sh");
        Matcher tag = NOT_RUN.matcher(i == 0 ? "" : lines.get(i - 1));
        reason = isShell && tag.matches() ? tag.group(1) : "";
      } else if (isShell) {
        int first = i;
        while (line.endsWith("\\")) {
          line = line.substring(0, line.length() - 1) + lines.get(++i);
        }
        commands.addAll(of(page, first + 1, line, reason));
      }
    }
    return commands;
  }

  /** The commands that pages mention within their text. */
  static List<DocumentedCommand> mentioned() {
    List<DocumentedCommand> commands = new ArrayList<>();
    for (Path page : pages()) {
      List<String> lines = lines(page);
      for (int i = 0; i < lines.size(); i++) {
        Matcher found = MENTIONED.matcher(lines.get(i));
        while (found.find()) {
          commands.addAll(of(page, i + 1, found.group(1).replace("\\|", "/"), "mentioned only"));
        }
      }
    }
    return commands;
  }

  private static List<DocumentedCommand> of(Path page, int number, String line, String reason) {
    List<DocumentedCommand> commands = new ArrayList<>();
    String input = "";
    for (List<String> words : ShellLine.commands(line)) {
      int at = words.indexOf(LAUNCHER);
      if (at >= 0) {
        List<String> own = words.subList(at + 1, words.size());
        commands.add(new DocumentedCommand(page, number, own, input, reason));
      }
      input = words.get(0).equals("echo") ? words.get(1) + "\n" : "";
    }
    return commands;
  }

  boolean isRun() {
    return notRun.isEmpty();
  }

  @Override
  public String toString() {
    return "%s:%d ./smdm %s".formatted(page, line, String.join(" ", words));
  }
}
