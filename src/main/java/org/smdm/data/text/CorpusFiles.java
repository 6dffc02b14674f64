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
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.ReadFailure;
import org.smdm.io.TextFile;
import org.smdm.io.TextLine;
import org.smdm.io.UserException;

/** Reads documents from the user's files: a text file, a JSON-lines file or a folder of them. */
final class CorpusFiles {

  private static final String TEXT = ".txt";
  private static final String JSON_LINES = ".jsonl";

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
      throw ReadFailure.sentence(folder, "a corpus folder", e);
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
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserException(
          "The corpus %s is a device or pipe: save its text to a regular file".formatted(file));
    }
    String name = file.getFileName().toString();
    List<Document> documents = new ArrayList<>();
    if (jsonLines) {
      LineReader.read(file, "a corpus", line -> documents.add(parse(line, name)));
    } else {
      String text = TextFile.read(file, "a corpus");
      requireCleanText(text, file.toString());
      if (!text.isBlank()) {
        documents.add(new Document(name, text, Years.ofFileName(name)));
      }
    }
    if (documents.isEmpty()) {
      throw new UserException(
          "The corpus file %s is empty: write text into it or take it away".formatted(file));
    }
    return documents;
  }

  /** The document of a line, named {@code file:line} with lines from 1. */
  private static Document parse(TextLine line, String name) {
    JsonNode object = line.object();
    String text = Json.text(object, "text", line.where());
    if (text.isBlank()) {
      throw new UserException(
          "%s has no \"text\" with something in it: give it some or remove the line"
              .formatted(line.where()));
    }
    requireCleanText(text, line.where());
    return new Document(name + ":" + line.number(), text, Years.ofFields(object));
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

  private static boolean hasExtension(Path file, String extension) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
