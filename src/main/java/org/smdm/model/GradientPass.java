package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.Architecture;
import org.smdm.io.Resource;
import org.smdm.tensor.Kernels;

/**
 * Forward and backward through a {@link Transformer}: adds the gradients of weighted
 * cross-entropies to those of earlier calls.
 *
 * <p>Each block is recorded by itself and differentiated by libtorch, the last one first, so that
 * its gradients are complete while those of earlier blocks are still computed. Loss and gradient of
 * the head are made a chunk of rows at a time. With checkpointing only each block's input is kept,
 * and the block is recorded again on the way back.
 *
 * <p>Closed with the model. Several threads may compute shares of one sum at once.
 */
public final class GradientPass {

  private final Transformer model;
  private final BlockStack stack;
  private final boolean isCheckpointing;
  private final Kernels backward;
  private final GradientLayout layout;
  private final NDArray flat;
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();
  private final NDArray[][] blockGradients;
  private final NDArray[] finalNormGradient;
  private final NDArray[] embeddingGradients;
  private final NDArray headGradient;

  /** Whether the embedding is more than rows of a table, whose gradient is written out. */
  private final boolean isEmbeddingRecorded;

  private final NDList embedding;
  private final NDList[] blocks;
  private final NDList finalNorm;
  private final NDList positions;

  /**
   * A recorded function of x and weights.
   *
   * @param x its input
   * @param weights its other inputs
   * @param result its value
   */
  private record Recorded(NDArray x, NDList weights, NDArray result) {

    private void close() {
      x.close();
      result.close();
    }
  }

  /**
   * Makes gradients of zero.
   *
   * @param model whose parameters they belong to
   * @param isCheckpointing keeps only each block's input and computes the rest twice
   * @param parts every stage of the layout can be cut into so many equal parts
   */
  public GradientPass(Transformer model, boolean isCheckpointing, int parts) {
    this.model = model;
    this.stack = model.blocks();
    this.isCheckpointing = isCheckpointing;
    backward =
        Kernels.load(
            model.manager(),
            "Backward",
            Resource.text(GradientPass.class, "backward.py"),
            Map.of(),
            ModelProgram.faults(model.config()));
    layout = GradientLayout.of(model.config(), model.family(), parts);
    flat = model.manager().zeros(new Shape(layout.size()));
    // In the model's order, which the optimiser's sums depend on.
    model.parameters().keySet().forEach(name -> gradients.put(name, null));
    for (GradientLayout.Place place : layout.places()) {
      NDArray piece = flat.get("{}:{}", place.from(), place.to());
      gradients.put(place.name(), piece.reshape(place.shape()));
    }
    blockGradients = Transformer.blocksOf(gradients, model.config());
    finalNormGradient = new NDArray[] {gradients.get(ParameterShapes.FINAL_NORM)};
    embeddingGradients = Transformer.arrays(gradients, ParameterShapes.embedding(model.config()));
    headGradient = Transformer.headOf(gradients, model.config());
    Architecture architecture = model.config().architecture();
    isEmbeddingRecorded =
        architecture != null
            && (embeddingGradients.length > 1 || architecture.functions().contains("embed"));
    BlockStack.Weights weights = stack.weights();
    positions = Kernels.list("tables", weights.positions());
    embedding = leaves(weights.embedding());
    finalNorm = leaves(weights.finalNorm());
    blocks = Arrays.stream(weights.blocks()).map(this::leaves).toArray(NDList[]::new);
  }

