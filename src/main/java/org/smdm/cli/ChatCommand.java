package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.chat.AnswerWriter;
import org.smdm.sample.chat.Conversation;
import org.smdm.sample.chat.VicunaTemplate;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "chat",
    description =
        "Talks with a fine-tuned checkpoint in Vicuna's template: a message per line of standard"
            + " input, answers on standard output.",
    footer = {
      "",
      "On a terminal answers are shown while they come to be: an MDM's blanks become text in"
          + " place,",
      "an ARM's text is written on. /new begins another conversation, /quit ends."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ChatCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Option(names = "--system", description = "What the assistant is told first (default: Vicuna's).")
  private String system = VicunaTemplate.SYSTEM;

  @Mixin private AnswerOptions answers;

  @Mixin private DrawOptions draws;

  private final boolean isTerminal = TerminalSize.isTerminal();

  @Override
  public Integer call() {
    ReadableModel saved = loaded.saved();
    Tokenizer tokenizer = saved.tokenizer();
    SamplingConfig config = answers.config(saved, AnswerOptions.CHAT_LENGTH);
    try (NDManager manager = Torch.newManager(draws.device);
        LanguageModel model = saved.load(manager)) {
      AnswerWriter writer =
          new AnswerWriter(
              model,
              tokenizer,
              answers.first(loaded, saved, tokenizer),
              config,
              answers.length(config, AnswerOptions.CHAT_LENGTH),
              new RandomStreams(draws.seed));
      talk(writer, model, tokenizer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  private void talk(AnswerWriter writer, LanguageModel model, Tokenizer tokenizer)
      throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Conversation empty = new Conversation(system, List.of());
    Conversation conversation = empty;
    long number = 0;
    for (String line = next(input); line != null; line = next(input)) {
      String user = line.strip();
      if (user.equals("/quit")) {
        return;
      }
      if (user.equals("/new")) {
        conversation = empty;
        continue;
      }
      if (user.isEmpty()) {
        continue;
      }
      AnswerWriter.Message message;
      try {
        message = writer.fitted(new AnswerWriter.Message(number, conversation, user));
      } catch (UserException e) {
        System.err.println("smdm: " + e.getMessage());
        continue;
      }
      int dropped = conversation.rounds().size() - message.conversation().rounds().size();
      if (dropped > 0) {
        System.err.printf("smdm: the oldest %d of the rounds had no more room%n", dropped);
      }
      String answer = answer(writer, message, model, tokenizer);
      conversation = message.conversation().with(user, answer);
      number++;
    }
  }

  private String next(BufferedReader input) throws IOException {
    if (isTerminal) {
      System.err.print("> ");
      System.err.flush();
    }
    return input.readLine();
  }

  private String answer(
      AnswerWriter writer, AnswerWriter.Message message, LanguageModel model, Tokenizer tokenizer) {
    if (!isTerminal) {
      String answer = writer.answer(List.of(message), SamplingListener.NONE).get(0);
      System.out.println(answer);
      System.out.flush();
      return answer;
    }
    WatchView view = WatchView.onStandardError("answer", tokenizer, model.maskId(), model.family());
    String answer;
    try (view) {
      answer = writer.answer(List.of(message), view).get(0);
    }
    if (!view.leavesTexts()) {
      System.out.println(answer);
    }
    return answer;
  }
}
