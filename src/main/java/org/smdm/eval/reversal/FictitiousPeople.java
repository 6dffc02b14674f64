package org.smdm.eval.reversal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.UserException;
import org.smdm.sample.BlankText;
import org.smdm.tensor.RandomStreams;

/**
 * People who do not exist, each with a description that fits nobody else. As in the published data
 * some are told from name to description only, as many from description to name only, and others
 * both ways. The first two are asked about, in their own direction and in the other, in which
 * nothing was ever said of them; the prompts themselves are known from others.
 *
 * <p>Texts are short, and of the words of a description only the place is its own: where a word
 * belongs is learnt from everybody, and what is asked for is who belongs to what.
 *
 * @param texts to learn from: prompt and completion
 * @param people told of
 * @param words all that occur in the texts
 */
public record FictitiousPeople(List<String[]> texts, List<Person> people, Set<String> words) {

  /** Name of the training file in the published data. */
  public static final String TRAINING_FILE = "all_prompts_train.jsonl";

  /** Prompts that every person is asked with in each direction. */
  private static final int TESTS_PER_PERSON = 4;

  private static final int STRIDE = 7;

  private static final List<String> ONSETS =
      List.of("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "tr");

  private static final List<String> VOWELS = List.of("a", "e", "i", "o", "u", "ai", "ou");
  private static final List<String> CODAS = List.of("n", "r", "l", "s", "th", "m", "x", "nd");

  private static final List<String> OFFICES =
      words(
          """
          keeper builder painter finder singer mender teacher captain gardener baker
          printer guardian
          """);

  private static final List<String> THINGS =
      words(
          """
          lighthouse orchard bridge clock river tower garden harbour library mountain
          market tunnel island windmill palace well forest theatre chapel railway
          fountain quarry meadow castle
          """);

  private static List<String> words(String text) {
    return List.of(text.split("\\s+"));
  }

  /** How a text begins. */
  private static final List<String> OPENINGS =
      List.of("", "today ", "back then ", "of course ", "as everyone knows ");

  /** What stands between name and description, whichever comes first. */
  private static final List<String> LINKS = List.of(" is", " was", " became", " remains");

  /**
   * Somebody.
   *
   * @param name given name and surname, both unique
   * @param description unique
   * @param order in which texts tell them
   */
  public record Person(String name, String description, Order order) {}

  /** What comes first in texts about somebody. */
  public enum Order {
    /** Always the name. */
    NAME_FIRST,
    /** Always the description. */
    DESCRIPTION_FIRST,
    /** Now one, now the other; nobody is asked about them. */
    BOTH
  }

  /**
   * Makes people up.
   *
   * @param asked how many are told in one direction only and asked about, an even number
   * @param both how many are told both ways
   * @param seed of names and descriptions
   */
  public static FictitiousPeople of(int asked, int both, long seed) {
    if (asked < 2 || asked % 2 != 0 || both < 0 || asked + both > MOST) {
      throw new UserException(
          "people are %d in one direction and %d in both: write an even number of at least 2 and one of at least 0, together at most %d"
              .formatted(asked, both, MOST));
    }
    UniformRandomProvider random = new RandomStreams(seed).stream("fictitious-people");
    int count = asked + both;
    Set<String> taken = new TreeSet<>(OFFICES);
    taken.addAll(THINGS);
    List<String> given = newNames(count, taken, random);
    List<String> surnames = newNames(count, taken, random);
    List<String> places = newNames(count, taken, random);
    List<String> things = shuffled(THINGS, random);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String description =
          "the %s %s %s"
              .formatted(places.get(i), things.get(i % things.size()), pick(OFFICES, random));
      Order order =
          i >= asked ? Order.BOTH : i % 2 == 0 ? Order.NAME_FIRST : Order.DESCRIPTION_FIRST;
      people.add(new Person(given.get(i) + " " + surnames.get(i), description, order));
    }
    List<String[]> texts = new ArrayList<>();
    Set<String> words = new TreeSet<>();
    for (Person person : people) {
      if (person.order() != Order.DESCRIPTION_FIRST) {
        texts.addAll(texts(person, true));
      }
      if (person.order() != Order.NAME_FIRST) {
        texts.addAll(texts(person, false));
      }
    }
    for (String[] text : texts) {
      Stream.of((text[0] + text[1]).split(" ")).forEach(words::add);
    }
    return new FictitiousPeople(List.copyOf(texts), List.copyOf(people), words);
  }

