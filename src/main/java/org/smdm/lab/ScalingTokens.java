package org.smdm.lab;

import org.smdm.config.ModelConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.ScalingConfig;
import org.smdm.data.packed.BlockSource;
import org.smdm.data.packed.TrainingData;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** The size of a study's training data. */
public final class ScalingTokens {

  private ScalingTokens() {}

  /**
   * Tokens of the training data; NaN when they are not on this machine, so that a study may be
   * planned elsewhere than it runs.
   */
  public static double count(ScalingConfig study) {
    ModelConfig any = study.sizes().shapes(study.blockSize(), study.vocabSize()).get(0);
    try {
      BlockSource train =
          TrainingData.open(study.data(), any, new RandomStreams(RunConfig.DEFAULT_SEED)).train();
      return (double) train.blocksPerEpoch() * study.blockSize();
    } catch (UserException e) {
      System.err.println(
          "smdm: the number of epochs is not checked, since the data cannot be read here: "
              + e.getMessage());
      return Double.NaN;
    }
  }
}
