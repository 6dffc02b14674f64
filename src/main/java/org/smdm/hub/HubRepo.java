package org.smdm.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smdm.io.UserException;

/**
 * A repository of the hub at a revision.
 *
 * @param isDataset data sets are kept apart from models
 * @param name as {@code OWNER/NAME}, or a bare name for a few old ones
 * @param revision branch, tag or commit
 */
public record HubRepo(boolean isDataset, String name, String revision) {

  /** The branch that is meant where no revision is given. */
  public static final String MAIN = "main";

  private static final Pattern FORM =
      Pattern.compile("((?:[\\w-][\\w.-]*/)?[\\w-][\\w.-]*)(?:@(\\S+))?");

  /** A model at its main branch. */
  static HubRepo model(String name) {
    return new HubRepo(false, name, MAIN);
  }

  /**
   * Reads what users write.
   *
   * @param text {@code REPO} or {@code REPO@REVISION}
   * @param isDataset what it is a repository of
   * @throws UserException when it is neither
   */
  static HubRepo parse(String text, boolean isDataset) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UserException(
          "'%s' is no repository: write OWNER/NAME or OWNER/NAME@REVISION, or a name of --list"
              .formatted(text));
    }
    return new HubRepo(isDataset, parts.group(1), parts.group(2) == null ? MAIN : parts.group(2));
  }

  /** The folder of its files. */
  Path folder(Path base) {
    return (isDataset ? base.resolve("datasets") : base).resolve(name);
  }

  String revisionPath() {
    return "/api/%s/%s/revision/%s".formatted(kind(), name, encoded(revision));
  }

  String treePath(String commit) {
    return "/api/%s/%s/tree/%s?recursive=true".formatted(kind(), name, encoded(commit));
  }

  /** Address of a file's content; the hub sends large ones elsewhere from there. */
  String contentPath(String commit, String file) {
    String path =
        Arrays.stream(file.split("/")).map(HubRepo::encoded).collect(Collectors.joining("/"));
    return "/%s%s/resolve/%s/%s"
        .formatted(isDataset ? "datasets/" : "", name, encoded(commit), path);
  }

  private String kind() {
    return isDataset ? "datasets" : "models";
  }

  /** One segment of a path, percent-encoded but for unreserved characters (RFC 3986). */
  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** Name, and revision where it is not the main branch. */
  @Override
  public String toString() {
    return (isDataset ? "data set " : "") + name + (revision.equals(MAIN) ? "" : "@" + revision);
  }
}
