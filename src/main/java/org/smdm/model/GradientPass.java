package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.tensor.Kernels;

/**
 * Forward and backward through a {@link Transformer}: adds the gradients of weighted
 * cross-entropies to those of earlier calls.
 *
 * <p>The backward pass of each sub-layer is written out rather than recorded. It keeps little (in
 * float32 21 values per token, layer and unit of width where ffn is four times the width, and short
 * attention's probabilities), adds to the gradients in place, and computes loss and gradient of the
 * head a chunk of rows at a time. With checkpointing only each layer's input is kept, and the layer
 * is run again on the way back.
 *
 * <p>Closed with the model. Not for several threads at once.
 */
public final class GradientPass {

  /** Longest sequence whose attention keeps its probabilities. */
  private static final int LONGEST_SHORT = 512;

  private final Transformer model;
  private final boolean checkpointing;
  private final Kernels kernels;
  private final GradientLayout layout;
  private final NDArray flat;
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();
  private final TransformerBlock[] blockGradients;
  private final NDArray embeddingGradient;
  private final NDArray finalNormGradient;
  private final NDArray headGradient;

  /** What the backward pass of a layer reads. */
  private record Kept(NDArray input, NDList attentionIn, NDList core, NDList swiglu) {}

  /** Is told of gradients that the running pass adds nothing more to. */
  @FunctionalInterface
  public interface StageListener {

    /** One that does nothing. */
    StageListener NONE = stage -> {};

    /**
     * A stage is complete. On a GPU its last operations may still be in the stream.
     *
     * @param stage number of it in the {@link GradientLayout}, from 0
     */
    void complete(int stage);
  }

  /**
   * Makes gradients of zero.
   *
   * @param model whose parameters they belong to
   * @param checkpointing keeps only each layer's input and computes the rest twice
   * @param parts every stage of the layout can be cut into so many equal parts
   */
  public GradientPass(Transformer model, boolean checkpointing, int parts) {
    this.model = model;
    this.checkpointing = checkpointing;
    this.kernels =
        Kernels.load(
            model.manager(), "training.py", "TransformerTraining", model.kernelAttributes());
    layout = GradientLayout.of(model.config(), model.family(), parts);
    flat = model.manager().zeros(new Shape(layout.size()));
    // In the model's order, which the optimiser's sums depend on.
    model.parameters().keySet().forEach(name -> gradients.put(name, null));
    for (GradientLayout.Place place : layout.places()) {
      NDArray piece = flat.get("{}:{}", place.from(), place.to());
      gradients.put(place.name(), piece.reshape(place.shape()));
    }
    embeddingGradient = gradients.get(ParameterShapes.EMBEDDING);
    finalNormGradient = gradients.get(ParameterShapes.FINAL_NORM);
    headGradient = gradients.get(ParameterShapes.HEAD);
    blockGradients = new TransformerBlock[model.config().layers()];
    for (int i = 0; i < blockGradients.length; i++) {
      blockGradients[i] = TransformerBlock.of(gradients, i);
    }
  }

  /** The gradients by parameter, (shape of the parameter) float32; live, not copies. */
  public Map<String, NDArray> gradients() {
    return Collections.unmodifiableMap(gradients);
  }

  /** All gradients in one array (layout().size()), with gaps of zeros; live. */
  public NDArray flat() {
    return flat;
  }

  /** Where each lies in {@link #flat()}. */
  public GradientLayout layout() {
    return layout;
  }

