package org.smdm.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256, written as 64 hexadecimal digits. */
public final class Sha256 {

  private static final int BUFFER = 1 << 20;

  private Sha256() {}

  /** A digest to feed piece by piece. */
  public static MessageDigest begin() {
    return begin("SHA-256");
  }

  /**
   * The digest of an algorithm that every JDK has.
   *
   * @param algorithm such as SHA-1
   */
  public static MessageDigest begin(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /**
   * What a digest comes to; it begins anew afterwards.
   *
   * @param digest that was fed
   */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(begin().digest(bytes));
  }

  /** The hash of a text in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The hash of a file's content.
   *
   * @param file of any length
   * @throws UserException when it is not there or cannot be read
   */
  public static String of(Path file) {
    return of(List.of(file));
  }

  /**
   * The hash of the contents of files, one after the other.
   *
   * @param files of any length
   * @throws UserException when one is not there or cannot be read
   */
  public static String of(List<Path> files) {
    MessageDigest digest = begin();
    for (Path file : files) {
      try {
        feed(digest, file);
      } catch (IOException e) {
        throw ReadFailure.sentence(file, "the path of a file", e);
      }
    }
    return hex(digest);
  }

  /**
   * Feeds a file's content to a digest.
   *
   * @param file of any length
   * @throws IOException when it is not there or cannot be read
   */
  public static void feed(MessageDigest digest, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
  }
}
