package org.smdm.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smdm.chart.HeatMap;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.Spelling;
import org.smdm.io.UserException;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.TokenPieces;
import org.smdm.sample.Trajectory;

/**
 * Texts that a model wrote, and how: in a notebook each is coloured by the steps in which its
 * tokens were revealed, and can be played from blanks to text.
 *
 * @param model its name
 * @param tokenizer of the model
 * @param config how the texts were drawn
 * @param texts up to their first end of text
 * @param trajectories (texts) how each came to be
 */
public record Replay(
    String model,
    Tokenizer tokenizer,
    SamplingConfig config,
    List<String> texts,
    List<Trajectory> trajectories) {

  /** More columns or rows of a heat map are drawn together. */
  private static final int MOST_COLUMNS = 120;

  private static final int MOST_ROWS = 60;
  private static final int MOST_WORDS = 40;

  /** Moments that the text form shows, the finished text among them. */
  private static final int MOMENTS = 4;

  /** Copies the lists. */
  public Replay {
    texts = List.copyOf(texts);
    trajectories = List.copyOf(trajectories);
  }

  /**
   * How a text came to be.
   *
   * @param text from 0
   * @throws UserException when there is none
   */
  public Trajectory trajectory(int text) {
    if (text < 0 || text >= trajectories.size()) {
      throw new UserException(
          "there is no text %d: give 0 to %d".formatted(text, trajectories.size() - 1));
    }
    return trajectories.get(text);
  }

  /** {@link #heatMap(int)} of the first text. */
  public HeatMap heatMap() {
    return heatMap(0);
  }

  /**
   * How probable the model held the tokens that were drawn for the blanks it was asked about, in
   * every step; means of neighbours where there are many.
   *
   * @param text from 0
   * @throws UserException when there is none, or it had no blanks
   */
  public HeatMap heatMap(int text) {
    Trajectory trajectory = trajectory(text);
    int[] ids = trajectory.ids();
    int[] drawn = trajectory.drawStep();
    int[] blanks =
        IntStream.range(0, ids.length).filter(p -> drawn[p] != Trajectory.GIVEN).toArray();
    List<DenoisingStep> steps = trajectory.steps();
    if (steps.isEmpty()) {
      throw new UserException("text %d had no blanks: watch one that has".formatted(text));
    }
    int perColumn = (blanks.length + MOST_COLUMNS - 1) / MOST_COLUMNS;
    int perRow = (steps.size() + MOST_ROWS - 1) / MOST_ROWS;
    double[][] sums =
        new double[(steps.size() + perRow - 1) / perRow]
            [(blanks.length + perColumn - 1) / perColumn];
    int[][] counts = new int[sums.length][sums[0].length];
    for (int s = 0; s < steps.size(); s++) {
      DenoisingStep step = steps.get(s);
      for (int i = 0; i < step.asked().length; i++) {
        int column = Arrays.binarySearch(blanks, step.asked()[i]) / perColumn;
        sums[s / perRow][column] += step.probabilities()[i];
        counts[s / perRow][column]++;
      }
    }
    for (int r = 0; r < sums.length; r++) {
      for (int c = 0; c < sums[r].length; c++) {
        sums[r][c] = counts[r][c] == 0 ? Double.NaN : sums[r][c] / counts[r][c];
      }
    }
    boolean isOfWords = blanks.length <= MOST_WORDS;
    TokenPieces pieces = new TokenPieces(tokenizer, trajectory.maskId());
    List<String> columns =
        IntStream.range(0, sums[0].length)
            .map(c -> blanks[c * perColumn])
            .mapToObj(p -> isOfWords ? pieces.label(ids[p]) : Integer.toString(p))
            .toList();
    List<String> rows =
        IntStream.range(0, sums.length).mapToObj(r -> Integer.toString(r * perRow + 1)).toList();
    return new HeatMap(
        "%s: how probable it held what it would fill in".formatted(model),
        isOfWords ? "token in the end" : "position" + means(perColumn),
        "step" + means(perRow),
        columns,
        rows,
        sums,
        "probability",
        "not asked");
  }

  private static String means(int of) {
    return of == 1 ? "" : " (means of %d)".formatted(of);
  }

  Shown shown() {
    return Shown.html(new ReplayHtml(this).html(), toString());
  }

  /** What was done, above the texts. */
  String caption() {
    return String.format(
        Locale.ROOT,
        "%s, %d tokens, %d steps, temperature %s%s",
        model,
        config.length(),
        config.steps(),
        config.draw().temperature(),
        isGrowing() ? "" : ", " + Spelling.of(config.order().unmasking()));
  }

  /** Whether texts are written on from their ends, as an ARM does. */
  boolean isGrowing() {
    return trajectories.stream().anyMatch(t -> t.template().length < t.ids().length);
  }

  /** Some moments of each text below each other. */
  @Override
  public String toString() {
    List<String> blocks = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Trajectory trajectory = trajectories.get(i);
      TokenPieces pieces = new TokenPieces(tokenizer, trajectory.maskId());
      int steps = trajectory.steps().size();
      IntStream taken = IntStream.range(1, MOMENTS).map(m -> steps * m / MOMENTS).distinct();
      StringBuilder block = new StringBuilder();
      if (!isGrowing()) {
        taken
            .filter(k -> k > 0)
            .forEach(
                k ->
                    block
                        .append("step %d of %d: ".formatted(k, steps))
                        .append(text(pieces, trajectory.idsAfter(k)))
                        .append('\n'));
      }
      blocks.add(block + texts.get(i));
    }
    return caption() + "\n" + String.join("\n──\n", blocks);
  }

  private static String text(TokenPieces pieces, int[] ids) {
    return pieces.split(ids).stream().map(TokenPieces.Piece::text).collect(Collectors.joining());
  }
}