  /**
   * Adds the gradients of the weighted cross-entropy of chosen positions.
   *
   * @param listener is told of every stage that is complete, in order
   * @param results receives the result
   * @param ids (batch, time) int64
   * @param rows (n) int64, positions in the flattened (batch · time), each at most once
   * @param targets (n) int64
   * @param weights (n) float32, factors of the loss
   * @param boundWeights (n) float32, factors of the negative log-likelihood or its bound
   * @return the weighted sums: the loss (), and for the record the bound ()
   */
  public NDList accumulate(
      StageListener listener,
      NDManager results,
      NDArray ids,
      NDArray rows,
      NDArray targets,
      NDArray weights,
      NDArray boundWeights) {
    JniUtils.setGradMode(false);
    try (NDManager scope = model.manager().newSubManager()) {
      NDList angles = model.angles(scope, ids);
      NDArray x = kernels.call(scope, "embed", model.embedding(), ids).head();
      Kept[] kept = new Kept[blockGradients.length];
      for (int i = 0; i < kept.length; i++) {
        Kept layer = forward(scope, x, model.block(i), angles);
        x = layer.swiglu.head();
        kept[i] = checkpointing ? inputOnly(layer) : layer;
      }
      NDList head =
          kernels.call(
              scope,
              "head_loss",
              x,
              rows,
              model.finalNorm(),
              model.head(),
              targets,
              weights,
              boundWeights,
              finalNormGradient,
              headGradient);
      NDArray dx = head.get(2);
      listener.complete(0);
      for (int i = kept.length - 1; i >= 0; i--) {
        Kept layer =
            checkpointing ? forward(scope, kept[i].input, model.block(i), angles) : kept[i];
        NDArray next = backward(scope, dx, layer, model.block(i), blockGradients[i], angles);
        dx.close();
        dx = next;
        listener.complete(kept.length - i);
      }
      kernels.call(scope, "embed_backward", dx, ids, embeddingGradient);
      listener.complete(kept.length + 1);
      NDList sums = new NDList(head.get(0), head.get(1));
      sums.attach(results);
      return sums;
    }
  }

  private Kept forward(NDManager scope, NDArray x, TransformerBlock b, NDList angles) {
    NDList in = kernels.call(scope, "attention_in", x, b.qkv(), angles);
    boolean recorded = isRecorded(x);
    NDList core;
    JniUtils.setGradMode(recorded);
    try {
      core = kernels.call(scope, recorded ? "attention_recorded" : "attention_short", heads(in));
    } finally {
      JniUtils.setGradMode(false);
    }
    try (NDArray middle = kernels.call(scope, "attention_out", x, core.head(), b.proj()).head()) {
      NDList swiglu = kernels.call(scope, "swiglu_forward", middle, b.swiglu());
      return new Kept(x, in, core, swiglu);
    }
  }

  /** Queries, keys and values. */
  private static NDList heads(NDList attentionIn) {
    return new NDList(attentionIn.subList(0, 3));
  }

  private Kept inputOnly(Kept layer) {
    layer.attentionIn.close();
    layer.core.close();
    layer.swiglu.subNDList(1).close();
    return new Kept(layer.input, null, null, null);
  }

  private NDArray backward(
      NDManager scope,
      NDArray dx,
      Kept kept,
      TransformerBlock b,
      TransformerBlock gradient,
      NDList angles) {
    NDList swiglu = kept.swiglu;
    NDList saved = swiglu.subNDList(1);
    try (NDArray middle =
        kernels.call(scope, "swiglu_backward", dx, b.swiglu(), saved, gradient.swiglu()).head()) {
      swiglu.close();
      return attentionBackward(scope, middle, kept, b, gradient, angles);
    }
  }

  private NDArray attentionBackward(
      NDManager scope,
      NDArray dx,
      Kept kept,
      TransformerBlock b,
      TransformerBlock gradient,
      NDList angles) {
    NDList in = kept.attentionIn;
    NDList core = kept.core;
    NDArray out = core.head();
    NDArray dout =
        kernels.call(scope, "attention_out_backward", dx, out, b.proj(), gradient.proj()).head();
    NDList saved = core.subNDList(1);
    NDArray dheads =
        isRecorded(dx)
            ? kernels.call(scope, "attention_recorded_backward", dout, out, saved).head()
            : kernels.call(scope, "attention_short_backward", dout, heads(in), saved).head();
    NDList normed = in.subNDList(3);
    NDArray result =
        kernels
            .call(
                scope, "attention_in_backward", dx, dheads, b.qkv(), angles, normed, gradient.qkv())
            .head();
    new NDList(dout, dheads).close();
    in.close();
    core.close();
    return result;
  }

  /** Whether attention is libtorch's own, differentiated by it, for x (batch, time, embd). */
  private boolean isRecorded(NDArray x) {
    return !keepsProbabilities(
        model.config(), model.family(), x.getDevice().isGpu(), x.getShape().get(1));
  }

  /**
   * Whether attention is computed with explicit probabilities, which are kept.
   *
   * @param config shape of the model
   * @param family of the model
   * @param isGpu whether it is on a GPU
   * @param time length of the sequences
   */
  public static boolean keepsProbabilities(
      ModelConfig config, ModelFamily family, boolean isGpu, long time) {
    return !family.causal()
        && config.queryGroups() == config.heads()
        && !isGpu
        && time <= LONGEST_SHORT;
  }
}
