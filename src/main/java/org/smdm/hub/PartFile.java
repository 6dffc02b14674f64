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

/**
 * A file that is being fetched, under a hidden name beside its own until it is whole. A small file
 * beside that says which content it is part of and by which entity tag the server knew it, so that
 * a later call can go on.
 */
final class PartFile implements AutoCloseable {

  private static final JsonMapper JSON = Json.dialect().build();

  private final Path target;
  private final Path path;
  private final Path statePath;
  private final HubFile file;
  private final FileChannel channel;
  private MessageDigest digest;
  private String entityTag;
  private long size;

  /**
   * @param hash of the whole content
   * @param entityTag that the server gave with it; null when it gave none of use
   */
  private record State(String hash, String entityTag) {

    boolean isOf(HubFile file) {
      return file.hash().value().equals(hash);
    }
  }

  private PartFile(Path target, HubFile file) throws IOException {
    this.target = target;
    this.file = file;
    this.path = path(target);
    this.statePath = statePath(target);
    this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    this.digest = file.hash().start(file.size());
  }

  /**
   * Opens what an earlier call left of a file, or begins it.
   *
   * @param target where the whole file goes; its folder exists
   * @throws IOException when the disk fails
   */
  static PartFile open(Path target, HubFile file) throws IOException {
    PartFile part = new PartFile(target, file);
    try {
      Optional<State> state = state(part.statePath).filter(s -> s.isOf(file));
      long there = part.channel.size();
      if (state.isEmpty() || there > file.size()) {
        part.restart();
      } else {
        Sha256.feed(part.digest, part.path);
        part.entityTag = state.get().entityTag;
        part.size = there;
        part.channel.position(there);
      }
      return part;
    } catch (IOException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  /** How much an earlier call left of a file. */
  static long bytesThere(Path target, HubFile file) {
    Path path = path(target);
    try {
      boolean same =
          Files.exists(path)
              && state(statePath(target)).filter(s -> s.isOf(file)).isPresent()
              && Files.size(path) <= file.size();
      return same ? Files.size(path) : 0;
    } catch (IOException e) {
      return 0; // only for display
    }
  }

  private static Path path(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".part");
  }

  private static Path statePath(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".part.json");
  }

  private static Optional<State> state(Path path) {
    try {
      return Files.exists(path)
          ? Optional.of(JSON.readValue(path.toFile(), State.class))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // damaged: begin again
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
  void restart() throws IOException {
    Files.deleteIfExists(statePath);
    channel.truncate(0);
    channel.position(0);
    digest = file.hash().start(file.size());
    entityTag = null;
    size = 0;
  }

  /** Remembers by which tag the server knows the content, before any of it is written. */
  void begin(String tag) {
    entityTag = tag;
    AtomicFile.writeString(statePath, Json.compact(new State(file.hash().value(), tag)));
  }

  /** Appends content. */
  void write(ByteBuffer content) throws IOException {
    size += content.remaining();
    digest.update(content.duplicate());
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  /** Whether what is there is the whole, right content; afterwards it is finished or restarted. */
  boolean isRight() {
    return size == file.size() && file.hash().matches(digest);
  }

  /** Gives the whole content its name. */
  void finish() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(statePath);
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
