package org.smdm.eval.gsm8k;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * Small arithmetic word problems by templates, in GSM8K's manner: questions, steps with their
 * calculations in {@code <<…>>}, whole answers of at least zero. With them a small model shows
 * within minutes whether it learns to solve problems that it has not read.
 */
public final class WordProblems {

  /**
   * Which half of all problems: a question belongs to one of them by what it says, so that no test
   * problem is among the training problems, whatever their seeds.
   */
  public enum Part {
    /** Nine in ten. */
    TRAIN,
    /** One in ten. */
    TEST
  }

  private static final List<String> NAMES =
      List.of(
          "Ada", "Bruno", "Chen", "Dora", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jana", "Kofi",
          "Lena", "Malik", "Nora", "Omar", "Petra");

  private static final List<String> THINGS =
      List.of(
          "apples", "books", "candles", "eggs", "lemons", "marbles", "pens", "plums", "shells",
          "stamps", "stones", "tickets");

  private static final int TEST_SHARE = 10;

  /** Draws in a row that give nothing new: then there is nothing new. */
  private static final int MOST_REPEATS = 100_000;

  /** What a template chooses from. */
  private record Draw(UniformRandomProvider random) {

    int number(int from, int to) {
      return random.nextInt(from, to + 1);
    }

    String name() {
      return NAMES.get(random.nextInt(NAMES.size()));
    }

    String otherThan(String name) {
      String other = name();
      while (other.equals(name)) {
        other = name();
      }
      return other;
    }

    String things() {
      return THINGS.get(random.nextInt(THINGS.size()));
    }
  }

  private static final List<Function<Draw, Problem>> TEMPLATES =
      List.of(
          WordProblems::gift,
          WordProblems::loss,
          WordProblems::boxes,
          WordProblems::shop,
          WordProblems::sharing,
          WordProblems::twoPeople,
          WordProblems::savings,
          WordProblems::baker);

  private WordProblems() {}

  /**
   * Draws problems, no question twice.
   *
   * @param count how many
   * @param seed the same gives the same problems, and more of them begin with the fewer
   * @param part training or test
   * @throws UserException when there are not so many
   */
  public static List<Problem> draw(int count, long seed, Part part) {
    Draw draw = new Draw(new RandomStreams(seed).stream("word problems, " + part));
    List<Problem> problems = new ArrayList<>();
    Set<String> questions = new HashSet<>();
    int repeats = 0;
    while (problems.size() < count) {
      Problem problem = TEMPLATES.get(draw.random.nextInt(TEMPLATES.size())).apply(draw);
      boolean isTest = Math.floorMod(problem.question().hashCode(), TEST_SHARE) == 0;
      if (isTest != (part == Part.TEST)) {
        continue;
      }
      if (questions.add(problem.question())) {
        problems.add(problem);
        repeats = 0;
      } else if (++repeats > MOST_REPEATS) {
        throw new UserException(
            "the templates give no %d different problems: make at most %d"
                .formatted(count, problems.size()));
      }
    }
    return problems;
  }

  private static Problem gift(Draw d) {
    String name = d.name();
    String things = d.things();
    int a = d.number(2, 30);
    int b = d.number(2, 30);
    return new Problem(
        "%s has %d %s and gets %d more. How many %s does %s have now?"
            .formatted(name, a, things, b, things, name),
        "%s has %s %s.".formatted(name, sum(a, b), things),
        String.valueOf(a + b));
  }

  private static Problem loss(Draw d) {
    String name = d.name();
    String things = d.things();
    int a = d.number(10, 50);
    int b = d.number(1, a);
    return new Problem(
        "%s had %d %s and lost %d of them. How many %s are left?"
            .formatted(name, a, things, b, things),
        "%s %s are left.".formatted(difference(a, b), things),
        String.valueOf(a - b));
  }

  private static Problem boxes(Draw d) {
    String name = d.name();
    String things = d.things();
    int boxes = d.number(2, 9);
    int each = d.number(2, 12);
    int given = d.number(1, boxes * each);
    return new Problem(
        "%s fills %d boxes with %d %s each and gives %d of the %s away. How many %s does %s keep?"
            .formatted(name, boxes, each, things, given, things, things, name),
        "The boxes hold %s %s.\n%s keeps %s."
            .formatted(product(boxes, each), things, name, difference(boxes * each, given)),
        String.valueOf(boxes * each - given));
  }

  private static Problem shop(Draw d) {
    String name = d.name();
    String things = d.things();
    int count = d.number(2, 9);
    int price = d.number(2, 9);
    int change = d.number(1, 20);
    int paid = count * price + change;
    return new Problem(
        "%s buys %d %s for $%d each and pays with $%d. How many dollars does %s get back?"
            .formatted(name, count, things, price, paid, name),
        "The %s cost $%s.\n%s gets $%s back."
            .formatted(things, product(count, price), name, difference(paid, count * price)),
        String.valueOf(change));
  }

  private static Problem sharing(Draw d) {
    String things = d.things();
    int people = d.number(2, 9);
    int each = d.number(2, 12);
    int more = d.number(1, 12);
    String name = d.name();
    return new Problem(
        "%d friends share %d %s equally. %s, one of them, finds %d more. How many %s does %s have?"
            .formatted(people, people * each, things, name, more, things, name),
        "Each gets %s %s.\n%s has %s."
            .formatted(quotient(people * each, people), things, name, sum(each, more)),
        String.valueOf(each + more));
  }

  private static Problem twoPeople(Draw d) {
    String one = d.name();
    String other = d.otherThan(one);
    String things = d.things();
    int a = d.number(2, 20);
    int more = d.number(1, 15);
    return new Problem(
        "%s has %d %s. %s has %d more than %s. How many %s do they have together?"
            .formatted(one, a, things, other, more, one, things),
        "%s has %s %s.\nTogether they have %s."
            .formatted(other, sum(a, more), things, sum(a, a + more)),
        String.valueOf(2 * a + more));
  }

  private static Problem savings(Draw d) {
    String name = d.name();
    int weekly = d.number(2, 15);
    int weeks = d.number(2, 9);
    int spent = d.number(1, weekly * weeks);
    return new Problem(
        "%s saves $%d every week for %d weeks and then spends $%d. How many dollars are left?"
            .formatted(name, weekly, weeks, spent),
        "%s saves $%s.\n$%s are left."
            .formatted(name, product(weekly, weeks), difference(weekly * weeks, spent)),
        String.valueOf(weekly * weeks - spent));
  }

  private static Problem baker(Draw d) {
    String name = d.name();
    int trays = d.number(2, 9);
    int each = d.number(2, 12);
    int price = d.number(2, 5);
    return new Problem(
        "%s bakes %d trays of %d rolls and sells all of them for $%d each. How many dollars is that?"
            .formatted(name, trays, each, price),
        "There are %s rolls.\nThey bring $%s."
            .formatted(product(trays, each), product(trays * each, price)),
        String.valueOf(trays * each * price));
  }

  private static String sum(int a, int b) {
    return step(a, "+", b, a + b);
  }

  private static String difference(int a, int b) {
    return step(a, "-", b, a - b);
  }

  private static String product(int a, int b) {
    return step(a, "*", b, a * b);
  }

  private static String quotient(int a, int b) {
    return step(a, "/", b, a / b);
  }

  private static String step(int a, String sign, int b, int result) {
    return "<<%d%s%d=%d>>%d".formatted(a, sign, b, result, result);
  }
}
