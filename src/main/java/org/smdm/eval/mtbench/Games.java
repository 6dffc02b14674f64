package org.smdm.eval.mtbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Comparisons of two answers, each judged with either one shown first.
 *
 * @param matches that were judged both ways
 */
public record Games(List<Match> matches) {

  /**
   * One question and turn.
   *
   * @param first game, the first model shown as assistant A
   * @param second game, the other way round
   */
  public record Match(Judgment first, Judgment second) {

    /** The model that won the first game, {@code tie} or {@code error}. */
    String firstWinner() {
      return winner(first);
    }

    /** The model that won the second game, {@code tie} or {@code error}. */
    String secondWinner() {
      return winner(second);
    }

    private static String winner(Judgment judgment) {
      List<String> models = judgment.task().models();
      boolean isSwapped = judgment.task().isSwapped();
      return switch (Verdict.better(judgment.text())) {
        case "A" -> models.get(isSwapped ? 1 : 0);
        case "B" -> models.get(isSwapped ? 0 : 1);
        case Verdict.TIE -> Verdict.TIE;
        default -> Verdict.ERROR;
      };
    }

    /** Whether one of the games cannot be read. */
    boolean isUnreadable() {
      return firstWinner().equals(Verdict.ERROR) || secondWinner().equals(Verdict.ERROR);
    }

    /** The winner of both games; a tie where they differ. */
    String winner() {
      return firstWinner().equals(secondWinner()) ? firstWinner() : Verdict.TIE;
    }

    private List<String> models() {
      return first.task().models();
    }
  }

  /**
   * A model's record.
   *
   * @param model which
   * @param wins matches won both ways
   * @param losses matches lost both ways
   * @param ties all others that could be read
   * @param unreadable matches with a game that could not
   */
  public record Standing(String model, int wins, int losses, int ties, int unreadable) {

    /** Matches that could be read. */
    public int matches() {
      return wins + losses + ties;
    }

    /** Share of matches won, a tie as half of one; NaN without any. */
    public double winRate() {
      return (wins + 0.5 * ties) / matches();
    }
  }

  /** Copies the list. */
  public Games {
    matches = List.copyOf(matches);
  }

  /** What two games of a match have in common. */
  private record Place(List<String> models, QuestionId question, int turn) {}

  /**
   * Pairs judgements.
   *
   * @param judgments those of single answers, and games without their other one, are passed over
   */
  public static Games of(List<Judgment> judgments) {
    Map<Place, Judgment[]> games = new LinkedHashMap<>();
    for (Judgment judgment : judgments) {
      JudgeTask task = judgment.task();
      if (task.isPairwise()) {
        Place place = new Place(task.models(), task.question().id(), task.turn());
        games.computeIfAbsent(place, p -> new Judgment[2])[task.isSwapped() ? 1 : 0] = judgment;
      }
    }
    List<Match> matches = new ArrayList<>();
    for (Judgment[] both : games.values()) {
      if (both[0] != null && both[1] != null) {
        matches.add(new Match(both[0], both[1]));
      }
    }
    return new Games(matches);
  }

  /** The record of every model over all of its matches. */
  public List<Standing> standings() {
    Set<String> models = new LinkedHashSet<>();
    matches.forEach(match -> models.addAll(match.models()));
    return models.stream().map(this::standing).toList();
  }

  private Standing standing(String model) {
    int wins = 0;
    int losses = 0;
    int ties = 0;
    int unreadable = 0;
    for (Match match : matches) {
      if (!match.models().contains(model)) {
        continue;
      }
      if (match.isUnreadable()) {
        unreadable++;
      } else if (match.winner().equals(model)) {
        wins++;
      } else if (match.winner().equals(Verdict.TIE)) {
        ties++;
      } else {
        losses++;
      }
    }
    return new Standing(model, wins, losses, ties, unreadable);
  }

  /** Share of readable matches whose winner is the same with either answer shown first. */
  public double consistency() {
    long readable = matches.stream().filter(match -> !match.isUnreadable()).count();
    long same =
        matches.stream()
            .filter(match -> !match.isUnreadable())
            .filter(match -> match.firstWinner().equals(match.secondWinner()))
            .count();
    return (double) same / readable;
  }
}
