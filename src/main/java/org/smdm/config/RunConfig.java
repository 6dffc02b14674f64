package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import org.smdm.io.AtomicFile;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * One pretraining run, completely: the same config gives the same losses and samples.
 *
 * @param name the run's folder under {@code results/}
 * @param seed root of every random stream
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision type of the matrix products
 * @param model shape of the transformer
 * @param objective what is optimised
 * @param data where the tokens come from
 * @param optimizer AdamW and its schedule
 * @param budget how long to train
 * @param batch sequences per step
 * @param validation how often and how exactly to validate
 * @param checkpoints when to save and what to keep
 * @param activationCheckpointing keeps only each layer's input for the backward pass and computes
 *     the rest again: a third more arithmetic for a fraction of the memory, and the same results
 */
public record RunConfig(
    String name,
    long seed,
    String device,
    Precision precision,
    ModelConfig model,
    ObjectiveConfig objective,
    DataConfig data,
    OptimizerConfig optimizer,
    BudgetConfig budget,
    BatchConfig batch,
    ValidationConfig validation,
    CheckpointConfig checkpoints,
    boolean activationCheckpointing) {

  /** The reference's seed. */
  public static final long DEFAULT_SEED = 3407;

  /** Validates that every part is there and that the budget holds at least one step. */
  public RunConfig {
    Check.present("name", name);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new UserException(
          "name is '"
              + name
              + "': write letters, digits, '.', '_' and '-' only, as mdm-170M-10e18");
    }
    Check.present("device", device);
    Check.present("precision", precision);
    Check.present("model", model);
    Check.present("objective", objective);
    Check.present("data", data);
    Check.present("optimizer", optimizer);
    Check.present("budget", budget);
    Check.present("batch", batch);
    Check.present("validation", validation);
    Check.present("checkpoints", checkpoints);
    if (objective instanceof ObjectiveConfig.Own && data instanceof DataConfig.Examples) {
      throw new UserException(
          "objective is one of your own, which makes batches of running text: fine-tune with the type mdm or arm");
    }
    budget.steps(model.nonEmbeddingParameters(), tokensPerStep(model, objective, batch));
  }

  /** The same run under another name. */
  public RunConfig withName(String newName) {
    return with(newName, checkpoints);
  }

  /** The same run, saved at other times. */
  public RunConfig withCheckpoints(CheckpointConfig other) {
    return with(name, other);
  }

  private RunConfig with(String newName, CheckpointConfig otherCheckpoints) {
    return new RunConfig(
        newName,
        seed,
        device,
        precision,
        model,
        objective,
        data,
        optimizer,
        budget,
        batch,
        validation,
        otherCheckpoints,
        activationCheckpointing);
  }

  /**
   * Writes the config, for {@code ./smdm run FILE}.
   *
   * @param file where to
   * @return the file
   * @throws UserException when it cannot be written
   */
  public Path save(String file) {
    AtomicFile.writeString(Path.of(file), ConfigJson.write(this));
    return Path.of(file);
  }

  /** Length of the run in optimiser steps. */
  @JsonIgnore
  public long steps() {
    return budget.steps(model.nonEmbeddingParameters(), tokensPerStep(model, objective, batch));
  }

  /** Expected tokens of one optimiser step. */
  @JsonIgnore
  public double tokensPerStep() {
    return tokensPerStep(model, objective, batch);
  }

  /** 6·N·D of the whole run: N non-embedding parameters, D expected tokens. */
  @JsonIgnore
  public double flops() {
    return 6.0 * model.nonEmbeddingParameters() * tokensPerStep() * steps();
  }

  private static double tokensPerStep(
      ModelConfig model, ObjectiveConfig objective, BatchConfig batch) {
    return batch.globalBatchSize() * objective.averageLength(model.blockSize());
  }
}
