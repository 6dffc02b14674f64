package org.smdm.tensor.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.smdm.io.FileKind;
import org.smdm.io.UserException;

/**
 * An open safetensors file whose tensors are mapped into memory when asked for, so that a file
 * larger than the heap (or than 2 GiB) costs nothing until it is read.
 *
 * <p>The header is checked completely on opening. Closing ends reading; buffers that were given out
 * stay valid. Not safe for use by several threads while one of them closes it.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final Set<TensorType> FLOATING =
      EnumSet.of(TensorType.F64, TensorType.F32, TensorType.F16, TensorType.BF16);
  private static final Set<TensorType> BOOLEAN = EnumSet.of(TensorType.BOOL);
  private static final Set<TensorType> WHOLE =
      EnumSet.of(TensorType.I64, TensorType.I32, TensorType.I16, TensorType.I8, TensorType.U8);

  /** Elements mapped at once: a mapping may not exceed 2 GiB and an element takes up to 8 bytes. */
  private static final long WINDOW = 1L << 27;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long window;

  private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header, long window) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.window = window;
  }

  /**
   * Opens a file and checks its header.
   *
   * @param path the file
   * @throws UserException when it is missing, cannot be read or is damaged
   */
  public static SafetensorsFile open(Path path) {
    return open(path, WINDOW);
  }

  /** As {@link #open(Path)}, with at most that many elements mapped at once. */
  static SafetensorsFile open(Path path, long window) {
    if (Files.isDirectory(path)) {
      throw new UserException("%s is a folder: name a .safetensors file inside it".formatted(path));
    }
    FileKind.require(path, "a safetensors file", FileKind.SAFETENSORS);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file =
          new SafetensorsFile(path, channel, SafetensorsHeader.read(path, channel), window);
      channel = null; // now the file's to close
      return file;
    } catch (NoSuchFileException e) {
      throw new UserException(
          "%s does not exist: check the path of the safetensors file".formatted(path), e);
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      closeQuietly(channel);
    }
  }

  /** The tensors by name, in the header's order. */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /** The free strings of the header, empty when there are none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The file that was opened. */
  public Path path() {
    return path;
  }

  /**
   * The bytes of a tensor as they are in the file: read-only, little-endian, not copied.
   *
   * @param name the tensor
   * @throws UserException when there is no such tensor or it exceeds 2 GiB
   */
  public ByteBuffer bytes(String name) {
    TensorInfo info = info(name);
    if (info.byteCount() > Integer.MAX_VALUE) {
      throw new UserException(
          "%s: tensor %s has %d bytes, which one buffer cannot hold: read it as an array instead"
              .formatted(path, DamagedFile.quoted(name), info.byteCount()));
    }
    return map(info.begin(), info.byteCount());
  }

  /**
   * The elements of a floating-point tensor in row-major order: F32, F16 and BF16 exactly, F64
   * rounded to the nearest float.
   *
   * @param name the tensor
   * @throws UserException when there is no such tensor or it is not of a floating-point type
   */
  public float[] floats(String name) {
    TensorInfo info = info(name, FLOATING);
    FloatBuffer values = FloatBuffer.allocate(count(name, info));
    eachWindow(info, bytes -> TensorDecoder.floats(info.type(), bytes, values));
    return values.array();
  }

  /**
   * The elements of a floating-point tensor in row-major order, exactly.
   *
   * @param name the tensor
   * @throws UserException when there is no such tensor or it is not of a floating-point type
   */
  public double[] doubles(String name) {
    TensorInfo info = info(name, FLOATING);
    DoubleBuffer values = DoubleBuffer.allocate(count(name, info));
    eachWindow(info, bytes -> TensorDecoder.doubles(info.type(), bytes, values));
    return values.array();
  }

  /**
   * The elements of a whole-number tensor in row-major order, exactly.
   *
   * @param name the tensor
   * @throws UserException when there is no such tensor or it is not of a whole-number type
   */
  public long[] longs(String name) {
    TensorInfo info = info(name, WHOLE);
    LongBuffer values = LongBuffer.allocate(count(name, info));
    eachWindow(info, bytes -> TensorDecoder.longs(info.type(), bytes, values));
    return values.array();
  }

  /**
   * The elements of a BOOL tensor in row-major order; every byte but zero counts as true.
   *
   * @param name the tensor
   * @throws UserException when there is no such tensor or it is not BOOL
   */
  public boolean[] booleans(String name) {
    TensorInfo info = info(name, BOOLEAN);
    boolean[] values = new boolean[count(name, info)];
    ByteBuffer bytes = map(info.begin(), info.byteCount());
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.get(i) != 0;
    }
    return values;
  }

  /**
   * A tensor as an array of the engine, of the type {@link TensorType#arrayType}. The array is a
   * copy: it outlives this file. 16-bit elements are widened here, because the engine's Java
   * interface cannot hold bfloat16.
   *
   * @param manager owner of the array; the array goes to its device
   * @param name the tensor
   * @throws UserException when there is no such tensor
   */
  public NDArray read(NDManager manager, String name) {
    TensorInfo info = info(name);
    return TensorFiller.newArray(
        manager, info, window, (first, elements) -> map(info, first, elements));
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private void eachWindow(TensorInfo info, Consumer<ByteBuffer> reader) {
    long size = info.shape().size();
    for (long first = 0; first < size; first += window) {
      reader.accept(map(info, first, Math.min(window, size - first)));
    }
  }

  private ByteBuffer map(TensorInfo info, long firstElement, long elements) {
    int byteSize = info.type().byteSize();
    return map(info.begin() + firstElement * byteSize, elements * byteSize);
  }

  private ByteBuffer map(long begin, long length) {
    if (!channel.isOpen()) {
      throw new IllegalStateException(path + " was closed");
    }
    try {
      return channel
          .map(MapMode.READ_ONLY, header.dataStart() + begin, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private TensorInfo info(String name) {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      String known = header.tensors().keySet().stream().limit(5).collect(Collectors.joining(", "));
      throw new UserException(
          "%s has no tensor %s: its %d tensors are %s%s"
              .formatted(
                  path,
                  DamagedFile.quoted(name),
                  header.tensors().size(),
                  known,
                  header.tensors().size() > 5 ? ", …" : ""));
    }
    return info;
  }

  private TensorInfo info(String name, Set<TensorType> wanted) {
    TensorInfo info = info(name);
    if (!wanted.contains(info.type())) {
      throw new UserException(
          "%s: tensor %s is of type %s where one of %s is needed: check that this is the right file"
              .formatted(path, DamagedFile.quoted(name), info.type(), wanted));
    }
    return info;
  }

  private int count(String name, TensorInfo info) {
    long size = info.shape().size();
    if (size > Integer.MAX_VALUE - 8) {
      throw new UserException(
          "%s: tensor %s has %d elements, more than a Java array holds: read it as an engine array"
              .formatted(path, DamagedFile.quoted(name), size));
    }
    return (int) size;
  }

  private static UserException unreadable(Path path, IOException e) {
    return new UserException(
        "%s cannot be read (%s): check its permissions and its disk"
            .formatted(path, e.getClass().getSimpleName()),
        e);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written through this channel, so nothing can be lost.
      return;
    }
  }
}
