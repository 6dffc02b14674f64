package org.smdm.eval.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.data.text.Corpus;
import org.smdm.data.text.Document;
import org.smdm.data.text.SotuCorpus;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.tensor.RandomStreams;

/**
 * Sentences of the embedded speeches that runs hold back from training unless they are told another
 * share, as questions that need no download.
 */
final class SpeechSentences {

  /** Questions of each kind. */
  private static final int QUESTIONS = 200;

  private static final long SPLIT_SEED = 0;
  private static final Pattern END = Pattern.compile("(?<=[.!?])\\s+(?=[A-Z])");
  private static final Pattern PLAIN = Pattern.compile("[A-Z][A-Za-z,;' -]*[.!?]");
  private static final Pattern LAST_WORD = Pattern.compile(".{40,100} [a-z]{4,10}\\.");
  private static final int CHOICES = 4;
  private static final int LEAST_OTHERS = 8;

  private SpeechSentences() {}

  /** A task whose rows are made of the speeches. */
  static Task task(
      String name, List<Metric> metrics, Supplier<List<Row>> rows, Function<Row, Item> reading) {
    return new Task(
        name,
        1.0,
        new Task.HubDataset("embedded State of the Union addresses", "", "validation"),
        QUESTIONS,
        metrics,
        List.of(TaskFile.embedded("the embedded speeches", rows)),
        reading);
  }

  /**
   * A sentence behind another one.
   *
   * @param speech it is of
   * @param before the sentence before it
   * @param text itself
   */
  private record Sentence(String speech, String before, String text) {}

  private static List<Sentence> all() {
    List<Sentence> sentences = new ArrayList<>();
    Corpus corpus = Corpus.load(SotuCorpus.NAME, Corpus.DEFAULT_VALIDATION_FRACTION, SPLIT_SEED);
    for (Document speech : corpus.validation()) {
      String before = null;
      for (String part : END.split(speech.text().replaceAll("\\s+", " "), -1)) {
        String text = part.strip();
        boolean isPlain = PLAIN.matcher(text).matches();
        if (isPlain && before != null) {
          sentences.add(new Sentence(speech.id(), before, text));
        }
        before = isPlain ? text : null;
      }
    }
    return sentences;
  }

  /** So many of a list, evenly spaced over it. */
  private static List<Sentence> spread(List<Sentence> sentences) {
    List<Sentence> some = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      some.add(sentences.get((int) ((long) i * sentences.size() / QUESTIONS)));
    }
    return some;
  }

  private static boolean isBetween(String text, int shortest, int longest) {
    return text.length() >= shortest && text.length() <= longest;
  }

  /** Rows of {@link SpeechEndings}: wrong choices are sentences of other speeches, as long. */
  static List<Row> endings() {
    List<Sentence> fit =
        all().stream()
            .filter(s -> isBetween(s.before, 40, 200) && isBetween(s.text, 30, 90))
            .toList();
    RandomStreams streams = new RandomStreams(SPLIT_SEED);
    List<Row> rows = new ArrayList<>();
    for (Sentence right : spread(fit)) {
      UniformRandomProvider random = streams.stream("speech endings", rows.size());
      List<String> others = new ArrayList<>(alike(right, fit));
      List<String> choices = new ArrayList<>(List.of(right.text));
      while (choices.size() < CHOICES) {
        choices.add(others.remove(random.nextInt(others.size())));
      }
      Collections.swap(choices, 0, random.nextInt(CHOICES));
      ObjectNode row = row(right).put("context", right.before);
      choices.forEach(row.putArray("choices")::add);
      row.put("answer", choices.indexOf(right.text));
      rows.add(row(rows.size(), row));
    }
    return rows;
  }

  /** Rows of {@link SpeechLastWord}. */
  static List<Row> lastWords() {
    List<Sentence> fit = all().stream().filter(s -> LAST_WORD.matcher(s.text).matches()).toList();
    List<Row> rows = new ArrayList<>();
    for (Sentence sentence : spread(fit)) {
      String text = sentence.text.substring(0, sentence.text.length() - 1);
      rows.add(row(rows.size(), row(sentence).put("text", text)));
    }
    return rows;
  }

  /** Sentences of other speeches of about one length: a shorter one is likelier by that alone. */
  private static Set<String> alike(Sentence right, List<Sentence> fit) {
    Set<String> others = new LinkedHashSet<>();
    for (int slack = 2; others.size() < LEAST_OTHERS; slack++) {
      for (Sentence other : fit) {
        boolean isAlike = Math.abs(other.text.length() - right.text.length()) <= slack;
        if (isAlike && !other.speech.equals(right.speech) && !other.text.equals(right.text)) {
          others.add(other.text);
        }
      }
    }
    return others;
  }

  private static ObjectNode row(Sentence sentence) {
    return JsonNodeFactory.instance.objectNode().put("speech", sentence.speech);
  }

  private static Row row(int number, ObjectNode row) {
    return new Row(number, "Question %d of the embedded speeches".formatted(number + 1), () -> row);
  }
}
