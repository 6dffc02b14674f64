package org.smdm.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smdm.io.FolderFiles;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.StrictUtf8;
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
    Path path = path(source);
    if (Files.notExists(path)) {
      throw new UserException(
          "There is no corpus at %s: correct the path, or write \"%s\" for the embedded corpus"
              .formatted(source, SotuCorpus.NAME));
    }
    if (!Files.isDirectory(path)) {
      return readFile(path);
    }
    List<Path> files = children(path).taken();
    if (files.isEmpty()) {
      throw new UserException(
          "The corpus folder %s holds no %s or %s file: put some there or name another folder"
              .formatted(path, TEXT, JSON_LINES));
    }
    List<Document> documents = new ArrayList<>();
    for (Path file : files) {
      documents.addAll(readFile(file));
    }
    return documents;
  }

  private static Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new UserException(
          "The corpus path holds a character that paths cannot have (%s): correct it"
              .formatted(e.getReason()),
          e);
    }
  }

  /** Direct children: deeper folders are left out, as what is hidden. */
  private static FolderFiles children(Path folder) {
    return FolderFiles.in(
        folder,
        1,
        file -> hasExtension(file, TEXT) || hasExtension(file, JSON_LINES),
        "a corpus folder");
  }

  /** What a corpus folder holds that is not read. */
  static List<Path> leftOut(String source) {
    Path path = path(source);
    return Files.isDirectory(path) ? children(path).leftOut() : List.of();
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
    int nul = text.indexOf(0);
    if (nul >= 0) {
      throw new UserException(
          "%s holds a NUL character (character %d of the text): remove it, since byte 0 separates documents"
              .formatted(where, nul + 1));
    }
    StrictUtf8.requireWhole(text, where);
  }

  private static boolean hasExtension(Path file, String extension) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
