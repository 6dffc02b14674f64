package org.smdm.eval.mtbench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.io.Journal;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.Sha256;
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
  private final Journal<QuestionId, ModelAnswer> journal;

  private AnswerRun(Plan plan, Journal<QuestionId, ModelAnswer> journal) {
    this.plan = plan;
    this.journal = journal;
  }

  /**
   * Begins, or goes on with what is there.
   *
   * @param path of the answers
   * @param plan how
   * @throws UserException when another process writes it, it was begun by another plan, or holds
   *     something else
   */
  public static AnswerRun open(Path path, Plan plan) {
    Path planFile = path.resolveSibling(path.getFileName() + ".plan.json");
    return new AnswerRun(
        plan,
        Journal.open(
            OutputLock.ofFile(path, "written by another process"),
            () -> ConfigJson.plan(planFile, plan).admit(path, "run", Files.exists(path)),
            path,
            ModelAnswer.lines()));
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
        questions.stream().filter(question -> !journal.has(question.id())).toList();
    int before = questions.size() - open.size();
    progress.begun(new Progress.Part(plan.name, "questions", questions.size(), before));
    for (int from = 0; from < open.size(); from += batch) {
      for (ModelAnswer answer :
          batch(open.subList(from, Math.min(open.size(), from + batch)), writer)) {
        journal.add(answer);
        progress.item(answer);
        progress.advanced(1);
      }
    }
    progress.ended();
    return questions.stream().map(question -> journal.get(question.id()).orElseThrow()).toList();
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
            new AnswerWriter.Message(
                2 * question.id().seed() + turn, before, question.turns().get(turn));
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
    return Sha256.of(all).substring(0, ID_LENGTH);
  }

  @Override
  public void close() {
    journal.close();
  }
}
