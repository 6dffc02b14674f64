package org.smdm.eval.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.Request;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;

/**
 * An autoregressive model that reads what others wrote: the bits per UTF-8 byte it needs for a text
 * given its prompt, by its own tokenizer ("generative perplexity" is 2 to the power of the bits per
 * token). A text of few, repeated words needs few bits too: look at {@link TextStatistics} beside
 * it.
 */
public final class Judge {

  private static final int BATCH = 16;

  private final Transformer model;
  private final Tokenizer tokenizer;

  /**
   * @param model an ARM
   * @param tokenizer the model's
   * @throws UserException for an MDM
   */
  public Judge(Transformer model, Tokenizer tokenizer) {
    if (model.family() != ModelFamily.ARM) {
      throw new UserException(
          "a judge needs exact likelihoods: give the checkpoint of an ARM, not of an MDM");
    }
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * A text to be judged.
   *
   * @param context (time) token ids before it, at least one
   * @param continuation (time) its token ids; may be empty
   * @param bytes UTF-8 bytes of the continuation
   */
  public record Text(int[] context, int[] continuation, int bytes) {}

  /**
   * A text in tokens that the model wrote, when judge and model have one vocabulary: these are then
   * judged as they are. Otherwise the judge reads the text.
   *
   * @param writer the model's tokenizer
   * @param context what was given before it
   * @param continuation what follows
   * @throws UserException when the text is longer than the judge reads
   */
  public Text text(Tokenizer writer, int[] context, int[] continuation) {
    String written = writer.decode(continuation);
    // A byte that is no text was one byte before it became a replacement character.
    int bytes = utf8(written.replace('\uFFFD', '?'));
    if (writer.fingerprint().equals(tokenizer.fingerprint())) {
      int[] begun = context.length > 0 ? context : new int[] {tokenizer.endOfText()};
      return new Text(begun, continuation, bytes);
    }
    String before = writer.decode(context);
    if (written.isEmpty()) {
      return new Text(new int[] {tokenizer.endOfText()}, new int[0], 0);
    }
    EncodedRequest request =
        EncodedRequest.of(
            tokenizer,
            true,
            new Request("generated text", 0, 0, before, written),
            model.config().blockSize() + 1);
    // White space at the end of a context is read, and so judged, with what follows it.
    int moved = utf8(before.substring(before.stripTrailing().length()));
    return new Text(request.context(), request.target(), bytes + moved);
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Bits per byte of each text given its context.
   *
   * @param texts in any order
   * @return (texts); NaN for an empty continuation
   * @throws UserException when a text is longer than the judge reads
   */
  public double[] bitsPerByte(List<Text> texts) {
    double[] bits = new double[texts.size()];
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < bits.length; i++) {
      if (texts.get(i).continuation.length == 0) {
        bits[i] = Double.NaN;
      } else {
        some.add(i);
      }
    }
    for (int from = 0; from < some.size(); from += BATCH) {
      judge(texts, some.subList(from, Math.min(some.size(), from + BATCH)), bits);
    }
    return bits;
  }

  private void judge(List<Text> texts, List<Integer> batch, double[] bits) {
    List<Text> some = batch.stream().map(texts::get).toList();
    int longest =
        some.stream().mapToInt(t -> t.context.length + t.continuation.length - 1).max().orElse(0);
    if (longest > model.config().blockSize()) {
      throw new UserException(
          "a text has %d tokens but the judge reads at most %d: give a judge with longer blocks"
              .formatted(longest + 1, model.config().blockSize() + 1));
    }
    long[] ids = new long[batch.size() * longest];
    int n = some.stream().mapToInt(text -> text.continuation.length).sum();
    long[] rows = new long[n];
    long[] targets = new long[n];
    int row = 0;
    for (int b = 0; b < batch.size(); b++) {
      Text text = some.get(b);
      int before = text.context.length;
      for (int i = 0; i < before + text.continuation.length - 1; i++) {
        ids[b * longest + i] = i < before ? text.context[i] : text.continuation[i - before];
      }
      for (int i = 0; i < text.continuation.length; i++) {
        rows[row] = (long) b * longest + before - 1 + i;
        targets[row++] = text.continuation[i];
      }
    }
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray input = scope.create(ids, new Shape(batch.size(), longest));
      float[] nats =
          model.nll(scope, input, scope.create(rows), scope.create(targets)).toFloatArray();
      row = 0;
      for (int b = 0; b < batch.size(); b++) {
        double sum = 0;
        for (int i = 0; i < some.get(b).continuation.length; i++) {
          sum += nats[row++];
        }
        bits[batch.get(b)] = sum / Math.log(2) / some.get(b).bytes;
      }
    }
  }
}
