package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * How a single token is drawn: temperature first, then the k likeliest, then the nucleus.
 *
 * @param temperature 1 draws from the model's distribution, 0 takes the most likely token
 * @param topK only the k most likely ids are drawn; 0 for all
 * @param topP only the most likely ids that together have this probability are drawn; 1 for all
 * @param noise the random numbers behind it; the reference's has neither top-k nor top-p
 */
public record DrawConfig(
    @Setting(
            value = "0 takes the likeliest token, 1 draws from the model's distribution",
            otherwise = "1")
        double temperature,
    @Setting(value = "Draw from the k likeliest ids", otherwise = "all") int topK,
    @Setting(value = "Draw from the likeliest ids of this total probability", usual = "1")
        double topP,
    @Setting(value = "How a token is drawn, gumbel as the reference", usual = "inverse")
        TokenNoise noise) {

  /** Validates the ranges. */
  public DrawConfig {
    Check.notNegative("temperature", temperature);
    Check.atLeast("topK", topK, 0);
    if (!(topP > 0 && topP <= 1)) {
      throw new UserException("topP is " + topP + ": write a number above 0 and at most 1");
    }
    Check.present("noise", noise);
    if (noise == TokenNoise.GUMBEL && (topK > 0 || topP < 1)) {
      throw new UserException(
          "Gumbel noise is the reference's, which has neither top-k nor top-p: write the noise inverse");
    }
  }

  /** From all ids. */
  public static DrawConfig of(double temperature) {
    return new DrawConfig(temperature, 0, 1, TokenNoise.INVERSE);
  }
}
