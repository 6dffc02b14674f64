package org.smdm.eval.likelihood;

import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.eval.Request;
import org.smdm.tensor.RandomStreams;

/**
 * The random numbers behind Monte-Carlo estimates. Every draw of every request has its own, so that
 * no estimate depends on what else is computed, or in which order.
 */
interface LikelihoodNoise {

  /**
   * Where the evenly spread times of a group of draws begin.
   *
   * @param group from 0
   * @return uniform in [0, 1)
   */
  double begin(Request request, int group);

  /**
   * What decides which tokens a draw masks.
   *
   * @param draw from 0, over all groups
   * @param into (target) receives numbers uniform in [0, 1)
   */
  void fill(Request request, int draw, double[] into);

  /**
   * Seeded noise: streams by task, item, choice and draw. Choices of one item have the same times,
   * so that the differences between them, which decide, vary less than each of them.
   */
  static LikelihoodNoise seeded(RandomStreams streams) {
    return new LikelihoodNoise() {
      @Override
      public double begin(Request request, int group) {
        return streams.stream("likelihood times of " + request.task(), request.docId(), group)
            .nextDouble();
      }

      @Override
      public void fill(Request request, int draw, double[] into) {
        UniformRandomProvider random =
            streams.stream(
                "likelihood masks of " + request.task(), request.docId(), request.choice(), draw);
        for (int i = 0; i < into.length; i++) {
          into[i] = random.nextDouble();
        }
      }
    };
  }
}
