package org.smdm.objective;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.smdm.config.ObjectiveConfig;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** An objective that a researcher wrote: its method {@code prepare} makes the batches. */
final class OwnObjective implements Objective {

  private static final String PACKAGE = "org.smdm.own";

  /** What stands before the source, in one line. */
  private static final String BEFORE =
      "package "
          + PACKAGE
          + "; import java.util.*; import java.util.function.*; import java.util.stream.*;"
          + " import org.apache.commons.rng.UniformRandomProvider; import org.smdm.objective.*;"
          + " final class %s {\n";

  private final ObjectiveConfig.Own config;
  private final int maskId;
  private final long steps;
  private final String type;
  private final Object instance;
  private final Method prepare;

  /**
   * @param config with the source
   * @param maskId of the model
   * @param steps of the run
   * @throws UserException when it does not compile, with the line of the source
   */
  OwnObjective(ObjectiveConfig.Own config, int maskId, long steps) {
    this.config = config;
    this.maskId = maskId;
    this.steps = steps;
    type = "Objective" + config.sha256().substring(0, 12);
    Class<?> compiled =
        SourceCompiler.compile(
            PACKAGE + "." + type,
            BEFORE.formatted(type) + config.source() + "}\n",
            (line, message) -> at(line - 1, message));
    try {
      prepare = compiled.getDeclaredMethod("prepare", int[][].class, Draw.class);
      prepare.setAccessible(true);
      var constructor = compiled.getDeclaredConstructor();
      constructor.setAccessible(true);
      instance = constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new UserException(
          "the objective's source has no method prepare: write TrainingBatch prepare(int[][] blocks, Draw draw) { … }",
          e);
    } catch (InvocationTargetException e) {
      throw failure(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    if (prepare.getReturnType() != TrainingBatch.class) {
      throw new UserException(
          "the objective's prepare returns %s: return a TrainingBatch, as draw.batch(blocks).done() does"
              .formatted(prepare.getReturnType().getSimpleName()));
    }
  }

  @Override
  public TrainingBatch prepare(int[][] blocks, RandomStreams streams, long step, int microBatch) {
    Draw draw = new Draw(config.family(), maskId, step, steps, microBatch, streams);
    TrainingBatch batch;
    try {
      batch = (TrainingBatch) prepare.invoke(instance, blocks, draw);
    } catch (InvocationTargetException e) {
      throw failure(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    if (batch == null) {
      throw new UserException(
          "the objective's prepare gives null: return draw.batch(blocks).done()");
    }
    require(batch, blocks);
    return batch;
  }

  /** What a batch of other makers may have wrong. */
  private static void require(TrainingBatch batch, int[][] blocks) {
    int rows = batch.rows().length;
    if (batch.batch() != blocks.length
        || batch.ids().length != batch.tokens()
        || batch.time() < 1
        || batch.time() >= blocks[0].length
        || batch.targets().length != rows
        || batch.weights().length != rows
        || batch.boundWeights().length != rows) {
      throw new UserException(
          "the objective's batch does not fit its blocks: make it by draw.batch(blocks)");
    }
    for (int i = 0; i < rows; i++) {
      if (batch.rows()[i] < 0
          || batch.rows()[i] >= batch.tokens()
          || (i > 0 && batch.rows()[i] <= batch.rows()[i - 1])) {
        throw new UserException(
            "the objective's rows repeat, or are not ascending places in the batch: make it by draw.batch(blocks)");
      }
      if (!Float.isFinite(batch.weights()[i]) || !Float.isFinite(batch.boundWeights()[i])) {
        throw new UserException(
            "the objective's weights are not all numbers: look at what divides by 0");
      }
    }
  }

  private RuntimeException failure(Throwable cause) {
    if (cause instanceof UserException known) {
      return known;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    int line =
        Arrays.stream(cause.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(PACKAGE + "." + type))
            .mapToInt(StackTraceElement::getLineNumber)
            .findFirst()
            .orElse(2);
    return at(line - 1, cause.toString());
  }

  private static UserException at(long line, String what) {
    return new UserException("line %d of the objective's source: %s".formatted(line, what));
  }
}
