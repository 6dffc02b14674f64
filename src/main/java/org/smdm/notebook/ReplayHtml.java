package org.smdm.notebook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smdm.chart.ColourScale;
import org.smdm.io.Html;
import org.smdm.io.Resource;
import org.smdm.sample.BlankText;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.TokenPieces;
import org.smdm.sample.TokenPieces.Kind;
import org.smdm.sample.TokenPieces.Piece;
import org.smdm.sample.Trajectory;

/**
 * A {@link Replay} as HTML: the finished texts with their colours stand there as they are, and a
 * script, where one may run, adds a slider that goes back in time. Every token is there once, with
 * the step that revealed it, so that the size does not grow with the number of steps.
 */
final class ReplayHtml {

  private static final int LEGEND_COLOURS = 9;

  private final Replay replay;
  private final boolean isGrowing;

  ReplayHtml(Replay replay) {
    this.replay = replay;
    this.isGrowing = replay.isGrowing();
  }

  String html() {
    StringBuilder html =
        new StringBuilder("<div class=\"smdm-replays\" style=\"max-width:820px\">");
    html.append("<div style=\"font:12px system-ui,sans-serif;opacity:.75\">");
    html.append(Html.escape(replay.caption())).append("</div>");
    replay.trajectories().forEach(trajectory -> append(html, trajectory));
    html.append(legend());
    return html.append("<script>").append(script()).append("</script></div>").toString();
  }

  private void append(StringBuilder html, Trajectory trajectory) {
    html.append(
        "<div class=\"smdm-replay\" data-steps=\"%d\" data-mask=\"%s\" data-unit=\"%s\">"
            .formatted(
                trajectory.steps().size(),
                isGrowing ? "" : BlankText.BLANK,
                isGrowing ? "token" : "step"));
    html.append("<pre class=\"smdm-replay-text\" style=\"white-space:pre-wrap;");
    html.append("overflow-wrap:anywhere;background:none;color:inherit;margin:6px 0;");
    html.append("padding:6px 10px;border:0;border-left:3px solid #0072B2;");
    html.append("font:14px/1.65 ui-monospace,SFMono-Regular,Menlo,Consolas,");
    html.append("'DejaVu Sans Mono',monospace\">");
    new Tokens(trajectory).append(html);
    html.append("</pre><span class=\"smdm-replay-end\"></span></div>");
  }

  /** The tokens of one text. */
  private final class Tokens {

    private final int[] ids;
    private final int[] drawStep;
    private final int[] revealStep;
    private final double[] confidence;
    private final int end;
    private final List<DenoisingStep> steps;
    private final TokenPieces pieces;

    Tokens(Trajectory trajectory) {
      ids = trajectory.ids();
      drawStep = trajectory.drawStep();
      revealStep = trajectory.revealStep();
      confidence = trajectory.confidence();
      end = trajectory.end();
      steps = trajectory.steps();
      pieces = new TokenPieces(replay.tokenizer(), trajectory.maskId());
    }

    void append(StringBuilder html) {
      for (Piece piece : pieces.split(Arrays.copyOf(ids, end))) {
        int last =
            IntStream.range(piece.from(), piece.to()).map(p -> revealStep[p]).max().orElse(0);
        for (int p = piece.from(); p < piece.to(); p++) {
          append(html, piece, p, last);
        }
      }
      for (int p = end; p < ids.length; p++) {
        appendBehindEnd(html, p);
      }
    }

    /**
     * A token of a piece: the first shows the whole piece, once the last of them is there.
     *
     * @param last step in which the piece is complete
     */
    private void append(StringBuilder html, Piece piece, int position, int last) {
      String text = position == piece.from() ? shown(piece) : "";
      int step = revealStep[position];
      if (step == Trajectory.GIVEN && last == Trajectory.GIVEN) {
        if (position == piece.from()) {
          html.append("<b title=\"%s\">%s</b>".formatted(hints(piece, position), text));
        }
        return;
      }
      boolean isPart = last > step;
      double share = share(Math.max(0, last));
      html.append(step == Trajectory.GIVEN ? "<b" : "<span").append(" data-s=\"").append(step);
      if (isPart) {
        String part = TokenPieces.UNREADABLE;
        html.append("\" data-u=\"%d\" data-x=\"%s".formatted(last, part));
      }
      html.append(
          "\" style=\"background:%s;color:%s\" title=\"%s\">%s"
              .formatted(
                  ColourScale.css(share), ColourScale.ink(share), hints(piece, position), text));
      html.append(step == Trajectory.GIVEN ? "</b>" : "</span>");
    }

    /** A token that is not there in the end, but a blank or text by itself before. */
    private void appendBehindEnd(StringBuilder html, int position) {
      int step = drawStep[position];
      if (step == Trajectory.BEHIND_END) {
        html.append("<span data-s=\"%d\"></span>".formatted(steps.size() - 1));
      } else {
        DenoisingStep drawn = steps.get(step);
        int id = drawn.candidates()[Arrays.binarySearch(drawn.asked(), position)];
        Piece piece = pieces.split(new int[] {id}).get(0);
        html.append(
            "<span data-s=\"%d\" data-u=\"%d\" data-x=\"%s\"></span>"
                .formatted(step, steps.size() - 1, visible(piece.text())));
      }
    }

    /** A piece's first token shows it all, so it tells of all tokens. */
    private String hints(Piece piece, int position) {
      int to = position == piece.from() ? piece.to() : position + 1;
      return IntStream.range(position, to)
          .mapToObj(this::hint)
          .collect(Collectors.joining("&#10;"));
    }

    private String hint(int position) {
      int step = revealStep[position];
      boolean isEnd = ids[position] == replay.tokenizer().endOfText();
      String token = "id " + ids[position] + (isEnd ? ", end of text" : "");
      if (step == Trajectory.GIVEN) {
        return token + ", given";
      }
      return String.format(
          Locale.ROOT,
          "%s, step %d of %d, probability %.3g",
          token,
          step + 1,
          steps.size(),
          confidence[position]);
    }

    private double share(int step) {
      return steps.size() < 2 ? 0 : (double) step / (steps.size() - 1);
    }
  }

  private static String visible(String text) {
    return Html.escape(text).replace("\n", "⏎\n");
  }

  private static String shown(Piece piece) {
    String text = visible(piece.text());
    boolean isText = piece.kind() == Kind.TEXT;
    return isText ? text : "<i style=\"font-style:normal;opacity:.6\">" + text + "</i>";
  }

  private String legend() {
    String colours =
        IntStream.range(0, LEGEND_COLOURS)
            .mapToObj(i -> ColourScale.css(i / (LEGEND_COLOURS - 1.0)))
            .collect(Collectors.joining(","));
    boolean hasGiven =
        replay.trajectories().stream()
            .anyMatch(t -> IntStream.of(t.template()).anyMatch(id -> id != t.maskId()));
    return "<div style=\"font:12px system-ui,sans-serif;opacity:.85\">"
        + (hasGiven ? "<b>given</b> &#160; " : "")
        + (isGrowing ? "written" : "revealed")
        + " first <span style=\"display:inline-block;width:120px;height:.8em;vertical-align:-.1em;"
        + "border-radius:2px;background:linear-gradient(90deg,"
        + colours
        + ")\"></span> … last"
        + "</div>";
  }

  private static String script() {
    return Resource.text(ReplayHtml.class, "replay.js");
  }
}
