package org.smdm.sample.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.sample.BlankText;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;

/** Has a model write the next answer of conversations. */
public final class AnswerWriter {

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final OptionalInt first;
  private final SamplingConfig config;
  private final int answerLength;
  private final RandomStreams streams;

  /**
   * @param model fine-tuned, of either family
   * @param tokenizer the model's
   * @param first id that the model expects before every text, if it expects one
   * @param config how to sample; its length is that of conversation and answer together
   * @param answerLength most tokens of an answer
   * @param streams seed
   * @throws UserException when the answer's length leaves no room for a message
   */
  public AnswerWriter(
      LanguageModel model,
      Tokenizer tokenizer,
      OptionalInt first,
      SamplingConfig config,
      int answerLength,
      RandomStreams streams) {
    if (answerLength < 1 || answerLength >= config.length()) {
      throw new UserException(
          "the longest answer has %d of %d tokens: write a number from 1 to below the length"
              .formatted(answerLength, config.length()));
    }
    this.model = model;
    this.tokenizer = tokenizer;
    this.first = first;
    this.config = config;
    this.answerLength = answerLength;
    this.streams = streams;
  }

  /**
   * A message of a conversation.
   *
   * @param number among all that are answered, for its noise
   * @param conversation before it
   * @param user the message
   */
  public record Message(long number, Conversation conversation, String user) {}

  /**
   * The ids that the answer to a message goes behind.
   *
   * @return empty where they leave no room for a whole answer
   */
  public Optional<int[]> prompt(Message message) {
    int[] ids = message.conversation.prompt(message.user, tokenizer, first);
    return ids.length + answerLength <= config.length() ? Optional.of(ids) : Optional.empty();
  }

  /**
   * Drops the oldest rounds until the answer to a message has room.
   *
   * @throws UserException when the message alone is too long
   */
  public Message fitted(Message message) {
    Message fitted = message;
    while (prompt(fitted).isEmpty()) {
      if (fitted.conversation.rounds().isEmpty()) {
        throw new UserException(
            "the message leaves no room for an answer of %d tokens in %d: shorten it, or write a smaller --answer-length"
                .formatted(answerLength, config.length()));
      }
      fitted = new Message(message.number, fitted.conversation.withoutOldest(), message.user);
    }
    return fitted;
  }

  /**
   * Writes answers. A message's answer depends on itself, its number and the seed.
   *
   * @param messages that leave room
   * @param listener is told of every step of the answers, without what stands before them
   * @return (messages) answers up to their end of text
   */
  public List<String> answer(List<Message> messages, SamplingListener listener) {
    List<String> answers = new ArrayList<>();
    if (messages.isEmpty()) {
      return answers;
    }
    List<int[]> prompts = messages.stream().map(m -> prompt(m).orElseThrow()).toList();
    long[] numbers = messages.stream().mapToLong(Message::number).toArray();
    if (model.family() == ModelFamily.ARM) {
      return continued(prompts, numbers, listener);
    }
    AnswersOnly only = new AnswersOnly(listener, numbers, prompts);
    List<int[]> templates = prompts.stream().map(this::template).toList();
    int[][] filled = sampler(config).fill(templates, numbers, only).ids();
    for (int i = 0; i < filled.length; i++) {
      answers.add(tokenizer.decodeToEnd(filled[i], prompts.get(i).length).strip());
    }
    return answers;
  }

  /** An ARM stops at a length: prompts of one length go together. */
  private List<String> continued(List<int[]> prompts, long[] numbers, SamplingListener listener) {
    String[] answers = new String[prompts.size()];
    for (int length : prompts.stream().mapToInt(p -> p.length).distinct().toArray()) {
      int[] places =
          IntStream.range(0, answers.length).filter(i -> prompts.get(i).length == length).toArray();
      List<int[]> some = Arrays.stream(places).mapToObj(prompts::get).toList();
      long[] own = Arrays.stream(places).mapToLong(i -> numbers[i]).toArray();
      int[][] ids =
          sampler(config.withLength(length + answerLength))
              .fill(some, own, new AnswersOnly(listener, own, some))
              .ids();
      for (int i = 0; i < places.length; i++) {
        answers[places[i]] = tokenizer.decodeToEnd(ids[i], length).strip();
      }
    }
    return List.of(answers);
  }

  private TextSampler sampler(SamplingConfig how) {
    return new TextSampler(model, tokenizer, first, how, streams);
  }

  private int[] template(int[] prompt) {
    return BlankText.behind(prompt, prompt.length + answerLength, model.maskId());
  }
}
