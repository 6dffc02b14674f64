package org.smdm.data.ngram;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.packed.TokenSequence;
import org.smdm.data.text.Corpus;
import org.smdm.data.tokenizer.RawBytes;

/** The yardstick on the embedded corpus: what every byte-level language model has to beat. */
class NGramSotuTest {

  /**
   * Bits per byte of an interpolated Witten-Bell model of orders 1 to 5, from a separate program
   * (dictionaries of byte strings) over the same speeches and blocks.
   */
  private static final double[] WITTEN_BELL = {4.31500, 3.39822, 2.67018, 2.04551, 1.71159};

  @Test
  @Tag("slow")
  void doesNoWorseThanWittenBellOnHeldOutSpeeches() {
    Corpus corpus = Corpus.load("sotu", Corpus.DEFAULT_VALIDATION_FRACTION, 0);
    TokenSequence train = TokenSequence.of(new RawBytes(), corpus.train());
    SequentialBlocks validation =
        new SequentialBlocks(TokenSequence.of(new RawBytes(), corpus.validation()), 257);
    for (int order = 1; order <= 5; order++) {
      double bitsPerByte =
          NGramModel.train(train, order).bitsPerToken(validation, validation.blocksPerEpoch())
              / validation.sequence().utf8BytesPerToken();
      System.out.printf("n-gram of order %d: %.4f bits per byte%n", order, bitsPerByte);
      double oracle = WITTEN_BELL[order - 1];
      assertTrue(bitsPerByte < oracle + 1e-3, "worse: " + bitsPerByte);
      assertTrue(bitsPerByte > oracle - 0.05, "too good to be true: " + bitsPerByte);
    }
  }
}
