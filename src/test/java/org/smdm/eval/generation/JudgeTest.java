package org.smdm.eval.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

class JudgeTest {

  private final NDManager manager = Torch.newManager("cpu");
  private final Tokenizer bytes = Tokenizers.load("bytes");
  private final ModelConfig config = ModelConfig.of(40, bytes.vocabSize(), 2, 2, 16, 32);
  private final Transformer arm =
      Transformer.initialized(
          manager, config, ModelFamily.ARM, Precision.FP32, new RandomStreams(1));

  @AfterEach
  void close() {
    manager.close();
  }

  /** By the logits of one text, token by token. */
  private double bits(String context, String text) {
    int[] before = context.isEmpty() ? new int[] {bytes.endOfText()} : bytes.encode(context);
    int[] all = IntStream.concat(IntStream.of(before), IntStream.of(bytes.encode(text))).toArray();
    double sum = 0;
    for (int i = before.length; i < all.length; i++) {
      long[] ids = IntStream.of(all).limit(i).asLongStream().toArray();
      float[] logits =
          arm.logits(
                  manager, manager.create(ids, new Shape(1, i)), manager.create(new long[] {i - 1}))
              .toFloatArray();
      double total = 0;
      for (float logit : logits) {
        total += Math.exp(logit);
      }
      sum -= Math.log(Math.exp(logits[all[i]]) / total);
    }
    return sum / Math.log(2) / text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Judge.Text text(String context, String continuation) {
    return new Judge(arm, bytes).text(bytes, bytes.encode(context), bytes.encode(continuation));
  }

  @Test
  void bitsAreThoseOfEachTokenGivenAllBeforeIt() {
    double[] bits =
        new Judge(arm, bytes)
            .bitsPerByte(
                List.of(
                    text("We the ", "people"),
                    text("", "Fellow citizens"),
                    text("a", "é"),
                    text("nothing", "")));
    assertEquals(bits("We the ", "people"), bits[0], 1e-4);
    assertEquals(bits("", "Fellow citizens"), bits[1], 1e-4);
    assertEquals(bits("a", "é"), bits[2], 1e-4);
    assertTrue(Double.isNaN(bits[3]));
  }

  @Test
  void tokensOfAnotherVocabularyAreReadAsText() {
    Tokenizer other = new TwoWords();
    Judge judge = new Judge(arm, bytes);
    double[] bits =
        judge.bitsPerByte(
            List.of(judge.text(other, new int[] {0}, new int[] {1}), text("We the", " people")));
    // The space at the end of the context is read with what follows it.
    assertEquals(bits[1], bits[0], 1e-6);
  }

  @Test
  void aTextIsJudgedTheSameInAnyBatch() {
    List<Judge.Text> texts =
        IntStream.range(0, 37)
            .mapToObj(i -> text("Speech " + i, "of " + "the people ".repeat(i % 3 + 1).strip()))
            .map(text -> text.context().length + text.continuation().length > 41 ? null : text)
            .filter(java.util.Objects::nonNull)
            .toList();
    assertTrue(texts.size() > 20);
    Judge judge = new Judge(arm, bytes);
    double[] together = judge.bitsPerByte(texts);
    for (int i = 0; i < texts.size(); i += 9) {
      assertEquals(judge.bitsPerByte(List.of(texts.get(i)))[0], together[i], 1e-5);
    }
  }

  @Test
  void aTextLongerThanTheJudgeReadsIsRefused() {
    Judge judge = new Judge(arm, bytes);
    List<Judge.Text> tooLong = List.of(text("a", "b".repeat(41)));
    assertThrows(UserException.class, () -> judge.bitsPerByte(tooLong));
  }

  @Test
  void anMdmIsNoJudge() {
    Transformer mdm =
        Transformer.initialized(
            manager, config, ModelFamily.MDM, Precision.FP32, new RandomStreams(1));
    assertThrows(UserException.class, () -> new Judge(mdm, bytes));
  }

  /** A vocabulary of two words. */
  private static final class TwoWords implements Tokenizer {
    @Override
    public String name() {
      return "two words";
    }

    @Override
    public int vocabSize() {
      return 2;
    }

    @Override
    public int endOfText() {
      return 0;
    }

    @Override
    public int[] encode(String text) {
      throw new AssertionError("only the judge encodes");
    }

    @Override
    public String decode(int... ids) {
      return IntStream.of(ids)
          .mapToObj(id -> id == 0 ? "We the " : "people")
          .collect(java.util.stream.Collectors.joining());
    }

    @Override
    public String fingerprint() {
      return "two words";
    }
  }
}
