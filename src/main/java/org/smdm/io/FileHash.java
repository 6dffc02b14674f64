package org.smdm.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Hashes of whole files. */
public final class FileHash {

  private static final int BUFFER = 1 << 20;

  private FileHash() {}

  /**
   * SHA-256 as 64 hexadecimal digits.
   *
   * @param file of any length
   * @throws UserException when it is not there or cannot be read
   */
  public static String sha256(Path file) {
    return sha256(List.of(file));
  }

  /**
   * SHA-256 of the contents of files, one after the other.
   *
   * @param files of any length
   * @throws UserException when one is not there or cannot be read
   */
  public static String sha256(List<Path> files) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      } catch (NoSuchFileException e) {
        throw new UserException(file + " does not exist: give the path of a file", e);
      } catch (IOException e) {
        throw new UserException(
            "%s cannot be read (%s): give a readable file".formatted(file, e.getMessage()), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
