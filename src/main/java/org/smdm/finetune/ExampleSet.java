package org.smdm.finetune;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.DataConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * The examples of a run, some held back.
 *
 * @param train to learn from
 * @param validation held back; those of {@code train} where none are
 * @param passedOver entries without an exchange, and exchanges whose prompt leaves no room
 * @param cut examples whose answer was cut
 */
public record ExampleSet(List<Example> train, List<Example> validation, int passedOver, int cut) {

  /** The same entries are held back whatever the run's seed. */
  private static final RandomStreams SPLIT = new RandomStreams(0);

  /** Copies the lists. */
  public ExampleSet {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
  }

  /**
   * Reads, encodes and splits a file. The exchanges of one entry are on the same side.
   *
   * @param config what to read and how
   * @param tokenizer the config's
   * @throws UserException when the file is not what the config says, or nothing is left to learn
   */
  public static ExampleSet read(DataConfig.Examples config, Tokenizer tokenizer) {
    ExchangeFile file = ExchangeFile.read(config.task(), Path.of(config.file()));
    List<List<Optional<Example>>> encoded =
        IntStream.range(0, file.entries().size())
            .parallel()
            .mapToObj(entry -> encode(file.entries().get(entry), entry, config, tokenizer))
            .toList();
    UniformRandomProvider random = SPLIT.stream("held-back-examples");
    List<Example> train = new ArrayList<>();
    List<Example> validation = new ArrayList<>();
    int passedOver = file.passedOver();
    int cut = 0;
    for (List<Optional<Example>> entry : encoded) {
      boolean isHeldBack = random.nextDouble() < config.validationFraction();
      for (Optional<Example> example : entry) {
        if (example.isEmpty()) {
          passedOver++;
          continue;
        }
        (isHeldBack ? validation : train).add(example.get());
        int[] ids = example.get().ids();
        cut += ids[ids.length - 1] == tokenizer.endOfText() ? 0 : 1;
      }
    }
    if (train.isEmpty()) {
      throw new UserException(
          "%s leaves no example to learn from (%d do not fit into %d tokens, %d are held back): raise length or lower validationFraction"
              .formatted(config.file(), passedOver, config.length(), validation.size()));
    }
    return new ExampleSet(train, validation.isEmpty() ? train : validation, passedOver, cut);
  }

  private static List<Optional<Example>> encode(
      List<Exchange> exchanges, int entry, DataConfig.Examples config, Tokenizer tokenizer) {
    return exchanges.stream()
        .map(exchange -> Example.of(exchange, tokenizer, config.format(), config.length(), entry))
        .toList();
  }

  /** SHA-256 of all tokens and where prompts end. */
  String fingerprint() {
    MessageDigest digest = Sha256.begin();
    for (List<Example> examples : List.of(train, validation)) {
      digest.update(ByteBuffer.allocate(4).putInt(examples.size()).array());
      for (Example example : examples) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * example.ids().length);
        bytes.putInt(example.ids().length).putInt(example.promptLength());
        bytes.asIntBuffer().put(example.ids());
        digest.update(bytes.array());
      }
    }
    return Sha256.hex(digest);
  }

  /**
   * Optimiser steps of some epochs: every example is read that often, but for what does not fill
   * the last batch.
   *
   * @param epochs times to read each
   * @param globalBatchSize examples per step
   */
  public long steps(double epochs, int globalBatchSize) {
    return Math.max(1, (long) (epochs * train.size() / globalBatchSize));
  }
}
