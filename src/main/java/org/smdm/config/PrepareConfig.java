package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * How text is turned into packed shards.
 *
 * @param sources what is read; each becomes a set of shards of its own
 * @param textColumn field of JSON objects or column of tables that holds the text; dots lead into
 *     nested ones
 * @param dateColumn the same for a date as 2021-03-04, 2021-03 or 2021; null where dates do not
 *     matter
 * @param from first day, month or year that is kept; null for no bound
 * @param to the last that is kept; null for no bound
 * @param tokenizer {@code bytes} or the path of a HuggingFace tokenizer
 * @param separator what keeps documents apart
 * @param validationFraction share of the documents held back
 * @param chunkTokens tokens per shard; 0 chooses by the size of the input
 * @param linesAreDocuments whether each line of a text file, rather than the file, is a document
 * @param skipBadLines counts and leaves out what cannot be read as a document, rather than stopping
 */
public record PrepareConfig(
    List<Source> sources,
    String textColumn,
    String dateColumn,
    String from,
    String to,
    String tokenizer,
    Separator separator,
    double validationFraction,
    int chunkTokens,
    boolean linesAreDocuments,
    boolean skipBadLines) {

  /** What is put beside each document's tokens. */
  public enum Separator {
    /** The end-of-text id behind it. */
    @JsonProperty("EOS")
    EOS,
    /** The begin-of-text id before it, as the reference's data was packed. */
    @JsonProperty("BOS")
    BOS
  }

  /**
   * Files that are read together.
   *
   * @param name part of the shards' names
   * @param weight how often training draws from them, relative to the others
   * @param paths files, folders or glob patterns
   */
  public record Source(String name, double weight, List<String> paths) {

    /** Validates name, weight and paths. */
    public Source {
      Check.present("name", name);
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
        throw new UserException(
            "source name is '" + name + "': write letters, digits, '.' and '-' only");
      }
      Check.positive("weight", weight);
      if (paths == null || paths.isEmpty()) {
        throw new UserException("source " + name + " has no paths: name a file or folder");
      }
      paths = List.copyOf(paths);
    }
  }

  /** Validates the ranges. */
  public PrepareConfig {
    if (sources == null || sources.isEmpty()) {
      throw new UserException("no input is given: name a file, a folder or a --source");
    }
    sources = List.copyOf(sources);
    Set<String> names = new HashSet<>();
    for (Source source : sources) {
      if (!names.add(source.name())) {
        throw new UserException(
            "two sources are named " + source.name() + ": give each a name of its own");
      }
    }
    Check.present("textColumn", textColumn);
    Check.present("tokenizer", tokenizer);
    Check.present("separator", separator);
    if (dateColumn == null && (from != null || to != null)) {
      throw new UserException("from and to need a dateColumn: name the one that holds the date");
    }
    date("from", from);
    date("to", to);
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new UserException(
          "validationFraction is " + validationFraction + ": write a number from 0 to below 1");
    }
    Check.atLeast("chunkTokens", chunkTokens, 0);
  }

  private static void date(String field, String value) {
    if (value != null) {
      PartialDate.of(field, value);
    }
  }
}
