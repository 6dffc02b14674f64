package org.smdm.eval.run;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What was evaluated, how and when, as the harness's results tell it.
 *
 * @param kind of model; the harness's {@code --model}
 * @param arguments how it scores; the harness's {@code --model_args}
 * @param name names the folder of the results
 * @param batchSize sequences scored at once
 * @param device where
 * @param seed of the scorer's random numbers
 * @param commit of the program
 * @param started when the evaluation began
 * @param elapsed how long it took
 */
public record ModelUnderTest(
    String kind,
    String arguments,
    String name,
    int batchSize,
    String device,
    long seed,
    String commit,
    Instant started,
    Duration elapsed) {

  private static final Pattern UNFIT = Pattern.compile("[\"<>:/|\\\\?*\\[\\]]+");

  /** The name as a folder. */
  public String folderName() {
    return UNFIT.matcher(name).replaceAll("__");
  }
}