  /** Weights as what recordings begin with; they share the parameters' memory. */
  private NDList leaves(NDArray... weights) {
    return Kernels.list(
        "weights",
        Arrays.stream(weights)
            .map(weight -> backward.call(model.manager(), "leaf", weight).head())
            .toArray(NDArray[]::new));
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
   * @param share what these sequences are of a sum
   * @param results receives the result
   * @param ids (batch, time) int64
   * @param rows (n) int64, positions in the flattened (batch · time), each at most once
   * @param targets (n) int64
   * @param weights (n) float32, factors of the loss
   * @param boundWeights (n) float32, factors of the negative log-likelihood or its bound
   * @return the weighted sums: the loss (), and for the record the bound ()
   */
  public NDList accumulate(
      GradientSum.Share share,
      NDManager results,
      NDArray ids,
      NDArray rows,
      NDArray targets,
      NDArray weights,
      NDArray boundWeights) {
    JniUtils.setGradMode(false);
    try (NDManager scope = model.manager().newSubManager()) {
      Kernels head = stack.headKernels();
      NDList angles = stack.recordedPositions(scope, positions, ids);
      JniUtils.setGradMode(isEmbeddingRecorded);
      NDArray embedded = stack.kernels().call(scope, "embed", embedding, ids, angles).head();
      JniUtils.setGradMode(false);
      NDArray x = embedded;
      Recorded[] kept = new Recorded[blocks.length];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = record(scope, "block", x, blocks[i], angles);
        x = kept[i].result;
        if (isCheckpointing) {
          x = detached(scope, x);
          kept[i].result.close();
        }
      }
      Recorded last = record(scope, "normed", x, finalNorm, new NDList(rows));
      NDArray headShare = share.isInPlace() ? headGradient : headGradient.zerosLike();
      NDList loss =
          head.call(
              scope,
              "loss",
              last.result,
              stack.weights().head(),
              targets,
              weights,
              boundWeights,
              headShare);
      NDList found0 = gradients(scope, last, loss.get(2));
      NDArray dx = found0.head();
      boolean isTied = model.config().hasTiedHead();
      Runnable headAddition = () -> addHead(share, headShare);
      add(
          share,
          0,
          finalNormGradient,
          found0.subNDList(1),
          isTied ? GradientPass::nothing : headAddition);
      for (int i = kept.length - 1; i >= 0; i--) {
        Recorded block =
            isCheckpointing ? record(scope, "block", kept[i].x, blocks[i], angles) : kept[i];
        NDList all = gradients(scope, block, dx);
        dx.close();
        dx = all.head();
        add(share, kept.length - i, blockGradients[i], all.subNDList(1), GradientPass::nothing);
        kept[i] = null;
      }
      if (isEmbeddingRecorded) {
        NDList found = backward.call(scope, "weight_gradients", embedded, dx, embedding);
        add(
            share,
            kept.length + 1,
            embeddingGradients,
            found,
            isTied ? headAddition : GradientPass::nothing);
      } else {
        addEmbedding(
            share, kept.length + 1, dx, ids, isTied ? headAddition : GradientPass::nothing);
      }
      NDList sums = new NDList(loss.get(0), loss.get(1));
      sums.attach(results);
      return sums;
    }
  }

  private static void nothing() {}

  private NDArray detached(NDManager scope, NDArray x) {
    return backward.call(scope, "leaf", x).head();
  }

  private Recorded record(
      NDManager scope, String method, NDArray x, NDList weights, NDList others) {
    JniUtils.setGradMode(true);
    try {
      NDArray leaf = backward.call(scope, "leaf", x).head();
      NDArray result = stack.kernels().call(scope, method, leaf, weights, others).head();
      return new Recorded(leaf, weights, result);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** The gradients of the input and of each weight; frees what was recorded. */
  private NDList gradients(NDManager scope, Recorded recorded, NDArray dresult) {
    NDList found =
        backward.call(scope, "gradients", recorded.result, dresult, recorded.x, recorded.weights);
    recorded.close();
    return found;
  }

  /** Hands in gradients, which may be added later and by another thread. */
  private void add(
      GradientSum.Share share, int stage, NDArray[] sums, NDList found, Runnable also) {
    found.attach(model.manager());
    share.add(
        stage,
        () -> {
          backward.run(model.manager(), "add", sums, found.toArray(NDArray[]::new));
          found.close();
          also.run();
        });
  }

  private void addHead(GradientSum.Share share, NDArray headShare) {
    if (!share.isInPlace()) {
      NDArray[] sum = {headGradient};
      backward.run(model.manager(), "add", sum, new NDArray[] {headShare});
      headShare.close();
    }
  }

  private void addEmbedding(
      GradientSum.Share share, int stage, NDArray dx, NDArray ids, Runnable also) {
    NDArray sum = gradients.get(ParameterShapes.EMBEDDING);
    NDArray own = ids.duplicate();
    new NDList(dx, own).attach(model.manager());
    share.add(
        stage,
        () -> {
          backward.run(model.manager(), "add_rows", sum, dx, own);
          new NDList(dx, own).close();
          also.run();
        });
  }
}
