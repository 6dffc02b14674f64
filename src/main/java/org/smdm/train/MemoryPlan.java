package org.smdm.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.model.BlockStack;
import org.smdm.model.GradientLayout;
import org.smdm.model.GradientPass;

/**
 * The memory that each rank of a run needs at its peak, counted from the arrays that {@link
 * GradientPass} and the optimiser hold at once. Some numbers are measured rather than counted: what
 * the process takes without any model, how much freed memory it keeps, what MPI takes to send a
 * bucket. Those of GPUs are estimates.
 */
public final class MemoryPlan {

  /** Resident bytes of Java, libtorch, its threads' buffers and a small corpus. */
  private static final long PROCESS = 390_000_000;

  /**
   * Freed memory between arrays in use, with the launcher's settings of the C library: about this
   * and what six layers keep, in runs of many shapes.
   */
  private static final long HOLES = 100_000_000;

  /** More of it where the number of masked rows, and so the size of the head's arrays, varies. */
  private static final long MASKED_HOLES = 30_000_000;

  /** Copies of the largest bucket that MPI and freed memory hold, of two ranks on one machine. */
  private static final int SENT_COPIES = 4;

  /** A GPU's context, its libraries' workspaces and an allocator that cuts blocks. */
  private static final long CONTEXT = 1_000_000_000;

  private static final int FLOAT = 4;

  /**
   * How a run is placed.
   *
   * @param microBatchSize sequences that are computed at once
   * @param isCheckpointing whether activations are computed twice
   * @param ranks that share the run
   * @param isSharded whether each holds its part of the moments alone
   * @param threads of each rank that compute shards of a micro-batch at once; of no account on a
   *     GPU
   */
  public record Placement(
      int microBatchSize, boolean isCheckpointing, int ranks, boolean isSharded, int threads) {}

  private final ModelConfig model;
  private final ModelFamily family;
  private final boolean isCheckpointing;
  private final int product;
  private final int atOnce;
  private final long positions;
  private final Map<String, Long> parts = new LinkedHashMap<>();

  /**
   * Counts the memory of a rank.
   *
   * @param config the run
   * @param placement in place of what the config says of it
   */
  public MemoryPlan(RunConfig config, Placement placement) {
    model = config.model();
    family = config.objective().family();
    isCheckpointing = placement.isCheckpointing;
    product = config.precision() == Precision.BF16 ? 2 : FLOAT;
    boolean isGpu = !config.device().equals("cpu");
    int batch = placement.microBatchSize;
    int shards = isGpu ? 1 : Shards.of(model, batch);
    atOnce = Math.min(shards, placement.threads);
    // Each thread's shard.
    positions = (long) (batch + shards - 1) / shards * model.blockSize();
    int ranks = placement.ranks;
    GradientLayout layout = GradientLayout.of(model, family, ranks);
    long parameters = FLOAT * model.parameters(family);
    long gradients = FLOAT * layout.size();
    long bucket =
        FLOAT
            * GradientBuckets.of(layout).ranges().stream()
                .mapToLong(GradientLayout.Range::size)
                .max()
                .orElseThrow();
    parts.put("weights", parameters);
    parts.put("gradients", gradients);
    if (placement.isSharded) {
      parts.put("AdamW's moments", 2 * gradients / ranks);
      parts.put("own part of gradients", gradients / ranks + bucket);
    } else {
      parts.put("AdamW's moments", 2 * parameters);
    }
    long kept = isCheckpointing ? perWidth() : keptByLayer();
    parts.put("activations", atOnce * (model.layers() * kept + perWidth()));
    long head = atOnce * head(rows(config.objective()));
    long backward = atOnce * (backward() + (isCheckpointing ? keptByLayer() : 0));
    if (shards > 1) {
      parts.put("shares of the head's gradient", (long) FLOAT * atOnce * headWeights());
    }
    parts.put(
        head > backward ? "head and loss" : "backward pass of a layer", Math.max(head, backward));
    if (isGpu) {
      parts.put("CUDA", CONTEXT);
      return;
    }
    if (placement.isSharded) {
      // The leader holds all moments while it saves, in place of what a step held.
      long held = parts.get("activations") + Math.max(head, backward);
      parts.put("moments to be saved", Math.max(0, 2 * parameters - held));
    }
    if (ranks > 1) {
      parts.put("sending", SENT_COPIES * bucket);
    }
    long holes = family == ModelFamily.MDM ? HOLES + MASKED_HOLES : HOLES;
    parts.put("freed memory in holes", holes + 6L * atOnce * keptByLayer());
    parts.put("Java and libtorch", PROCESS);
  }

