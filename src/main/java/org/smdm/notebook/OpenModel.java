package org.smdm.notebook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.smdm.chart.HeatMap;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.report.Columns;
import org.smdm.tensor.Torch;
import tech.tablesaw.api.Table;

/**
 * A model in memory, to look into: what it attends to, what it would write. In texts for a masked
 * diffusion model, {@value #MASK} stands for the mask token.
 */
public final class OpenModel implements AutoCloseable {

  /** What is written for the mask token. */
  public static final String MASK = "▢";

  private static final int GUESSES = 5;

  private final NDManager manager;
  private final Transformer transformer;
  private final Tokenizer tokenizer;
  private final String name;

  /**
   * Reads a model.
   *
   * @param name for titles
   * @param saved weights and card
   * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
   * @throws UserException when the file is damaged or its tokenizer missing
   */
  public OpenModel(String name, SavedModel saved, String device) {
    this.name = name;
    this.tokenizer = saved.tokenizer();
    this.manager = Torch.newManager(device);
    this.transformer = saved.load(manager);
  }

  /** The model itself. */
  public Transformer transformer() {
    return transformer;
  }

  /** Its tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Owns arrays that are made to be given to the model, until this is closed. */
  public NDManager manager() {
    return manager;
  }

  /**
   * The ids of a text.
   *
   * @param text with {@value #MASK} for the mask token
   * @return (time) ids
   * @throws UserException when it is empty or longer than the model reads, or an ARM meets a mask
   */
  public long[] ids(String text) {
    List<Long> ids = new ArrayList<>();
    String[] parts = text.split(MASK, -1);
    if (parts.length > 1 && transformer.family() == ModelFamily.ARM) {
      throw new UserException("an ARM knows no mask token: leave %s out".formatted(MASK));
    }
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        ids.add((long) transformer.config().maskId());
      }
      IntStream.of(tokenizer.encode(parts[i])).asLongStream().forEach(ids::add);
    }
    int longest = transformer.config().blockSize();
    if (ids.isEmpty() || ids.size() > longest) {
      throw new UserException(
          "the text has %d tokens: give the model 1 to %d".formatted(ids.size(), longest));
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * How much every token looks at every other, as the mean over a layer's heads.
   *
   * @param text to read
   * @param layer from 0
   */
  public HeatMap attention(String text, int layer) {
    return attention(text, layer, 0, transformer.config().heads(), "mean over heads");
  }

  /**
   * How much every token looks at every other in one head.
   *
   * @param text to read
   * @param layer from 0
   * @param head from 0
   */
  public HeatMap attention(String text, int layer, int head) {
    int heads = transformer.config().heads();
    if (head < 0 || head >= heads) {
      throw new UserException("there is no head %d: give 0 to %d".formatted(head, heads - 1));
    }
    return attention(text, layer, head, head + 1, "head " + head);
  }

  private HeatMap attention(String text, int layer, int from, int to, String which) {
    if (layer < 0 || layer >= transformer.config().layers()) {
      throw new UserException(
          "there is no layer %d: give 0 to %d".formatted(layer, transformer.config().layers() - 1));
    }
    long[] ids = ids(text);
    double[][] mean = new double[ids.length][ids.length];
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = scope.create(ids, new Shape(1, ids.length));
      float[] weights = transformer.attentionWeights(scope, input, layer).toFloatArray();
      for (int h = from; h < to; h++) {
        for (int q = 0; q < ids.length; q++) {
          for (int k = 0; k < ids.length; k++) {
            mean[q][k] += weights[(h * ids.length + q) * ids.length + k] / (to - from);
          }
        }
      }
    }
    List<String> labels = labels(ids);
    return new HeatMap(
        "%s: layer %d, %s".formatted(name, layer, which),
        "token looked at",
        "token that looks",
        labels,
        labels,
        mean,
        "attention weight",
        "");
  }

  /**
   * What the model holds likely: at every {@value #MASK} of an MDM's text, behind an ARM's.
   *
   * @param text to read
   * @return a row per place: its position, the likeliest tokens, the entropy in nats
   */
  public Table guesses(String text) {
    long[] ids = ids(text);
    long mask = transformer.config().maskId();
    int[] places =
        transformer.family() == ModelFamily.ARM
            ? new int[] {ids.length - 1}
            : IntStream.range(0, ids.length).filter(i -> ids[i] == mask).toArray();
    if (places.length == 0) {
      throw new UserException("nothing is masked: write %s where to guess".formatted(MASK));
    }
    record Guess(int position, String likely, double entropy) {}
    List<Guess> rows = new ArrayList<>();
    double[][] probabilities = probabilities(ids, places);
    for (int i = 0; i < places.length; i++) {
      double[] p = probabilities[i];
      String likely =
          IntStream.range(0, p.length)
              .boxed()
              .sorted(Comparator.comparingDouble(v -> -p[v]))
              .limit(GUESSES)
              .map(v -> String.format(Locale.ROOT, "%s %.0f%%", label(v), 100 * p[v]))
              .collect(Collectors.joining("   "));
      double entropy = 0;
      for (double v : p) {
        entropy -= v > 0 ? v * Math.log(v) : 0;
      }
      int position = transformer.family() == ModelFamily.ARM ? ids.length : places[i];
      rows.add(new Guess(position, likely, entropy));
    }
    return Columns.of(rows)
        .add("position", Guess::position)
        .add("likely tokens", Guess::likely)
        .add("entropy (nats)", Guess::entropy)
        .values("%s: %s".formatted(name, text.replace("\n", "⏎")));
  }

  /**
   * The probabilities of tokens at some positions of a text.
   *
   * @param ids (time) as {@link #ids} gives them
   * @param places positions whose logits to take: an ARM's are of the token behind
   * @return (place, vocab)
   */
  public double[][] probabilities(long[] ids, int... places) {
    int vocab = tokenizer.vocabSize();
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = scope.create(ids, new Shape(1, ids.length));
      NDArray rows = scope.create(IntStream.of(places).asLongStream().toArray());
      NDArray logits = transformer.logits(scope, input, rows);
      int padded = (int) logits.getShape().get(1);
      // Ids behind the vocabulary pad the matrix; the sampler cannot draw them either.
      float[] values = logits.toFloatArray();
      double[][] result = new double[places.length][vocab];
      for (int i = 0; i < places.length; i++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < vocab; v++) {
          largest = Math.max(largest, values[i * padded + v]);
        }
        double sum = 0;
        for (int v = 0; v < vocab; v++) {
          result[i][v] = Math.exp(values[i * padded + v] - largest);
          sum += result[i][v];
        }
        for (int v = 0; v < vocab; v++) {
          result[i][v] /= sum;
        }
      }
      return result;
    }
  }

  private List<String> labels(long[] ids) {
    return LongStream.of(ids).mapToObj(this::label).toList();
  }

  private String label(long id) {
    if (id == transformer.config().maskId()) {
      return MASK;
    }
    if (id >= tokenizer.vocabSize()) {
      return "?";
    }
    String text = tokenizer.decode((int) id);
    return text.equals(" ") ? "␣" : text.equals("\n") ? "⏎" : text;
  }

  /** Frees the model. */
  @Override
  public void close() {
    manager.close();
  }

  /** Name and shape. */
  @Override
  public String toString() {
    return "%s: %s of %d layers, embd %d"
        .formatted(
            name, transformer.family(), transformer.config().layers(), transformer.config().embd());
  }
}
