package org.smdm.tensor.safetensors;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A tensor that is taken over from an open file without being decoded. */
record CopySource(TensorType type, Shape shape, ByteBuffer bytes) implements TensorSource {

  static CopySource of(SafetensorsFile file, String name) {
    ByteBuffer bytes = file.bytes(name);
    TensorInfo info = file.tensors().get(name);
    return new CopySource(info.type(), info.shape(), bytes);
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }
}
