package org.smdm.cli;

import java.nio.file.Path;
import java.util.function.BiFunction;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;
import org.smdm.lab.Experiment;
import picocli.CommandLine.Option;

/** The options that describe a run, and the config that they expand to. */
final class RunConfigOptions {

  @Option(
      names = "--model",
      paramLabel = "MILLIONS",
      description = "Named size in millions of non-embedding parameters (6 … 2121).")
  Integer millions;

  @Option(names = "--layers", description = "Layers of a free shape (default 4).")
  Integer layers;

  @Option(names = "--heads", description = "Attention heads of a free shape (default 4).")
  Integer heads;

  @Option(
      names = "--query-groups",
      description = "Key/value heads of a free shape (default: as many as heads).")
  Integer queryGroups;

  @Option(names = "--embd", description = "Width of a free shape (default 128).")
  Integer embd;

  @Option(names = "--ffn", description = "Feed-forward width (default: 4 times embd).")
  Integer ffn;

  @Option(
      names = "--block-size",
      description = "Tokens per sequence (default: 2048 for named sizes, 256 for free shapes).")
  Integer blockSize;

  @Option(names = "--objective", description = "mdm or arm (default mdm).")
  ModelFamily family = ModelFamily.MDM;

  @Option(
      names = "--ssl-ratio",
      description = "Share of MDM batches cut to a random length (default 0).")
  Double sslRatio;

  @Option(
      names = "--times",
      description = "MDM training times: UNIFORM (default) or LOW_DISCREPANCY.")
  TimeSampling times;

  @Option(
      names = "--mask-count",
      description = "MDM masks per sequence: BERNOULLI (default, the paper's) or STRATIFIED.")
  MaskCount maskCount;

  @Option(
      names = "--weighting",
      description = "MDM training loss: BOUND (default, the paper's) or UNIFORM.")
  LossWeighting weighting;

  @Option(names = "--flops", description = "Budget: 6·N·D floating-point operations, as 10e18.")
  Double flops;

  @Option(names = "--steps", description = "Budget: optimiser steps.")
  Long steps;

  @Option(
      names = "--data",
      description =
          "sotu (embedded speeches; sotu:1790-1989 some years of them), a text or JSONL file, a folder of them, or a folder of packed"
              + " .bin files, as ./smdm prepare makes (default: sotu for free shapes, "
              + "data/slim_star_combined"
              + " for named sizes).")
  String data;

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default: bytes for text).")
  String tokenizer;

  @Option(
      names = "--batch-size",
      description = "Sequences per step (default: 256 for named sizes, 16 for free shapes).")
  Integer batchSize;

  @Option(names = "--micro-batch-size", description = "Sequences per forward pass.")
  Integer microBatchSize;

  @Option(
      names = "--lr",
      description =
          "Peak learning rate, decaying to a tenth (default: 2e-4 for named sizes, 2e-3 for free"
              + " shapes).")
  Double learningRate;

  @Option(
      names = "--reference-warmup",
      description = "Warm up over at least 100 steps even in short runs, as the reference.")
  boolean referenceWarmup;

  @Option(names = "--seed", description = "Root of all random streams (default 3407).")
  Long seed;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default cpu).")
  String device;

  @Option(names = "--precision", description = "Matrix products in FP32 or BF16 (default FP32).")
  Precision precision;

  @Option(
      names = "--activation-checkpointing",
      description = "Computes activations twice instead of keeping them: slower, less memory.")
  boolean activationCheckpointing;

  @Option(
      names = "--skip-above-norm",
      description =
          "Skips and counts steps whose gradient norm is above so many times its running mean"
              + " (default 0: none).")
  Double skipAboveNorm;

  @Option(
      names = "--validate-every",
      description = "Steps between validations; 0: at the end (default 0).")
  Long validateEvery;

  @Option(names = "--validation-sequences", description = "Sequences per validation (default 256).")
  Integer validationSequences;

  @Option(
      names = "--mc-samples",
      description = "Monte-Carlo samples per MDM validation sequence (default 16).")
  Integer monteCarloSamples;

  @Option(
      names = "--save-every",
      description = "Steps between checkpoints; 0: at the end (default 0).")
  Long saveEvery;

  @Option(names = "--keep-last", description = "Latest checkpoints that stay (default 2).")
  Integer keepLast;

  @Option(
      names = "--keep-best",
      description = "Checkpoints of the lowest validation losses that stay (default 0).")
  Integer keepBest;

  @Option(
      names = "--name",
      description = "Name of the run's folder (default: as mdm-170M-10e18-rsl-0.01).")
  String name;

  @Option(
      names = "--results",
      description = "Parent of all run folders (default ${DEFAULT-VALUE}).")
  Path results = Path.of("results");

  /** Expands the options. */
  RunConfig expand() {
    Experiment e = Experiment.of(family).referenceWarmup(referenceWarmup);
    e = e.activationCheckpointing(activationCheckpointing);
    e = with(e, millions, Experiment::model);
    e = with(e, layers, Experiment::layers);
    e = with(e, heads, Experiment::heads);
    e = with(e, queryGroups, Experiment::queryGroups);
    e = with(e, embd, Experiment::embd);
    e = with(e, ffn, Experiment::ffn);
    e = with(e, blockSize, Experiment::blockSize);
    e = with(e, sslRatio, Experiment::sslRatio);
    e = with(e, times, Experiment::times);
    e = with(e, maskCount, Experiment::maskCount);
    e = with(e, weighting, Experiment::weighting);
    e = with(e, flops, Experiment::flops);
    e = with(e, steps, Experiment::steps);
    e = with(e, data, Experiment::data);
    e = with(e, tokenizer, Experiment::tokenizer);
    e = with(e, batchSize, Experiment::batchSize);
    e = with(e, microBatchSize, Experiment::microBatchSize);
    e = with(e, learningRate, Experiment::lr);
    e = with(e, seed, Experiment::seed);
    e = with(e, device, Experiment::device);
    e = with(e, precision, Experiment::precision);
    e = with(e, skipAboveNorm, Experiment::skipAboveNorm);
    e = with(e, validateEvery, Experiment::validateEvery);
    e = with(e, validationSequences, Experiment::validationSequences);
    e = with(e, monteCarloSamples, Experiment::mcSamples);
    e = with(e, saveEvery, Experiment::saveEvery);
    e = with(e, keepLast, Experiment::keepLast);
    e = with(e, keepBest, Experiment::keepBest);
    e = with(e, name, Experiment::name);
    return e.config();
  }

  private static <T> Experiment with(
      Experiment experiment, T value, BiFunction<Experiment, T, Experiment> change) {
    return value == null ? experiment : change.apply(experiment, value);
  }
}
