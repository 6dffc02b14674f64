package org.smdm.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * A file as the hub lists it.
 *
 * @param path in the repository, with slashes
 * @param size in bytes
 * @param hash that identifies its content, hexadecimal: for large files (git LFS) its SHA-256, for
 *     others the SHA-1 of git's blob, which is that of {@code "blob SIZE\0"} and the content
 */
record HubFile(String path, long size, String hash) {

  private static final int SHA256_DIGITS = 64;

  /** Leaves room for what the names of unfinished files have before and after: most take 255. */
  private static final int LONGEST_NAME = 200;

  private static final List<String> DANGEROUS = List.of("", ".", "..");

  /** Names that its folder has for itself. */
  private static final List<String> OWN = List.of(FetchedFiles.NAME, ".lock");

  /** Checks size and hash; whether the path is of use is asked when the file is chosen. */
  HubFile {
    if (size < 0 || !hash.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      throw new IllegalArgumentException("no size and hash: %d, %s".formatted(size, hash));
    }
  }

  /** Whether the path stays in the folder and has names that a file system takes. */
  boolean isKeepable() {
    return !OWN.contains(path)
        && path.chars().noneMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))
        && Arrays.stream(path.split("/", -1))
            .noneMatch(
                name ->
                    DANGEROUS.contains(name)
                        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME)
        && isEncodable();
  }

  /** Half of a surrogate pair, or what the machine's own encoding lacks, makes no name. */
  private boolean isEncodable() {
    try {
      return StandardCharsets.UTF_8.newEncoder().canEncode(path)
          && !Path.of(path).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The path for messages, and for patterns where it is of no other use. */
  String shown() {
    return isKeepable() ? path : path.replaceAll("[^ -~]|\\\\", "_");
  }

  /**
   * Bytes of files in all.
   *
   * @throws UserException when no number holds them
   */
  static long bytes(List<HubFile> files) {
    try {
      return files.stream().mapToLong(HubFile::size).reduce(0, Math::addExact);
    } catch (ArithmeticException e) {
      throw new UserException(
          "the hub lists %d files that are larger together than any disk: check HF_ENDPOINT"
              .formatted(files.size()),
          e);
    }
  }

  /** What messages call the hash. */
  String algorithm() {
    return hash.length() == SHA256_DIGITS ? "SHA-256" : "SHA-1";
  }

  /** A digest to be fed with the content. */
  MessageDigest digest() {
    MessageDigest digest = Sha256.begin(algorithm());
    if (hash.length() != SHA256_DIGITS) {
      digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    return digest;
  }

  /** Whether a digest was fed with this content. */
  boolean matches(MessageDigest digest) {
    return Sha256.hex(digest).equals(hash);
  }

  /** Whether a file on the disk has this content. */
  boolean matches(Path file) throws IOException {
    if (Files.size(file) != size) {
      return false;
    }
    MessageDigest digest = digest();
    Sha256.feed(digest, file);
    return matches(digest);
  }
}
