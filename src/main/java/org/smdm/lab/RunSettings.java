package org.smdm.lab;

import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.Setting;
import org.smdm.config.TimeSampling;

/**
 * What may be said of a run, each once: the options of {@code smdm pretrain} and the words of an
 * {@link Experiment} are these. Null where nothing is said; {@link Expansion} makes the complete
 * config.
 */
public record RunSettings(
    @Setting(
            value = "Named size in millions of non-embedding parameters (6 … 2121)",
            label = "MILLIONS")
        Integer model,
    @Setting(value = "Layers of a free shape", usual = "4") Integer layers,
    @Setting(value = "Attention heads of a free shape", usual = "4") Integer heads,
    @Setting(value = "Key/value heads of a free shape", otherwise = "as many as heads")
        Integer queryGroups,
    @Setting(value = "Width of a free shape", usual = "128") Integer embd,
    @Setting(value = "Feed-forward width of a free shape", otherwise = "4 times embd") Integer ffn,
    @Setting(value = "Tokens per sequence", otherwise = "2048 for named sizes, 256 for free shapes")
        Integer blockSize,
    @Setting(
            value = "Functions in TorchScript that replace the model's, with weights of their own",
            label = "FILE",
            otherwise = "the paper's")
        String architecture,
    @Setting(value = "What is learnt", usual = "mdm") ModelFamily objective,
    @Setting(
            value = "A method prepare in Java that makes the training batches",
            label = "FILE",
            otherwise = "the paper's")
        String objectiveCode,
    @Setting(value = "Share of MDM batches cut to a random length", usual = "0") Double sslRatio,
    @Setting(value = "MDM training times", usual = "uniform") TimeSampling times,
    @Setting(value = "MDM masks per sequence", usual = "bernoulli") MaskCount maskCount,
    @Setting(value = "MDM training loss", usual = "bound") LossWeighting weighting,
    @Setting("Budget: 6·N·D floating-point operations, as 10e18") Double flops,
    @Setting("Budget: optimiser steps") Long steps,
    @Setting(
            value =
                "sotu (embedded speeches; sotu:1790-1989 some years of them), a text or JSONL file,"
                    + " a folder of them, or a folder of packed .bin files, as ./smdm prepare makes",
            otherwise = "sotu for free shapes, data/slim_star_combined for named sizes")
        String data,
    @Setting(value = "bytes, a tokenizer.json or its folder", otherwise = "bytes for text")
        String tokenizer,
    @Setting(value = "Sequences per step", otherwise = "256 for named sizes, 16 for free shapes")
        Integer batchSize,
    @Setting("Sequences per forward pass") Integer microBatchSize,
    @Setting(
            value = "Peak learning rate, decaying to a tenth",
            otherwise = "2e-4 for named sizes, 2e-3 for free shapes")
        Double lr,
    @Setting("Warm up over at least 100 steps even in short runs, as the reference")
        Boolean referenceWarmup,
    @Setting(value = "Root of all random streams", usual = "" + RunConfig.DEFAULT_SEED) Long seed,
    @Setting(value = "cpu, cuda or cuda:N", usual = "cpu") String device,
    @Setting(value = "Matrix products", usual = "fp32") Precision precision,
    @Setting("Computes activations twice instead of keeping them: slower, less memory")
        Boolean activationCheckpointing,
    @Setting(
            value =
                "Skips and counts steps whose gradient norm is above so many times its mean; 0: none",
            usual = "0")
        Double skipAboveNorm,
    @Setting(value = "Steps between validations; 0: at the end", usual = "0") Long validateEvery,
    @Setting(value = "Sequences per validation", usual = "256") Integer validationSequences,
    @Setting(value = "Monte-Carlo samples per MDM validation sequence", usual = "16")
        Integer mcSamples,
    @Setting(value = "Steps between checkpoints; 0: at the end", usual = "0") Long saveEvery,
    @Setting(value = "Latest checkpoints that stay", usual = "2") Integer keepLast,
    @Setting(value = "Checkpoints of the lowest validation losses that stay", usual = "0")
        Integer keepBest,
    @Setting(value = "Name of the run's folder", otherwise = "as mdm-170M-10e18-rsl-0.01")
        String name) {}
