package org.smdm.eval.run;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.smdm.io.UserException;

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

  /** Refuses a name that is no folder of its own. */
  public ModelUnderTest {
    if (name.isBlank() || name.equals(".") || name.equals("..")) {
      throw new UserException(
          "The evaluated model is called \"%s\": give it a name for the folder of its results"
              .formatted(name));
    }
  }

  /** The name as a folder: signs that file systems refuse become two underscores. */
  public String folderName() {
    return UNFIT.matcher(name).replaceAll("__");
  }
}
