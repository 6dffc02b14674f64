package org.smdm.config;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * Shape of a transformer (paper section 3, reference {@code lit_gpt/config.py}).
 *
 * @param blockSize longest sequence in tokens
 * @param vocabSize ids of the tokenizer, without the mask token
 * @param layers number of transformer blocks
 * @param heads number of attention heads
 * @param queryGroups key/value heads; equal to {@code heads} but for grouped-query attention
 * @param embd width of the residual stream
 * @param ffn width inside the SwiGLU sub-layer
 * @param normEps epsilon of RMSNorm
 * @param ropeBase base of the rotary angles
 * @param ropePrecision how the rotary tables are stored
 * @param headDim width of an attention head where it is not {@code embd / heads}, else null
 * @param ropeScaling of the rotary angles; null for none
 * @param architecture what is computed otherwise than in the paper; null for nothing
 */
public record ModelConfig(
    int blockSize,
    int vocabSize,
    int layers,
    int heads,
    int queryGroups,
    int embd,
    int ffn,
    double normEps,
    double ropeBase,
    RopePrecision ropePrecision,
    @JacksonInject(ConfigJson.LATER) @JsonInclude(JsonInclude.Include.NON_NULL) Integer headDim,
    @JacksonInject(ConfigJson.LATER_TOO) @JsonInclude(JsonInclude.Include.NON_NULL)
        RopeScaling ropeScaling,
    @JacksonInject(ConfigJson.LATER_STILL) @JsonInclude(JsonInclude.Include.NON_NULL)
        Architecture architecture) {

  /** The vocabulary is padded to a multiple of this many rows. */
  public static final int VOCAB_MULTIPLE = 64;

  /** Validates the shape. */
  public ModelConfig {
    Check.atLeast("blockSize", blockSize, 1);
    Check.atLeast("vocabSize", vocabSize, 2);
    Check.atLeast("layers", layers, 1);
    Check.atLeast("heads", heads, 1);
    Check.atLeast("queryGroups", queryGroups, 1);
    Check.atLeast("embd", embd, 2);
    Check.atLeast("ffn", ffn, 1);
    Check.positive("normEps", normEps);
    Check.positive("ropeBase", ropeBase);
    Check.present("ropePrecision", ropePrecision);
    if (headDim != null) {
      Check.atLeast("headDim", headDim, 2);
      if (headDim % 2 != 0) {
        throw new UserException("headDim is " + headDim + ": write an even number");
      }
      // Equal shapes are equal records.
      headDim = (long) headDim * heads == embd ? null : headDim;
    } else if (embd % heads != 0 || embd / heads % 2 != 0) {
      throw new UserException(
          "embd is %d with %d heads: write an embd that is an even multiple of heads, for instance %d"
              .formatted(embd, heads, 2 * heads * Math.max(1, Math.round(embd / (2f * heads)))));
    }
    if (heads % queryGroups != 0) {
      throw new UserException(
          "queryGroups is %d with %d heads: write a divisor of heads"
              .formatted(queryGroups, heads));
    }
  }

  /** A shape with as many query groups as heads, eps 1e-5, rotary base 10000 and fp32 tables. */
  public static ModelConfig of(
      int blockSize, int vocabSize, int layers, int heads, int embd, int ffn) {
    return new ModelConfig(
        blockSize,
        vocabSize,
        layers,
        heads,
        heads,
        embd,
        ffn,
        1e-5,
        10_000,
        RopePrecision.FP32,
        null,
        null,
        null);
  }

  /** The same shape with grouped-query attention. */
  public ModelConfig withQueryGroups(int groups) {
    return with(groups, ropePrecision, architecture);
  }

  /** The same shape with rotary tables of another precision. */
  public ModelConfig withRopePrecision(RopePrecision precision) {
    return with(queryGroups, precision, architecture);
  }

  /** The same shape of another architecture. */
  public ModelConfig withArchitecture(Architecture other) {
    return with(queryGroups, ropePrecision, other);
  }

  private ModelConfig with(int groups, RopePrecision precision, Architecture own) {
    return new ModelConfig(
        blockSize,
        vocabSize,
        layers,
        heads,
        groups,
        embd,
        ffn,
        normEps,
        ropeBase,
        precision,
        headDim,
        ropeScaling,
        own);
  }

  /** Whether the output head is the embedding. */
  public boolean hasTiedHead() {
    return architecture != null && architecture.hasTiedHead();
  }

  /** Width of one attention head. */
  public int headSize() {
    return headDim == null ? embd / heads : headDim;
  }

  /** Width of all heads together: that of the residual stream but where {@code headDim} is told. */
  public int headWidth() {
    return heads * headSize();
  }

  /** Rows of the fused query/key/value projection. */
  public int qkvRows() {
    return (heads + 2 * queryGroups) * headSize();
  }

  /** The vocabulary rounded up to a multiple of {@value #VOCAB_MULTIPLE}: rows of the head. */
  public int paddedVocabSize() {
    return (vocabSize + VOCAB_MULTIPLE - 1) / VOCAB_MULTIPLE * VOCAB_MULTIPLE;
  }

  /** Id of the mask token: the row behind the padded vocabulary, which no logit predicts. */
  public int maskId() {
    return paddedVocabSize();
  }

  /** Rows of the embedding: the padded vocabulary, and the mask token for an MDM. */
  public int embeddingRows(ModelFamily family) {
    return paddedVocabSize() + (family == ModelFamily.MDM ? 1 : 0);
  }

  /** N of the scaling laws: all parameters but the embedding and the output head. */
  public long nonEmbeddingParameters() {
    return layers * BlockWeights.of(this).values().stream().mapToLong(BlockWeights::size).sum()
        + embd;
  }

  /** All parameters. */
  public long parameters(ModelFamily family) {
    long beside =
        architecture == null
            ? 0
            : architecture.embeddingWeights().values().stream()
                .mapToLong(weight -> BlockWeights.size(weight.sizes(this)))
                .sum();
    long rows = embeddingRows(family) + (hasTiedHead() ? 0L : paddedVocabSize());
    return nonEmbeddingParameters() + embd * rows + beside;
  }

  /**
   * Floating-point operations that one token costs in the forward pass: two per weight of each
   * matrix product, and 4·time·embd per layer for attention's scores and weighted sum. Training
   * costs three times as much (the reference's own estimate counts attention five times). Of an
   * architecture of its own each weight of two and more dimensions counts as one product.
   *
   * @param time sequence length in tokens
   * @param headFraction share of the positions whose logits are computed
   */
  public double forwardFlopsPerToken(int time, double headFraction) {
    double layer = 2.0 * matmulParametersPerLayer() + 4.0 * time * headWidth();
    return layers * layer + headFraction * 2.0 * embd * paddedVocabSize();
  }

  /** {@link #forwardFlopsPerToken} times three: forward, and backward to inputs and weights. */
  public double trainingFlopsPerToken(int time, double headFraction) {
    return 3 * forwardFlopsPerToken(time, headFraction);
  }

  /**
   * The part of {@link #trainingFlopsPerToken} that is attention to every position.
   *
   * @param time sequence length in tokens
   */
  public double trainingAttentionFlopsPerToken(int time) {
    return 3.0 * layers * 4 * time * headWidth();
  }

  private long matmulParametersPerLayer() {
    return BlockWeights.of(this).values().stream()
        .filter(sizes -> sizes.length > 1)
        .mapToLong(BlockWeights::size)
        .sum();
  }
}
