package org.smdm.lab;

import org.smdm.config.ComputeCount;
import org.smdm.config.Precision;
import org.smdm.config.Setting;

/**
 * What may be said of a scaling study by a single value, each once: options of {@code smdm scaling
 * plan} and words of a {@link ScalingStudy}. Null where nothing is said.
 */
public record ScalingSettings(
    @Setting(value = "Sizes per budget", usual = "5") Integer sizes,
    @Setting(value = "Largest of them divided by the smallest", otherwise = "tiny 10, paper 6")
        Double spread,
    @Setting(value = "Tokens per sequence", otherwise = "tiny 128, paper 2048") Integer blockSize,
    @Setting(value = "Sequences per step", otherwise = "tiny 16, paper 256") Integer batchSize,
    @Setting("Sequences per forward pass") Integer microBatchSize,
    @Setting("As of ./smdm pretrain") String data,
    @Setting("As of ./smdm pretrain") String tokenizer,
    @Setting(value = "Sequences of the validation at the end of a run", usual = "512")
        Integer validationSequences,
    @Setting(value = "Noised copies per MDM validation sequence", usual = "16") Integer mcSamples,
    @Setting(value = "Refuse runs that read the data more often", usual = "6") Double mostEpochs,
    @Setting(value = "cpu, cuda or cuda:N", usual = "cpu") String device,
    @Setting(value = "Matrix products", otherwise = "tiny fp32, paper bf16") Precision precision,
    @Setting(
            value = "What budgets count: counted (attention and head too) or 6nd",
            otherwise = "tiny counted, paper 6nd")
        ComputeCount compute) {}
