package org.smdm.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.smdm.io.Sha256;

/**
 * What identifies a file's content: for large files (git LFS) its SHA-256, for others the SHA-1 of
 * git's blob, which is that of {@code "blob SIZE\0"} and the content.
 *
 * @param kind which of the two
 * @param value hexadecimal
 */
record ContentHash(Kind kind, String value) {

  /** The two kinds. */
  enum Kind {
    SHA256("SHA-256", 64),
    GIT_BLOB("SHA-1", 40);

    private final String algorithm;
    private final int digits;

    Kind(String algorithm, int digits) {
      this.algorithm = algorithm;
      this.digits = digits;
    }
  }

  /** Checks the form. */
  ContentHash {
    if (!value.matches("[0-9a-f]{" + kind.digits + "}")) {
      throw new IllegalArgumentException("no %s: %s".formatted(kind.algorithm, value));
    }
  }

  /** What messages call it. */
  String algorithm() {
    return kind.algorithm;
  }

  /** A digest to be fed with content of a known size. */
  MessageDigest start(long size) {
    MessageDigest digest = Sha256.begin(kind.algorithm);
    if (kind == Kind.GIT_BLOB) {
      digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    return digest;
  }

  /** Whether the content that a digest was fed with is this. */
  boolean matches(MessageDigest digest) {
    return Sha256.hex(digest).equals(value);
  }

  /** Whether a file of a known size has this content. */
  boolean matches(Path file, long size) throws IOException {
    if (Files.size(file) != size) {
      return false;
    }
    MessageDigest digest = start(size);
    Sha256.feed(digest, file);
    return matches(digest);
  }
}
