package org.smdm.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.smdm.io.JsonLines;
import org.smdm.io.StrictUtf8;
import org.smdm.io.UserException;

/** Reads documents from the user's files: a text file, a JSON-lines file or a folder of them. */
final class CorpusFiles {

  private static final String TEXT = ".txt";
  private static final String JSON_LINES = ".jsonl";

  /** Above this a decoded text no longer fits a Java string. */
  private static final long MAX_FILE_BYTES = 1L << 30;

  private CorpusFiles() {}

  /**
   * The documents of a path, files in the order of their names.
   *
   * @param source a {@code .txt} file (one document), a {@code .jsonl} file (one per line) or a
   *     folder whose direct children of these kinds are read and whose other files are ignored
   * @return at least one document
   * @throws UserException if anything in it cannot be used
   */
  static List<Document> read(String source) {
    Path path;
    try {
      path = Path.of(source);
    } catch (InvalidPathException e) {
      throw new UserException(
          "The corpus path holds a character that paths cannot have (%s): correct it"
              .formatted(e.getReason()),
          e);
    }
    if (Files.notExists(path)) {
      throw new UserException(
          "There is no corpus at %s: correct the path, or write \"%s\" for the embedded corpus"
              .formatted(source, SotuCorpus.NAME));
    }
    if (!Files.isDirectory(path)) {
      return readFile(path);
    }
    List<Document> documents = new ArrayList<>();
    for (Path file : children(path)) {
      documents.addAll(readFile(file));
    }
    return documents;
  }

  private static List<Path> children(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path file : stream) {
        boolean known = hasExtension(file, TEXT) || hasExtension(file, JSON_LINES);
        if (known && !Files.isDirectory(file)) {
          files.add(file);
        }
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    if (files.isEmpty()) {
      throw new UserException(
          "The corpus folder %s holds no %s or %s file: put some there or name another folder"
              .formatted(folder, TEXT, JSON_LINES));
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return files;
  }

  private static List<Document> readFile(Path file) {
    boolean jsonLines = hasExtension(file, JSON_LINES);
    if (!jsonLines && !hasExtension(file, TEXT)) {
      throw new UserException(
          "The corpus %s is neither a %s file nor a %s file nor a folder: convert or rename it"
              .formatted(file, TEXT, JSON_LINES));
    }
    String where = file.toString();
    String name = file.getFileName().toString();
    byte[] bytes = bytes(file);
    List<Document> documents;
    if (jsonLines) {
      documents = readLines(bytes, name, where);
    } else {
      String text = StrictUtf8.decode(bytes, where);
      requireCleanText(text, where);
      documents =
          text.isBlank() ? List.of() : List.of(new Document(name, text, Years.ofFileName(name)));
    }
    if (documents.isEmpty()) {
      throw new UserException(
          "The corpus file %s is empty: write text into it or take it away".formatted(where));
    }
    return documents;
  }

  /**
   * One document per line, named {@code file:line} with lines from 1. Lines end at {@code \n} only:
   * U+2028 and its like are legal inside JSON strings.
   *
   * @param bytes the whole file
   * @param name the file's name, for the ids
   * @param where the file, for messages
   * @throws UserException for a line that is not UTF-8, not a JSON object or without usable text
   */
  private static List<Document> readLines(byte[] bytes, String name, String where) {
    List<Document> documents = new ArrayList<>();
    int number = 0;
    for (int from = 0; from < bytes.length; ) {
      number++;
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      String line = StrictUtf8.decode(bytes, from, to, where);
      if (!line.isBlank()) {
        documents.add(parse(line, name + ":" + number, "Line " + number + " of " + where));
      }
      from = to + 1;
    }
    return documents;
  }

  private static Document parse(String line, String id, String where) {
    JsonNode object = JsonLines.object(line, where);
    JsonNode text = object.path("text");
    if (!text.isTextual() || text.textValue().isBlank()) {
      throw new UserException(
          "%s has no \"text\" with something in it: give it that field as a string or remove it"
              .formatted(where));
    }
    String value = text.textValue();
    requireCleanText(value, where);
    return new Document(id, value, Years.ofFields(object));
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new UserException(
            "The corpus %s is a device or pipe: save its text to a regular file".formatted(file));
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new UserException(
            "The corpus file %s is larger than 1 GiB: split it into several files in one folder"
                .formatted(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Rejects what byte-level packing cannot hold: NUL, which separates documents there, and halves
   * of surrogate pairs, which no UTF-8 can express.
   *
   * @throws UserException naming {@code where} and the character's position
   */
  static void requireCleanText(String text, String where) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new UserException(
            ("%s holds a NUL character (character %d of the text): remove it, since byte 0 "
                    + "separates documents")
                .formatted(where, i + 1));
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new UserException(
            ("%s holds half of a surrogate pair (character %d of the text): remove it, since "
                    + "UTF-8 cannot hold it")
                .formatted(where, i + 1));
      }
    }
  }

  private static UserException unreadable(Path path, IOException e) {
    return new UserException(
        "Cannot read %s (%s): check that it exists and that you may read it"
            .formatted(path, e.getClass().getSimpleName()),
        e);
  }

  private static boolean hasExtension(Path file, String extension) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
