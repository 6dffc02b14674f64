package org.smdm.finetune;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.UserException;

/** Lines of a text file that may hold U+2028 and its like, which end no line here. */
final class TextLines {

  private static final int MOST_CHARACTERS = 1 << 20;

  private TextLines() {}

  /** What is made of a line. */
  interface LineReader {
    void read(String line, String where);
  }

  /**
   * Reads all lines but blank ones.
   *
   * @param file in UTF-8
   * @param reader gets the line without its line feed, and its place for messages
   * @throws UserException when the file cannot be read
   */
  static void read(Path file, LineReader reader) {
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        reader.read(lines.get(i), "Line %d of %s".formatted(i + 1, file));
      }
    }
  }

  private static List<String> lines(Path file) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            MOST_CHARACTERS)) {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          line.append((char) c);
        }
      }
      lines.add(line.toString());
      return lines;
    } catch (NoSuchFileException e) {
      throw new UserException(file + " does not exist: give the path of a file of examples", e);
    } catch (CharacterCodingException e) {
      throw new UserException(
          "%s is not UTF-8 at line %d: convert the file to UTF-8, for instance with iconv"
              .formatted(file, lines.size() + 1),
          e);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): give a readable file".formatted(file, e.getMessage()), e);
    }
  }
}
