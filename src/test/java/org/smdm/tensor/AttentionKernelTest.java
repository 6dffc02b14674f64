package org.smdm.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention of training against attention of inference. */
class AttentionKernelTest {

  private final KernelChecks checks = new KernelChecks();
  private final NDManager manager = checks.manager;

  @AfterEach
  void close() {
    checks.close();
  }

  private NDArray[] attentionInputs(int heads, int groups, int batch, int time) {
    int head = 4;
    int embd = heads * head;
    return new NDArray[] {
      checks.normal(1, batch, time, embd),
      checks.normal(1, embd),
      checks.normal(0.4, (heads + 2L * groups) * head, embd),
      checks.normal(0.4, embd, embd),
      checks.angles(time, head / 2, true),
      checks.angles(time, head / 2, false)
    };
  }

  private void checkAttention(int heads, int groups, boolean causal, boolean recorded) {
    Kernels reference = checks.inference(heads, groups, causal);
    Kernels kernels = checks.training(heads, groups, causal, 8, KernelChecks.FLOAT64);
    NDArray[] p = attentionInputs(heads, groups, 2, 3);
    NDArray direction = checks.normal(1, 2, 3, heads * 4L);
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
    KernelChecks.assertSame(reference.run(manager, "attention", (Object[]) p).head(), value);

    KernelChecks.Sum norm = checks.new Sum(p[1]);
    KernelChecks.Sum qkv = checks.new Sum(p[2]);
    KernelChecks.Sum proj = checks.new Sum(p[3]);
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
    checks.checkGradients(
        inputs ->
            KernelChecks.dot(
                reference.run(manager, "attention", (Object[]) inputs).head(), direction),
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
    Kernels kernels = checks.training(2, 2, false, 8, KernelChecks.FLOAT64);
    NDArray[] qkv = {
      checks.normal(1, 3, 2, 5, 4), checks.normal(1, 3, 2, 5, 4), checks.normal(1, 3, 2, 5, 4)
    };
    NDArray dout = checks.normal(1, 3, 5, 2, 4);
    NDList near = kernels.call(manager, "attention_short", (Object[]) qkv);
    JniUtils.setGradMode(true);
    NDList recorded = kernels.call(manager, "attention_recorded", (Object[]) qkv);
    JniUtils.setGradMode(false);
    KernelChecks.assertSame(recorded.head(), near.head());
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
    KernelChecks.assertSame(recordedGradient, shortGradient);
  }
}
