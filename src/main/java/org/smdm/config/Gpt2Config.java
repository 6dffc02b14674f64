package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * Shape of a GPT-2 (OpenAI 2019, fields of HuggingFace's {@code GPT2Config}).
 *
 * @param blockSize longest sequence in tokens: rows of the position embedding
 * @param vocabSize ids of the tokenizer
 * @param layers number of transformer blocks
 * @param heads number of attention heads
 * @param embd width of the residual stream
 * @param ffn width inside the feed-forward sub-layer
 * @param normEps epsilon of the layer norms
 * @param tiedHead whether the output head is the token embedding
 */
public record Gpt2Config(
    int blockSize,
    int vocabSize,
    int layers,
    int heads,
    int embd,
    int ffn,
    double normEps,
    boolean tiedHead) {

  /** Validates the shape. */
  public Gpt2Config {
    Check.atLeast("blockSize", blockSize, 1);
    Check.atLeast("vocabSize", vocabSize, 2);
    Check.atLeast("layers", layers, 1);
    Check.atLeast("heads", heads, 1);
    Check.atLeast("embd", embd, 1);
    Check.atLeast("ffn", ffn, 1);
    Check.positive("normEps", normEps);
    if (embd % heads != 0) {
      throw new UserException(
          "embd is %d with %d heads: write an embd that is a multiple of heads"
              .formatted(embd, heads));
    }
  }

  /** Width of one attention head. */
  public int headSize() {
    return embd / heads;
  }

  /** All parameters but the embeddings of tokens and positions and the head. */
  public long nonEmbeddingParameters() {
    long attention = 4L * embd * embd + 4L * embd;
    long feedForward = 2L * embd * ffn + ffn + embd;
    long norms = 4L * embd;
    return layers * (attention + feedForward + norms) + 2L * embd;
  }

  /** All parameters; a tied head counts once. */
  public long parameters() {
    long tokens = (long) vocabSize * embd;
    return nonEmbeddingParameters() + (tiedHead ? 1 : 2) * tokens + (long) blockSize * embd;
  }

  /**
   * Floating-point operations of one token in the forward pass, counted as those of {@link
   * ModelConfig#forwardFlopsPerToken}.
   *
   * @param time sequence length in tokens
   */
  public double forwardFlopsPerToken(int time) {
    double matmul = 4.0 * embd * embd + 2.0 * embd * ffn;
    return layers * (2 * matmul + 4.0 * time * embd) + 2.0 * embd * vocabSize;
  }
}
