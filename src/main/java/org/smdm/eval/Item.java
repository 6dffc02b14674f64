package org.smdm.eval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One question of a task: a context and what may follow it.
 *
 * @param docId position in the data file, from 0
 * @param context what stands before every continuation
 * @param continuations texts to score after the context, each with its delimiter, at least 1
 * @param gold index of the right continuation
 * @param lengths Unicode code points of each choice without its delimiter, by which {@code
 *     acc_norm} divides; empty for an item that has nothing to choose from
 * @param fields the row of the data file, as it is logged
 */
public record Item(
    int docId,
    String context,
    List<String> continuations,
    int gold,
    List<Integer> lengths,
    ObjectNode fields) {

  /** What the harness puts between a context and a choice unless a task says otherwise. */
  public static final String DELIMITER = " ";

  /** Copies the lists and checks that they belong together. */
  public Item {
    continuations = List.copyOf(continuations);
    lengths = List.copyOf(lengths);
    if (docId < 0
        || gold < 0
        || gold >= continuations.size()
        || !(lengths.isEmpty() || lengths.size() == continuations.size())) {
      throw new IllegalArgumentException(
          "docId %d, gold %d of %d continuations, %d lengths"
              .formatted(docId, gold, continuations.size(), lengths.size()));
    }
  }

  /**
   * An item with several choices, each of which follows the context after a space.
   *
   * @param gold index of the right choice
   */
  public static Item ofChoices(
      int docId, String context, List<String> choices, int gold, ObjectNode fields) {
    return new Item(
        docId,
        context,
        choices.stream().map(DELIMITER::concat).toList(),
        gold,
        choices.stream().map(choice -> choice.codePointCount(0, choice.length())).toList(),
        fields);
  }

  /** An item with one continuation, delimiter included, that the model should give by itself. */
  public static Item ofCompletion(
      int docId, String context, String continuation, ObjectNode fields) {
    return new Item(docId, context, List.of(continuation), 0, List.of(), fields);
  }

  /** Whether there is something to choose from. */
  public boolean hasChoices() {
    return !lengths.isEmpty();
  }

  /**
   * What is to be scored, one request per continuation, in order.
   *
   * @param task name of the item's task
   */
  public List<Request> requests(String task) {
    return IntStream.range(0, continuations.size())
        .mapToObj(i -> new Request(task, docId, i, context, continuations.get(i)))
        .toList();
  }
}
