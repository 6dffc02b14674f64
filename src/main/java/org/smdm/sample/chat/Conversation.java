package org.smdm.sample.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.smdm.data.tokenizer.Tokenizer;

/**
 * A conversation in the template of Vicuna 1.5, which ShareGPT fine-tuning uses: {@code SYSTEM
 * USER: … ASSISTANT: …</s>USER: … ASSISTANT:}. The end of text stands behind every answer.
 *
 * @param system what the assistant is told first
 * @param rounds that are over
 */
public record Conversation(String system, List<Round> rounds) {

  /**
   * A message and its answer.
   *
   * @param user the message
   * @param assistant the answer
   */
  public record Round(String user, String assistant) {}

  /** Copies the list. */
  public Conversation {
    rounds = List.copyOf(rounds);
  }

  /** A conversation that begins with Vicuna's system message. */
  public static Conversation begin() {
    return new Conversation(VicunaTemplate.SYSTEM, List.of());
  }

  /** The same with one more round. */
  public Conversation with(String user, String assistant) {
    List<Round> more = new ArrayList<>(rounds);
    more.add(new Round(user, assistant));
    return new Conversation(system, more);
  }

  /** The same without its oldest round. */
  public Conversation withoutOldest() {
    return new Conversation(system, rounds.subList(1, rounds.size()));
  }

  /**
   * The ids behind which the model writes its next answer.
   *
   * @param user the next message
   * @param tokenizer the model's
   * @param first id that the model expects before every text, if it expects one
   */
  public int[] prompt(String user, Tokenizer tokenizer, OptionalInt first) {
    IntStream ids = first.stream();
    String open = system + " ";
    for (Round round : rounds) {
      String part = open + VicunaTemplate.turn(round.user) + " " + round.assistant;
      ids =
          IntStream.concat(
              IntStream.concat(ids, IntStream.of(tokenizer.encode(part))),
              IntStream.of(tokenizer.endOfText()));
      open = "";
    }
    int[] last = tokenizer.encode(open + VicunaTemplate.turn(user));
    return IntStream.concat(ids, IntStream.of(last)).toArray();
  }
}
