package org.smdm.hub;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;
import org.smdm.io.WriteFailure;

/**
 * A file that is being fetched, under a hidden name beside its own until it is whole. A small file
 * beside that says which content it is part of and by which entity tag the server knew it, so that
 * a later call can go on. A disk that fails is a sentence: no further attempt mends it.
 */
final class PartFile implements AutoCloseable {

  private static final JsonMapper JSON = Json.dialect().build();

  private final Path target;
  private final HubFile file;
  private final FileChannel channel;
  private MessageDigest digest;
  private String entityTag;
  private long size;

  /**
   * @param hash of the whole content
   * @param entityTag that the server gave with it; null when it gave none of use
   */
  private record State(String hash, String entityTag) {}

  private PartFile(Path target, HubFile file) throws IOException {
    this.target = target;
    this.file = file;
    this.channel =
        FileChannel.open(hidden(target, ""), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    this.digest = file.digest();
  }

  /**
   * Opens what an earlier call left of a file, or begins it.
   *
   * @param target where the whole file goes
   * @throws UserException when the disk fails
   */
  static PartFile open(Path target, HubFile file) {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      Optional<State> state = state(target, file);
      PartFile part = new PartFile(target, file);
      try {
        if (state.isEmpty()) {
          part.restart();
        } else {
          Sha256.feed(part.digest, hidden(target, ""));
          part.entityTag = state.get().entityTag;
          part.size = part.channel.size();
          part.channel.position(part.size);
        }
        return part;
      } catch (IOException | RuntimeException e) {
        part.close();
        throw e;
      }
    } catch (IOException e) {
      throw WriteFailure.sentence(target, e);
    }
  }

  /** How much an earlier call left of a file. */
  static long bytesThere(Path target, HubFile file) {
    try {
      return state(target, file).isPresent() ? Files.size(hidden(target, "")) : 0;
    } catch (IOException e) {
      return 0; // only for display
    }
  }

  private static Path hidden(Path target, String ending) {
    return target.resolveSibling("." + target.getFileName() + ".part" + ending);
  }

  /** What is known of a part; empty where there is none, or none of this content. */
  private static Optional<State> state(Path target, HubFile file) {
    try {
      State state = JSON.readValue(hidden(target, ".json").toFile(), State.class);
      boolean isOf =
          state != null
              && file.hash().equals(state.hash)
              && Files.size(hidden(target, "")) <= file.size();
      return isOf ? Optional.of(state) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not there, or damaged: begin again
    }
  }

  /** Bytes that are there. */
  long size() {
    return size;
  }

  /** The entity tag of the content that they are of. */
  Optional<String> entityTag() {
    return Optional.ofNullable(entityTag);
  }

  /** Throws away what is there. */
  void restart() {
    try {
      Files.deleteIfExists(hidden(target, ".json"));
      channel.truncate(0);
      channel.position(0);
    } catch (IOException e) {
      throw WriteFailure.sentence(target, e);
    }
    digest = file.digest();
    entityTag = null;
    size = 0;
  }

  /** Remembers by which tag the server knows the content, before any of it is written. */
  void begin(String tag) {
    entityTag = tag;
    AtomicFile.writeString(hidden(target, ".json"), Json.compact(new State(file.hash(), tag)));
  }

  /** Appends content. */
  void write(ByteBuffer content) {
    size += content.remaining();
    digest.update(content.duplicate());
    try {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    } catch (IOException e) {
      throw WriteFailure.sentence(target, e);
    }
  }

  /** Whether what is there is the whole, right content; afterwards it is finished or restarted. */
  boolean isRight() {
    return size == file.size() && file.matches(digest);
  }

  /** Gives the whole content its name. */
  void finish() {
    try {
      channel.force(true);
      channel.close();
      Files.move(
          hidden(target, ""),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(hidden(target, ".json"));
    } catch (IOException e) {
      throw WriteFailure.sentence(target, e);
    }
  }

  /** Leaves what is there for a later call. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return; // what was not written is noticed by its hash
    }
  }
}
