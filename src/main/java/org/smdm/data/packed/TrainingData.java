package org.smdm.data.packed;

import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.data.text.Corpus;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * The tokens of one run.
 *
 * @param tokenizer made them
 * @param train blocks to learn from
 * @param validation blocks held back, in a fixed order
 * @param bytesPerToken mean UTF-8 bytes per validation token; NaN where the text is not at hand
 * @param fingerprint SHA-256 of the training and validation tokens; of packed shards of their
 *     names, sizes and beginnings, followed by that of their contents where it is known
 */
public record TrainingData(
    Tokenizer tokenizer,
    BlockSource train,
    BlockSource validation,
    double bytesPerToken,
    String fingerprint) {

  /** Every run on a corpus holds back the same documents, whatever its seed. */
  private static final long SPLIT_SEED = 0;

  /**
   * Opens the data of a run.
   *
   * @param config where the tokens come from
   * @param model its block size and vocabulary must fit the data
   * @param streams seed of the order
   * @throws UserException when the data cannot be read or does not fit the model, or are examples
   *     to fine-tune on instead of running text
   */
  public static TrainingData open(DataConfig config, ModelConfig model, RandomStreams streams) {
    if (config instanceof DataConfig.Examples examples) {
      throw new UserException(
          "%s holds examples to fine-tune on: give running text or packed shards here"
              .formatted(examples.file()));
    }
    Tokenizer tokenizer = Tokenizers.load(config.tokenizer());
    if (tokenizer.vocabSize() > model.vocabSize()) {
      throw new UserException(
          "tokenizer %s has %d ids but the model's vocabSize is %d: set vocabSize to %d"
              .formatted(
                  tokenizer.name(),
                  tokenizer.vocabSize(),
                  model.vocabSize(),
                  tokenizer.vocabSize()));
    }
    int blockLength = model.blockSize() + 1;
    if (config instanceof DataConfig.Text text) {
      Corpus corpus = Corpus.load(text.corpus(), text.validationFraction(), SPLIT_SEED);
      TokenSequence train = TokenSequence.of(tokenizer, corpus.train());
      TokenSequence validation = TokenSequence.of(tokenizer, corpus.validation());
      return new TrainingData(
          tokenizer,
          new TokenBlocks(train, blockLength, streams),
          new SequentialBlocks(validation, blockLength),
          validation.utf8BytesPerToken(),
          train.fingerprint() + validation.fingerprint());
    }
    return PackedData.open((DataConfig.Packed) config, tokenizer, blockLength, streams.seed());
  }

  /**
   * Checks that a step does not read the same block twice.
   *
   * @param globalBatchSize blocks that a step reads
   * @throws UserException when the training data have fewer
   */
  public void requireBatch(int globalBatchSize) {
    long blocks = train.blocksPerEpoch();
    if (blocks < globalBatchSize) {
      throw new UserException(
          "the training data have only %d blocks of %d tokens, but a step reads %d: set globalBatchSize (--batch-size) to %d or less, shorten the blocks, or give more text"
              .formatted(blocks, train.blockLength(), globalBatchSize, blocks));
    }
  }
}
