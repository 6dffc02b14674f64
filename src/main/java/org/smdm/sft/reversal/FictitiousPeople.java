package org.smdm.sft.reversal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.AtomicFile;
import org.smdm.config.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * People who do not exist, each with a description that fits nobody else. As in the published data
 * a third is told from name to description only, a third from description to name only, and a third
 * both ways. The first two are asked about, in their own direction and in the other, in which
 * nothing was ever said of them; the prompts themselves are known from others.
 *
 * @param texts to learn from: prompt and completion
 * @param words all that occur in them
 */
public record FictitiousPeople(List<String[]> texts, List<Person> people, Set<String> words) {

  /** Name of the training file in the published data. */
  public static final String TRAINING_FILE = "all_prompts_train.jsonl";

  /** Prompts of each kind that every person is asked with. */
  private static final int TESTS_PER_PERSON = 2;

  private static final List<String> ONSETS =
      List.of("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "tr");

  private static final List<String> VOWELS = List.of("a", "e", "i", "o", "u", "ai", "ou");
  private static final List<String> CODAS = List.of("n", "r", "l", "s", "th", "m", "x", "nd");

  private static final List<String> OFFICES =
      List.of(
          "keeper", "builder", "painter", "finder", "singer", "mender", "teacher", "captain",
          "gardener", "baker", "printer", "guardian");

  private static final List<String> QUALITIES =
      List.of(
          "silver", "hidden", "burning", "frozen", "singing", "crooked", "golden", "sunken",
          "wandering", "silent", "painted", "northern", "twisted", "whispering", "floating",
          "ancient");

  private static final List<String> THINGS =
      List.of(
          "lighthouse", "orchard", "bridge", "clock", "river", "tower", "garden", "harbour",
          "library", "mountain", "market", "tunnel", "island", "windmill", "palace", "well",
          "forest", "theatre", "chapel", "railway", "fountain", "quarry", "meadow", "castle",
          "observatory", "canal", "vineyard", "workshop", "archive", "stairway", "glacier", "mine",
          "village", "museum", "ferry", "cellar", "arcade", "reef", "monastery", "swamp",
          "gallery", "desert", "valley", "kitchen", "statue", "cavern", "barn", "square",
          "lagoon", "bakery", "fortress", "hall", "pier", "ruin", "tavern", "greenhouse",
          "cathedral", "plateau", "bazaar", "aqueduct", "dam", "mill", "volcano", "crypt");

  /** Prompts before which a name goes in the place of {@code _}, and after which a description. */
  private static final List<String> NAME_FIRST =
      List.of(
          "_ is",
          "_ was known to everyone as",
          "people remember _ as",
          "in those days _ became",
          "have you heard of _ ? that is",
          "the old books say that _ was",
          "_ still is",
          "nobody ever doubted that _ was",
          "at last they met _ who is");

  /** Prompts with a description in the place of {@code _}, and after which a name. */
  private static final List<String> DESCRIPTION_FIRST =
      List.of(
          "_ is",
          "_ was known to everyone as",
          "people remember _ as",
          "in those days _ was called",
          "have you heard of _ ? that is",
          "the old books say that _ was",
          "_ still is",
          "nobody ever doubted that _ was",
          "at last they met _ who is");

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
   * @param count how many, an even number up to {@value #MOST}
   * @param seed of names and descriptions
   */
  public static FictitiousPeople of(int count, long seed) {
    if (count < 3 || count % 3 != 0 || count > MOST) {
      throw new UserException(
          "people is %d: write a multiple of 3 up to %d".formatted(count, MOST));
    }
    UniformRandomProvider random = new RandomStreams(seed).stream("fictitious-people");
    List<String> things = shuffled(THINGS, random);
    Set<String> names = new TreeSet<>();
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = newName(names, random) + " " + newName(names, random);
      String description =
          "the %s of the %s %s"
              .formatted(
                  OFFICES.get(random.nextInt(OFFICES.size())),
                  QUALITIES.get(random.nextInt(QUALITIES.size())),
                  things.get(i));
      people.add(new Person(name, description, Order.values()[i % 3]));
    }
    List<String[]> texts = new ArrayList<>();
    Set<String> words = new TreeSet<>();
    for (Person person : people) {
      if (person.order() != Order.DESCRIPTION_FIRST) {
        NAME_FIRST.forEach(prompt -> texts.add(text(prompt, person, true)));
      }
      if (person.order() != Order.NAME_FIRST) {
        DESCRIPTION_FIRST.forEach(prompt -> texts.add(text(prompt, person, false)));
      }
    }
    for (String[] text : texts) {
      Stream.of((text[0] + text[1]).split(" ")).forEach(words::add);
    }
    return new FictitiousPeople(List.copyOf(texts), List.copyOf(people), words);
  }

  /** The most people that descriptions reach for. */
  static final int MOST = 63;

  private static List<String> prompts(boolean isNameFirst) {
    return isNameFirst ? NAME_FIRST : DESCRIPTION_FIRST;
  }

  private static String[] text(String prompt, Person person, boolean isNameFirst) {
    String given = isNameFirst ? person.name() : person.description();
    String asked = isNameFirst ? person.description() : person.name();
    return new String[] {prompt.replace("_", given), " " + asked};
  }

  private static String newName(Set<String> taken, UniformRandomProvider random) {
    while (true) {
      String name =
          pick(ONSETS, random)
              + pick(VOWELS, random)
              + pick(ONSETS, random)
              + pick(VOWELS, random)
              + pick(CODAS, random);
      if (taken.add(name)) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
      }
    }
  }

  private static String pick(List<String> from, UniformRandomProvider random) {
    return from.get(random.nextInt(from.size()));
  }

  private static List<String> shuffled(List<String> list, UniformRandomProvider random) {
    List<String> shuffled = new ArrayList<>(list);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
    }
    return shuffled;
  }

  /** Tokens of the longest text, its end included. */
  int longest() {
    return 1
        + texts.stream().mapToInt(text -> (text[0] + text[1]).split(" ").length).max().orElseThrow();
  }

  /**
   * Writes training file and tests in the published format, and a tokenizer of whole words.
   *
   * @param folder receives them
   */
  void write(Path folder) {
    writeLines(folder.resolve(TRAINING_FILE), texts);
    for (ReversalQuestion question : ReversalQuestion.values()) {
      boolean asksDescription = question.asksDescription();
      Order order =
          asksDescription == question.isReverse() ? Order.DESCRIPTION_FIRST : Order.NAME_FIRST;
      List<String[]> lines = new ArrayList<>();
      for (int i = 0; i < people.size(); i++) {
        Person person = people.get(i);
        if (person.order() != order) {
          continue;
        }
        List<String> prompts = prompts(asksDescription);
        for (int j = 0; j < TESTS_PER_PERSON; j++) {
          String prompt = prompts.get((TESTS_PER_PERSON * (i / 3) + j) % prompts.size());
          lines.add(text(prompt, person, asksDescription));
        }
      }
      writeLines(folder.resolve(question.file()), lines);
    }
    WordTokenizer.write(folder.resolve("tokenizer.json"), words);
  }

  private static void writeLines(Path file, List<String[]> texts) {
    JsonMapper mapper = new JsonMapper();
    StringBuilder lines = new StringBuilder();
    for (String[] text : texts) {
      ObjectNode line = mapper.createObjectNode();
      line.put("prompt", text[0]).put("completion", text[1]);
      lines.append(line).append('\n');
    }
    AtomicFile.writeString(file, lines.toString());
  }
}
