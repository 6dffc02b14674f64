package org.smdm.eval.mtbench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.LineFile;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.chat.AnswerWriter;
import org.smdm.sample.chat.Conversation;

/**
 * Answers questions into a file in FastChat's format and goes on where it was when it is
 * interrupted. {@code NAME.plan.json} beside it says how; another plan must not go on.
 */
public final class AnswerRun implements AutoCloseable {

  private static final int ID_LENGTH = 22;

  /**
   * How the answers are made.
   *
   * @param model hash of the weights
   * @param name the model's in tables
   * @param turns most turns that are answered
   * @param first id before every text; -1 for none
   * @param answerLength most tokens of an answer
   * @param seed of the draws
   * @param sampling how to sample
   */
  public record Plan(
      String model,
      String name,
      int turns,
      int first,
      int answerLength,
      long seed,
      SamplingConfig sampling) {

    /** Checks the turns. */
    public Plan {
      if (turns < 1 || turns > 2) {
        throw new UserException("turns is %d: write 1 or 2".formatted(turns));
      }
    }
  }

  private final Plan plan;
  private final LineFile file;
  private final Map<Integer, ModelAnswer> done = new TreeMap<>();

  private AnswerRun(Plan plan, LineFile file) {
    this.plan = plan;
    this.file = file;
  }

  /**
   * Begins, or goes on with what is there.
   *
   * @param path of the answers
   * @param plan how
   * @throws UserException when it was begun by another plan, or holds something else
   */
  public static AnswerRun open(Path path, Plan plan) {
    Path planFile = path.resolveSibling(path.getFileName() + ".plan.json");
    if (Files.exists(planFile)) {
      List<String> changes = ConfigDifference.between(ConfigJson.read(planFile, Plan.class), plan);
      if (!changes.isEmpty()) {
        throw new UserException(
            "%s was begun otherwise (%s): give the same options, or another file"
                .formatted(path, String.join(", ", changes)));
      }
    } else if (Files.exists(path)) {
      throw new UserException(
          "%s is there and nothing says how it was made: give another file".formatted(path));
    } else {
      AtomicFile.writeString(planFile, ConfigJson.write(plan));
    }
    AnswerRun run = new AnswerRun(plan, LineFile.open(path, List.of(), Optional::of));
    try {
      JsonLinesFile.read(path, "answers in FastChat's format", ModelAnswer::parse)
          .forEach(answer -> run.done.put(answer.questionId(), answer));
    } catch (UserException e) {
      run.close();
      throw e;
    }
    return run;
  }

  /**
   * Answers what is not answered yet.
   *
   * @param questions all
   * @param writer whose sampling is the plan's
   * @param batch questions that are answered and written together
   * @param progress is told how it goes
   * @return an answer to each question
   */
  public List<ModelAnswer> answer(
      List<Question> questions, AnswerWriter writer, int batch, Progress<ModelAnswer> progress) {
    List<Question> open =
        questions.stream().filter(question -> !done.containsKey(question.id())).toList();
    int before = questions.size() - open.size();
    progress.begun(new Progress.Part(plan.name, "questions", questions.size(), before));
    for (int from = 0; from < open.size(); from += batch) {
      for (ModelAnswer answer :
          batch(open.subList(from, Math.min(open.size(), from + batch)), writer)) {
        file.append(answer.line());
        done.put(answer.questionId(), answer);
        progress.item(answer);
        progress.advanced(1);
      }
    }
    progress.ended();
    return questions.stream().map(question -> done.get(question.id())).toList();
  }

  /** A turn of all questions after the other. */
  private List<ModelAnswer> batch(List<Question> questions, AnswerWriter writer) {
    long begin = System.nanoTime();
    List<Conversation> conversations = new ArrayList<>();
    questions.forEach(question -> conversations.add(Conversation.begin()));
    for (int turn = 0; turn < plan.turns; turn++) {
      List<Integer> places = new ArrayList<>();
      List<AnswerWriter.Message> messages = new ArrayList<>();
      for (int i = 0; i < questions.size(); i++) {
        Question question = questions.get(i);
        Conversation before = conversations.get(i);
        if (turn >= question.turns().size() || before.rounds().size() < turn) {
          continue;
        }
        AnswerWriter.Message message =
            new AnswerWriter.Message(2L * question.id() + turn, before, question.turns().get(turn));
        if (writer.prompt(message).isPresent()) {
          places.add(i);
          messages.add(message);
        }
      }
      List<String> answers = writer.answer(messages, SamplingListener.NONE);
      for (int k = 0; k < answers.size(); k++) {
        int i = places.get(k);
        conversations.set(i, conversations.get(i).with(messages.get(k).user(), answers.get(k)));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9 / questions.size();
    List<ModelAnswer> answers = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      answers.add(answer(questions.get(i), conversations.get(i), seconds));
    }
    return answers;
  }

  private ModelAnswer answer(Question question, Conversation conversation, double seconds) {
    List<String> turns = conversation.rounds().stream().map(Conversation.Round::assistant).toList();
    return new ModelAnswer(
        question.id(),
        id(question),
        plan.name,
        // A question without room has an answer all the same: none.
        turns.isEmpty() ? List.of("") : turns,
        seconds,
        System.currentTimeMillis() / 1e3);
  }

  private String id(Question question) {
    String all = ConfigJson.write(plan) + question.id();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
