package org.smdm.sample;

import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.tensor.RandomStreams;

/**
 * The random numbers of sampling. Each position of each sequence has its own, so that a sequence
 * comes out the same whatever else is in its batch.
 */
public interface SamplingNoise {

  /**
   * Decides whether, or in which order, blanks are revealed.
   *
   * @param sequence number of the sequence
   * @param step denoising step, from 0
   * @param position of the token
   * @return uniform in [0, 1)
   */
  float reveal(long sequence, int step, int position);

  /**
   * The uniform number that draws one token.
   *
   * @param sequence number of the sequence
   * @param step denoising step, from 0
   * @param position of the token
   * @return uniform in [0, 1)
   */
  double token(long sequence, int step, int position);

  /**
   * The uniform numbers behind one token's Gumbel noise.
   *
   * @param sequence number of the sequence
   * @param step denoising step, from 0
   * @param position of the token
   * @param into receives one number in [0, 1) per id
   * @param offset where the first goes
   * @param count how many
   */
  void gumbel(long sequence, int step, int position, double[] into, int offset, int count);

  /**
   * Seeded noise.
   *
   * @param streams the seed
   */
  static SamplingNoise seeded(RandomStreams streams) {
    return new SamplingNoise() {
      @Override
      public float reveal(long sequence, int step, int position) {
        return streams.stream("reveal", sequence, step, position).nextFloat();
      }

      @Override
      public double token(long sequence, int step, int position) {
        return streams.stream("token", sequence, step, position).nextDouble();
      }

      @Override
      public void gumbel(
          long sequence, int step, int position, double[] into, int offset, int count) {
        UniformRandomProvider random = streams.stream("gumbel", sequence, step, position);
        for (int i = 0; i < count; i++) {
          into[offset + i] = random.nextDouble();
        }
      }
    };
  }
}