  /**
   * Counts the memory of a run of one process.
   *
   * @param config the run
   */
  public static MemoryPlan of(RunConfig config) {
    int size = config.batch().microBatchSize();
    int cores = Runtime.getRuntime().availableProcessors();
    return new MemoryPlan(
        config, new Placement(size, config.activationCheckpointing(), 1, false, cores));
  }

  /** Bytes by what they are for. */
  public Map<String, Long> parts() {
    return Collections.unmodifiableMap(parts);
  }

  /** Bytes of one part; 0 where there is none of that name. */
  public long part(String name) {
    return parts.getOrDefault(name, 0L);
  }

  /** All bytes together. */
  public long bytes() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** An array (batch, time, embd) float32. */
  private long perWidth() {
    return FLOAT * positions * model.embd();
  }

  /** An array (batch, time, ffn) of the products' type. */
  private long perHidden() {
    return product * positions * model.ffn();
  }

  /** What the recording of a layer keeps for its backward pass, its input included. */
  private long keptByLayer() {
    long head = positions * model.headSize();
    long turned = product * head * (model.heads() + model.queryGroups());
    long projected = product * positions * model.qkvRows();
    // Queries in another order, and keys and values once for each of them.
    boolean isGrouped = model.queryGroups() != model.heads();
    long regrouped = isGrouped ? 3L * product * head * model.heads() : 0;
    // The input of both sub-layers, divided by its size.
    long residual = 4 * perWidth();
    // What products read, in float32 in a copy for each, and what attention gives.
    long read = (product == FLOAT ? 5L : 3L) * product * positions * model.embd();
    return residual + read + turned + projected + regrouped + 4 * perHidden();
  }

  /** What the backward pass of a layer holds beside what is kept. */
  private long backward() {
    long weights = (long) model.embd() * (3L * model.ffn() + model.qkvRows() + (long) model.embd());
    long cast = product == FLOAT ? 0 : 2L * product * weights;
    return FLOAT * weights + cast + 2 * perWidth() + 2 * perHidden();
  }

  /** Elements of the head. */
  private long headWeights() {
    return (long) model.paddedVocabSize() * model.embd();
  }

  /** What the head holds beside what is kept, for some rows. */
  private long head(long rows) {
    long width = FLOAT * rows * model.embd();
    long chunk = Math.min(rows, BlockStack.headChunk(model.paddedVocabSize()));
    long vocab = model.paddedVocabSize();
    long cast = product == FLOAT ? 0 : product * headWeights();
    long logits = 2 * FLOAT * chunk * vocab;
    return 4 * width + cast + Math.max(logits, width + perWidth());
  }

  /** The most rows of a batch that a run is likely to meet: of an MDM the mean and 3 deviations. */
  private long rows(ObjectiveConfig objective) {
    if (!(objective instanceof ObjectiveConfig.MaskedDiffusion)) {
      return positions;
    }
    // Times are uniform: their mean over sequences has the deviation sqrt(1 / 12 / batch).
    return (long)
        (positions * Math.min(1, 0.5 + 3 * Math.sqrt(model.blockSize() / 12.0 / positions)));
  }
}
