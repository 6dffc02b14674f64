package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Norm and rotation equal the Python reference, in float32. */
class KernelGoldenTest {

  private final KernelChecks checks = new KernelChecks();
  private final NDManager manager = checks.manager;

  @AfterEach
  void close() {
    checks.close();
  }

  @Test
  void rotationEqualsTheReferenceAndItsGradient() {
    Kernels kernels = checks.transformer(3, 3, false, KernelChecks.FLOAT32);
    try (SafetensorsFile golden = Golden.tensors("kernels")) {
      NDArray cos = golden.read(manager, "hs16.cos_bf16_as_f32").get("0:5");
      NDArray sin = golden.read(manager, "hs16.sin_bf16_as_f32").get("0:5");
      NDArray x = golden.read(manager, "rotary.x").expandDims(3);
      NDArray dy = golden.read(manager, "rotary.grad_y").expandDims(3);
      Kernels backward = checks.backward();
      NDArray leaf = backward.call(manager, "leaf", x).head();
      NDArray angle = backward.call(manager, "leaf", cos).head();
      JniUtils.setGradMode(true);
      NDArray y = kernels.call(manager, "rotate", leaf, angle, sin).head();
      JniUtils.setGradMode(false);
      assertArrayEquals(golden.floats("rotary.y"), y.toFloatArray(), 1e-6f);
      NDArray dx =
          backward.call(manager, "gradients", y, dy, leaf, Kernels.list("weights", angle)).head();
      assertArrayEquals(golden.floats("rotary.grad_x"), dx.toFloatArray(), 2e-6f);
    }
  }

  @Test
  void rmsNormEqualsTheReferenceAndItsGradient() {
    Kernels kernels = checks.transformer(3, 3, false, KernelChecks.FLOAT32);
    try (SafetensorsFile golden = Golden.tensors("kernels")) {
      NDArray x = golden.read(manager, "rms.x");
      NDArray weight = golden.read(manager, "rms.weight");
      assertClose(golden.floats("rms.y"), kernels.run(manager, "norm", x, weight).head(), 1e-6f);
      NDArray rows =
          manager.create(LongStream.range(0, x.getShape().get(0) * x.getShape().get(1)).toArray());
      NDArray dy =
          golden
              .read(manager, "rms.grad_y")
              .reshape(-1, x.getShape().get(x.getShape().dimension() - 1));
      NDList found =
          checks.recorded(kernels, "normed", dy, new NDArray[] {x, weight}, new NDList(rows));
      assertClose(golden.floats("rms.grad_x"), found.get(1), 2e-6f);
    }
  }

  /** Relative to numbers above 1: a row of the golden file is near 0, so its gradient is large. */
  private static void assertClose(float[] expected, NDArray actual, float tolerance) {
    float[] values = actual.toFloatArray();
    assertEquals(expected.length, values.length);
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected[i], values[i], tolerance * Math.max(1, Math.abs(expected[i])));
    }
  }
}
