package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;

/**
 * The written-out forward and backward passes against the kernels of inference, in float64: values
 * to 1e-12, gradients against central differences with steps of 1e-5 to 1e-7.
 */
class TrainingKernelTest {

  private static final long FLOAT32 = 6;
  private static final long FLOAT64 = 7;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;
  private static final double VALUE_TOLERANCE = 1e-12;

  private final NDManager manager = Torch.newManager("cpu");
  private final RandomGenerator random = new RandomStreams(11).stream("test")::nextLong;

  @BeforeEach
  void recordNothing() {
    JniUtils.setGradMode(false);
  }

  @AfterEach
  void close() {
    JniUtils.setGradMode(false);
    manager.close();
  }

  private Map<String, Object> attributes(int heads, int groups, boolean causal, long compute) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("heads", (long) heads);
    attributes.put("query_groups", (long) groups);
    attributes.put("causal", causal);
    attributes.put("norm_eps", 1e-5);
    attributes.put("compute", compute);
    return attributes;
  }

  private Kernels inference(int heads, int groups, boolean causal) {
    return Kernels.load(
        manager, "transformer.py", "Transformer", attributes(heads, groups, causal, FLOAT64));
  }

  private Kernels training(int heads, int groups, boolean causal, long headChunk, long compute) {
    Map<String, Object> attributes = attributes(heads, groups, causal, compute);
    attributes.put("head_chunk", headChunk);
    return Kernels.load(manager, "training.py", "TransformerTraining", attributes);
  }

  private NDArray normal(double scale, long... shape) {
    Shape s = new Shape(shape);
    double[] values = new double[Math.toIntExact(s.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * random.nextGaussian();
    }
    return manager.create(values, s);
  }

  private NDArray angles(int time, int half, boolean cosine) {
    double[] values = new double[time * half];
    for (int i = 0; i < values.length; i++) {
      int position = i / half;
      double angle = position * Math.pow(10_000, -(i % half) / (double) half);
      values[i] = cosine ? Math.cos(angle) : Math.sin(angle);
    }
    return manager.create(values, new Shape(time, half));
  }

  /** A gradient array that holds something, to which a backward pass must add. */
  private final class Sum {
    private final NDArray array;
    private final double[] before;

    private Sum(NDArray parameter) {
      array = normal(1, parameter.getShape().getShape());
      before = array.toDoubleArray();
    }

    private double[] added() {
      double[] after = array.toDoubleArray();
      for (int i = 0; i < after.length; i++) {
        after[i] -= before[i];
      }
      return after;
    }
  }

  private static double dot(NDArray a, NDArray b) {
    double[] x = a.toDoubleArray();
    double[] y = b.toDoubleArray();
    assertEquals(x.length, y.length);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static void assertSame(NDArray expected, NDArray actual) {
    assertEquals(DataType.FLOAT64, actual.getDataType());
    assertEquals(expected.getShape(), actual.getShape());
    assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), VALUE_TOLERANCE);
  }

  /** Checks the gradient of a loss of some inputs by moving one number at a time. */
  private void checkGradients(
      ToDoubleFunction<NDArray[]> loss, NDArray[] inputs, double[]... gradients) {
    for (int i = 0; i < gradients.length; i++) {
      double[] values = inputs[i].toDoubleArray();
      assertEquals(values.length, gradients[i].length);
      for (int j = 0; j < values.length; j++) {
        double difference = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
          double[] moved = values.clone();
          moved[j] += sign * STEP;
          NDArray[] changed = inputs.clone();
          changed[i] = manager.create(moved, inputs[i].getShape());
          difference += sign * loss.applyAsDouble(changed);
        }
        double expected = difference / (2 * STEP);
        assertEquals(
            expected,
            gradients[i][j],
            TOLERANCE * Math.max(1, Math.abs(expected)),
            "input %d element %d".formatted(i, j));
      }
      double largest = Arrays.stream(gradients[i]).map(Math::abs).max().orElseThrow();
      assertTrue(largest > 1e-3, "input %d has no gradient to speak of".formatted(i));
    }
  }

  private NDArray[] attentionInputs(int heads, int groups, int batch, int time) {
    int head = 4;
    int embd = heads * head;
    return new NDArray[] {
      normal(1, batch, time, embd),
      normal(1, embd),
      normal(0.4, (heads + 2L * groups) * head, embd),
      normal(0.4, embd, embd),
      angles(time, head / 2, true),
      angles(time, head / 2, false)
    };
  }

  private void checkAttention(int heads, int groups, boolean causal, boolean recorded) {
    Kernels reference = inference(heads, groups, causal);
    Kernels kernels = training(heads, groups, causal, 8, FLOAT64);
    NDArray[] p = attentionInputs(heads, groups, 2, 3);
    NDArray direction = normal(1, 2, 3, heads * 4L);
    NDList in = kernels.call(manager, "attention_in", p[0], p[1], p[2], p[4], p[5]);
    JniUtils.setGradMode(recorded);
    NDList core =
        kernels.call(
            manager,
            recorded ? "attention_recorded" : "attention_short",
            in.get(0),
            in.get(1),
            in.get(2));
    JniUtils.setGradMode(false);
    NDArray value = kernels.call(manager, "attention_out", p[0], core.head(), p[3]).head();
    assertSame(reference.run(manager, "attention", (Object[]) p).head(), value);

    Sum norm = new Sum(p[1]);
    Sum qkv = new Sum(p[2]);
    Sum proj = new Sum(p[3]);
    NDArray dout =
        kernels
            .call(manager, "attention_out_backward", direction, core.head(), p[3], proj.array)
            .head();
    NDArray dheads =
        recorded
            ? kernels
                .call(
                    manager,
                    "attention_recorded_backward",
                    dout,
                    core.head(),
                    core.get(1),
                    core.get(2),
                    core.get(3))
                .head()
            : kernels
                .call(
                    manager,
                    "attention_short_backward",
                    dout,
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    core.get(1))
                .head();
    NDArray dx =
        kernels
            .call(
                manager,
                "attention_in_backward",
                direction,
                dheads,
                p[1],
                p[2],
                p[4],
                p[5],
                in.get(3),
                in.get(4),
                norm.array,
                qkv.array)
            .head();
    checkGradients(
        inputs -> dot(reference.run(manager, "attention", (Object[]) inputs).head(), direction),
        p,
        dx.toDoubleArray(),
        norm.added(),
        qkv.added(),
        proj.added());
  }

  @ParameterizedTest
  @CsvSource({"2,2,false", "2,2,true", "4,2,false", "4,2,true", "3,1,true", "1,1,false"})
  void recordedAttentionHasTheValueOfInferenceAndItsGradient(
      int heads, int groups, boolean causal) {
    checkAttention(heads, groups, causal, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shortAttentionHasTheValueOfInferenceAndItsGradient(int heads) {
    checkAttention(heads, heads, false, false);
  }

  @Test
  void shortAndRecordedAttentionAgree() {
    Kernels kernels = training(2, 2, false, 8, FLOAT64);
    NDArray[] qkv = {normal(1, 3, 2, 5, 4), normal(1, 3, 2, 5, 4), normal(1, 3, 2, 5, 4)};
    NDArray dout = normal(1, 3, 5, 2, 4);
    NDList near = kernels.call(manager, "attention_short", qkv);
    JniUtils.setGradMode(true);
    NDList recorded = kernels.call(manager, "attention_recorded", qkv);
    JniUtils.setGradMode(false);
    assertSame(recorded.head(), near.head());
    NDArray shortGradient =
        kernels
            .call(manager, "attention_short_backward", dout, qkv[0], qkv[1], qkv[2], near.get(1))
            .head();
    NDArray recordedGradient =
        kernels
            .call(
                manager,
                "attention_recorded_backward",
                dout,
                recorded.get(0),
                recorded.get(1),
                recorded.get(2),
                recorded.get(3))
            .head();
    assertSame(recordedGradient, shortGradient);
  }

  @Test
  void swigluHasTheValueOfInferenceAndItsGradient() {
    Kernels reference = inference(1, 1, false);
    Kernels kernels = training(1, 1, false, 8, FLOAT64);
    NDArray[] p = {
      normal(1, 2, 2, 4), normal(1, 4), normal(0.5, 6, 4), normal(0.5, 6, 4), normal(0.5, 4, 6)
    };
    NDArray direction = normal(1, 2, 2, 4);
    NDList kept = kernels.call(manager, "swiglu_forward", p);
    assertSame(reference.run(manager, "swiglu", (Object[]) p).head(), kept.head());
    Sum[] sums = new Sum[4];
    Arrays.setAll(sums, i -> new Sum(p[i + 1]));
    NDArray dx =
        kernels
            .call(
                manager,
                "swiglu_backward",
                direction,
                p[1],
                p[2],
                p[3],
                p[4],
                kept.get(1),
                kept.get(2),
                kept.get(3),
                kept.get(4),
                sums[0].array,
                sums[1].array,
                sums[2].array,
                sums[3].array)
            .head();
    checkGradients(
        inputs -> dot(reference.run(manager, "swiglu", (Object[]) inputs).head(), direction),
        p,
        dx.toDoubleArray(),
        sums[0].added(),
        sums[1].added(),
        sums[2].added(),
        sums[3].added());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 128})
  void headLossHasTheValueAndGradientOfInferenceWhateverTheChunk(long chunk) {
    Kernels reference = inference(1, 1, false);
    Kernels kernels = training(1, 1, false, chunk, FLOAT64);
    NDArray[] p = {normal(1, 2, 3, 4), normal(1, 4), normal(0.7, 5, 4)};
    NDArray rows = manager.create(new long[] {0, 1, 2, 3, 5});
    NDArray targets = manager.create(new long[] {0, 4, 2, 2, 3});
    NDArray weights = manager.create(new double[] {0.5, 1.25, 2, 0, 0.01});
    NDArray boundWeights = manager.create(new double[] {0, 0, 1, 3, 0.5});
    Sum norm = new Sum(p[1]);
    Sum head = new Sum(p[2]);
    NDList result =
        kernels.call(
            manager,
            "head_loss",
            p[0],
            rows,
            p[1],
            p[2],
            targets,
            weights,
            boundWeights,
            norm.array,
            head.array);
    ToDoubleFunction<NDArray[]> loss =
        in ->
            dot(
                reference.run(manager, "head_nll", in[0], rows, in[1], in[2], targets).head(),
                weights);
    assertEquals(loss.applyAsDouble(p), result.get(0).getDouble(), VALUE_TOLERANCE);
    NDArray nll = reference.run(manager, "head_nll", p[0], rows, p[1], p[2], targets).head();
    assertEquals(dot(nll, boundWeights), result.get(1).getDouble(), VALUE_TOLERANCE);
    double[] dx = result.get(2).toDoubleArray();
    checkGradients(loss, p, dx, norm.added(), head.added());
    // The row that was not chosen, and the one of weight 0, have no gradient at all.
    for (int row : new int[] {3, 4}) {
      for (int j = 0; j < 4; j++) {
        assertEquals(0, dx[row * 4 + j]);
      }
    }
  }

  @Test
  void headLossOfLogitsBeyondExponentialsIsFinite() {
    Kernels kernels = training(1, 1, false, 2, FLOAT64);
    NDArray x = manager.create(new double[] {1, -1}, new Shape(1, 1, 2));
    NDArray head = manager.create(new double[] {2000, 0, -2000, 0, 0, 0}, new Shape(3, 2));
    NDArray norm = manager.ones(new Shape(2), DataType.FLOAT64);
    NDArray headGradient = manager.zeros(new Shape(3, 2), DataType.FLOAT64);
    NDList result =
        kernels.call(
            manager,
            "head_loss",
            x,
            manager.create(new long[] {0}),
            norm,
            head,
            manager.create(new long[] {1}),
            manager.create(new double[] {1}),
            manager.create(new double[] {1}),
            manager.zeros(new Shape(2), DataType.FLOAT64),
            headGradient);
    // RMSNorm's epsilon takes 5e-6 of 4000.
    assertEquals(4000, result.get(0).getDouble(), 0.03);
    assertArrayEquals(new double[] {1, -1, -1, 1, 0, 0}, headGradient.toDoubleArray(), 1e-5);
  }

  @Test
  void embeddingGradientsOfARepeatedTokenAddUp() {
    Kernels kernels = training(1, 1, false, 8, FLOAT64);
    NDArray weight = normal(1, 4, 3);
    NDArray ids = manager.create(new long[] {2, 0, 2, 3}, new Shape(2, 2));
    NDArray direction = normal(1, 2, 2, 3);
    assertSame(
        inference(1, 1, false).run(manager, "embed", weight, ids).head(),
        kernels.call(manager, "embed", weight, ids).head());
    Sum sum = new Sum(weight);
    kernels.call(manager, "embed_backward", direction, ids, sum.array);
    double[] d = direction.toDoubleArray();
    double[] g = sum.added();
    for (int i = 0; i < 3; i++) {
      assertEquals(d[3 + i], g[i], 1e-15);
      assertEquals(0, g[3 + i]);
      assertEquals(d[i] + d[6 + i], g[6 + i], 1e-15);
      assertEquals(d[9 + i], g[9 + i], 1e-15);
    }
  }

  @Test
  void rotationEqualsTheReferenceAndBack() {
    Kernels reference =
        Kernels.load(manager, "transformer.py", "Transformer", attributes(3, 3, false, FLOAT32));
    Kernels kernels = training(3, 3, false, 8, FLOAT32);
    try (SafetensorsFile golden = Golden.tensors("kernels")) {
      NDArray cos = golden.read(manager, "hs16.cos_bf16_as_f32").get("0:5");
      NDArray sin = golden.read(manager, "hs16.sin_bf16_as_f32").get("0:5");
      NDArray x = golden.read(manager, "rotary.x");
      assertArrayEquals(
          golden.floats("rotary.y"),
          reference.run(manager, "rotate", x, cos, sin).head().toFloatArray(),
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
    Kernels reference =
        Kernels.load(manager, "transformer.py", "Transformer", attributes(3, 3, false, FLOAT32));
    Kernels kernels = training(3, 3, false, 8, FLOAT32);
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
