package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Norm and rotation of both kernel files equal the Python reference, in float32. */
class KernelGoldenTest {

  private final KernelChecks checks = new KernelChecks();
  private final NDManager manager = checks.manager;

  @AfterEach
  void close() {
    checks.close();
  }

  @Test
  void rotationEqualsTheReferenceAndBack() {
    Kernels reference = checks.inference(3, 3, false, KernelChecks.FLOAT32);
    Kernels kernels = checks.training(3, 3, false, 8, KernelChecks.FLOAT32);
    try (SafetensorsFile golden = Golden.tensors("kernels")) {
      NDArray cos = golden.read(manager, "hs16.cos_bf16_as_f32").get("0:5");
      NDArray sin = golden.read(manager, "hs16.sin_bf16_as_f32").get("0:5");
      NDArray x = golden.read(manager, "rotary.x");
      assertArrayEquals(
          golden.floats("rotary.y"),
          reference.run(manager, "rotate", x.expandDims(3), cos, sin).head().toFloatArray(),
          1e-6f);
      NDArray c = cos.expandDims(1).expandDims(1);
      NDArray s = sin.expandDims(1).expandDims(1);
      NDArray wide = x.expandDims(3);
      assertArrayEquals(
          golden.floats("rotary.y"),
          kernels.run(manager, "rotate", wide, c, s, false).head().toFloatArray(),
          1e-6f);
      NDArray dy = golden.read(manager, "rotary.grad_y").expandDims(3);
      assertArrayEquals(
          golden.floats("rotary.grad_x"),
          kernels.run(manager, "rotate", dy, c, s, true).head().toFloatArray(),
          2e-6f);
    }
  }

  @Test
  void rmsNormEqualsTheReferenceAndItsGradient() {
    Kernels reference = checks.inference(3, 3, false, KernelChecks.FLOAT32);
    Kernels kernels = checks.training(3, 3, false, 8, KernelChecks.FLOAT32);
    try (SafetensorsFile golden = Golden.tensors("kernels")) {
      NDArray x = golden.read(manager, "rms.x");
      NDArray weight = golden.read(manager, "rms.weight");
      float[] expected = golden.floats("rms.y");
      assertClose(expected, reference.run(manager, "rms_norm", x, weight).head(), 1e-6f);
      NDList normalized = kernels.run(manager, "normalize", x);
      assertClose(expected, normalized.head().mul(weight), 1e-6f);
      NDArray dx =
          kernels
              .run(
                  manager,
                  "normalize_backward",
                  x.zerosLike(),
                  golden.read(manager, "rms.grad_y").mul(weight),
                  normalized.get(0),
                  normalized.get(1))
              .head();
      assertClose(golden.floats("rms.grad_x"), dx, 2e-6f);
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