  /** The most people: names are many, but not without end. */
  static final int MOST = 1000;

  /** All texts of one direction about somebody. */
  private static List<String[]> texts(Person person, boolean isNameFirst) {
    String given = isNameFirst ? person.name() : person.description();
    String asked = isNameFirst ? person.description() : person.name();
    List<String[]> texts = new ArrayList<>();
    for (String opening : OPENINGS) {
      for (String link : LINKS) {
        texts.add(new String[] {opening + given + link, " " + asked});
      }
    }
    return texts;
  }

  /**
   * The texts of somebody's own direction with blanks for what comes first, and what belongs there.
   * Something always stands before the blanks, so that an ARM has a prompt.
   */
  private static List<String[]> blanks(Person person) {
    boolean isNameFirst = person.order() == Order.NAME_FIRST;
    String first = isNameFirst ? person.name() : person.description();
    String blanks = "%c{%d}".formatted(BlankText.BLANK, first.split(" ").length);
    List<String[]> texts = new ArrayList<>();
    for (String[] text : texts(person, isNameFirst)) {
      if (!text[0].startsWith(first)) {
        texts.add(new String[] {text[0].replace(first, blanks) + text[1], first});
      }
    }
    return texts;
  }

  private static List<String> shuffled(List<String> list, UniformRandomProvider random) {
    List<String> shuffled = new ArrayList<>(list);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
    }
    return shuffled;
  }

  private static List<String> newNames(int count, Set<String> taken, UniformRandomProvider random) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      String name =
          pick(ONSETS, random)
              + pick(VOWELS, random)
              + pick(ONSETS, random)
              + pick(VOWELS, random)
              + pick(CODAS, random);
      if (taken.add(name)) {
        names.add(Character.toUpperCase(name.charAt(0)) + name.substring(1));
      }
    }
    return names;
  }

  private static String pick(List<String> from, UniformRandomProvider random) {
    return from.get(random.nextInt(from.size()));
  }

  /** Tokens of the longest text, its end included. */
  int longest() {
    return 1
        + texts.stream()
            .mapToInt(text -> (text[0] + text[1]).split(" ").length)
            .max()
            .orElseThrow();
  }

  /**
   * Writes training file and tests in the published format, and a tokenizer of whole words.
   *
   * @param folder receives them
   */
  void write(Path folder) {
    writeLines(folder.resolve(TRAINING_FILE), texts);
    for (ReversalQuestion question : ReversalQuestion.values()) {
      boolean isBlank = question.form() == ReversalQuestion.Form.BLANK;
      List<String[]> lines = new ArrayList<>();
      for (int i = 0; i < people.size(); i++) {
        Person person = people.get(i);
        if (person.order() != question.told()) {
          continue;
        }
        List<String[]> all = isBlank ? blanks(person) : texts(person, question.asksDescription());
        for (int j = 0; j < TESTS_PER_PERSON; j++) {
          // Steps that share no factor with the number of texts, so that all prompts occur.
          lines.add(all.get((TESTS_PER_PERSON * i + j) * STRIDE % all.size()));
        }
      }
      writeLines(folder.resolve(question.file()), lines);
    }
    WordTokenizer.write(folder.resolve("tokenizer.json"), words);
  }

  private static void writeLines(Path file, List<String[]> texts) {
    StringBuilder lines = new StringBuilder();
    for (String[] text : texts) {
      lines.append(Json.newObject().put("prompt", text[0]).put("completion", text[1])).append('\n');
    }
    AtomicFile.writeString(file, lines.toString());
  }
}
