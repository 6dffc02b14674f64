package org.smdm.notebook;

import java.util.List;
import java.util.stream.Collectors;
import org.smdm.eval.reversal.Answered;
import org.smdm.eval.reversal.ReversalQuestion;
import org.smdm.eval.reversal.ReversalResult;
import org.smdm.io.Html;

/**
 * What models wrote, coloured by whether it is right; what would have been right stands beside
 * where it is not.
 *
 * @param results of the models
 * @param question which was asked
 * @param count answers of each model
 */
public record ReversalAnswers(List<ReversalResult> results, ReversalQuestion question, int count) {

  private static final String RIGHT = "#009E73";
  private static final String WRONG = "#D55E00";

  /** Copies the list. */
  public ReversalAnswers {
    results = List.copyOf(results);
  }

  private List<Answered> answers(ReversalResult result) {
    List<Answered> all = result.answers().get(question);
    return all.subList(0, Math.min(count, all.size()));
  }

  private String caption() {
    return question.task()
        + switch (question.form()) {
          case SAME -> ", learnt in the same direction";
          case REVERSE -> ", learnt in the other direction";
          case BLANK -> ", as it was learnt with blanks (an ARM is given what stands before them)";
        };
  }

  Shown shown() {
    StringBuilder html =
        new StringBuilder("<div class=\"smdm-reversal\" style=\"max-width:860px\"><b>");
    html.append(Html.escape(caption())).append("</b>");
    for (ReversalResult result : results) {
      html.append("<div style=\"margin-top:8px;opacity:.75\">");
      html.append(Html.escape(name(result))).append("</div>");
      for (Answered answer : answers(result)) {
        String colour = answer.isRight() ? RIGHT : WRONG;
        html.append("<div style=\"border-left:3px solid ").append(colour);
        html.append(";padding:1px 10px;margin:2px 0\">").append(Html.escape(answer.prompt()));
        html.append(" <b style=\"color:").append(colour).append("\">");
        html.append(Html.escape(answer.generation().isBlank() ? "(nothing)" : answer.generation()));
        html.append("</b>");
        if (!answer.isRight()) {
          html.append(" <span style=\"opacity:.6\">right: ");
          html.append(Html.escape(answer.reference().strip())).append("</span>");
        }
        html.append("</div>");
      }
    }
    return Shown.html(html.append("</div>").toString(), toString());
  }

  private static String name(ReversalResult result) {
    return "%s, seed %d".formatted(result.model(), result.seed());
  }

  /** The answers below each other. */
  @Override
  public String toString() {
    return caption()
        + results.stream()
            .flatMap(
                result ->
                    answers(result).stream()
                        .map(
                            answer ->
                                "%n%s: %s [%s] %s"
                                    .formatted(
                                        name(result),
                                        answer.prompt(),
                                        answer.generation(),
                                        answer.isRight()
                                            ? "right"
                                            : "not " + answer.reference().strip())))
            .collect(Collectors.joining());
  }
}
