package org.smdm.report;

import java.util.ArrayList;
import java.util.List;
import org.smdm.eval.mtbench.Games;

/** Models by their matches. */
public final class PairwiseTable {

  private PairwiseTable() {}

  /** A row per model, the one that wins most first. */
  public static TextTable of(Games games) {
    List<Games.Standing> standings = new ArrayList<>(games.standings());
    standings.sort((a, b) -> Double.compare(b.winRate(), a.winRate()));
    return Columns.of(standings)
        .add("model", Games.Standing::model)
        .add("wins", Games.Standing::wins)
        .add("losses", Games.Standing::losses)
        .add("ties", Games.Standing::ties)
        .add("win rate, %", s -> EvaluationTable.number(100 * s.winRate(), 1))
        .add("unreadable", Games.Standing::unreadable)
        .table();
  }

  /** Sentences without which the numbers would mislead. */
  public static List<String> notes(Games games) {
    return List.of(
        "A match is won by winning with the answers in either order; all else is a tie, and a tie"
            + " is half a win.",
        "Verdicts that did not depend on the order: %s %%."
            .formatted(EvaluationTable.number(100 * games.consistency(), 1)));
  }
}
