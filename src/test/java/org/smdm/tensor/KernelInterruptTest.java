package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.model.Transformer;

class KernelInterruptTest {

  @Test
  void longWorkEndsBetweenTwoOperationsWhenItsThreadIsInterrupted() {
    ModelConfig config = ModelConfig.of(8, 16, 1, 2, 8, 16);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(
                manager, config, ModelFamily.MDM, Precision.FP32, new RandomStreams(1))) {
      NDArray ids = manager.create(new long[][] {{1, 2, 3}});
      float[] before = model.hidden(manager, ids).toFloatArray();
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> model.hidden(manager, ids).close());
      assertTrue(Thread.interrupted());
      assertArrayEquals(before, model.hidden(manager, ids).toFloatArray());
    }
  }
}
