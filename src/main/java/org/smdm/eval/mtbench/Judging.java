package org.smdm.eval.mtbench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.io.Interruption;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * Has tasks judged by several threads. Every judgement goes into the journal before anything else
 * happens, so that an interrupted judging goes on without asking twice.
 */
public final class Judging {

  /** Tasks given up one after the other, after which the next would hardly fare better. */
  private static final int MOST_IN_A_ROW = 5;

  private static final int SECONDS_TO_SETTLE = 5;

  private final ChatEndpoint endpoint;
  private final String judge;
  private final RetryPolicy policy;
  private final int readings;
  private final int parallel;
  private final RateLimit limit;
  private final JudgmentJournal journal;
  private final Progress<?> progress;
  private final AtomicReference<UserException> fatal = new AtomicReference<>();
  private final AtomicInteger failedInARow = new AtomicInteger();
  private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();

  /**
   * How to ask.
   *
   * @param policy for attempts that fail
   * @param readings how often a judge is asked whose words hold no verdict
   * @param parallel requests at once
   * @param perMinute most requests; 0 for any number
   */
  public record Settings(RetryPolicy policy, int readings, int parallel, double perMinute) {
    /** Checks the ranges. */
    public Settings {
      if (readings < 1) {
        throw new UserException("readings is %d: write at least 1".formatted(readings));
      }
      if (parallel < 1 || parallel > 256) {
        throw new UserException("parallel is %d: write a number from 1 to 256".formatted(parallel));
      }
      if (!(perMinute >= 0) || Double.isInfinite(perMinute)) {
        throw new UserException(
            "requests per minute are %s: write a number of at least 0".formatted(perMinute));
      }
    }
  }

  /**
   * A task without a judgement.
   *
   * @param task which
   * @param reason why
   */
  public record Failure(JudgeTask task, String reason) {}

  /**
   * What came of it.
   *
   * @param judgments in the order of the tasks; those that hold no verdict included
   * @param failures tasks that were given up
   */
  public record Outcome(List<Judgment> judgments, List<Failure> failures) {
    /** Copies the lists. */
    public Outcome {
      judgments = List.copyOf(judgments);
      failures = List.copyOf(failures);
    }

    /** Judgements that hold no verdict. */
    public long unreadable() {
      return judgments.stream().filter(j -> !Verdict.isReadable(j.task(), j.text())).count();
    }
  }

  /**
   * @param endpoint where the judge is
   * @param settings how to ask
   * @param journal what is known already, and where judgements go
   * @param progress is told how it goes
   */
  public Judging(
      ChatEndpoint endpoint, Settings settings, JudgmentJournal journal, Progress<?> progress) {
    this.endpoint = endpoint;
    this.judge = endpoint.model();
    this.policy = settings.policy;
    this.readings = settings.readings;
    this.parallel = settings.parallel;
    this.limit = new RateLimit(settings.perMinute);
    this.journal = journal;
    this.progress = progress;
  }

  /**
   * Judges what is not judged yet.
   *
   * @param tasks all
   * @throws UserException when no request can succeed; what was judged is in the journal
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public Outcome judge(List<JudgeTask> tasks) {
    long known = tasks.stream().filter(task -> journal.known(task, judge).isPresent()).count();
    progress.begun(new Progress.Part(judge, "judgements", tasks.size(), known));
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      for (JudgeTask task : tasks) {
        if (journal.known(task, judge).isEmpty()) {
          threads.execute(() -> judge(task));
        }
      }
      threads.shutdown();
      boolean isDone = false;
      while (!isDone) {
        isDone = threads.awaitTermination(1, TimeUnit.MINUTES);
      }
    } catch (InterruptedException e) {
      settle(threads);
      Thread.currentThread().interrupt();
      throw Interruption.of(e);
    } finally {
      threads.shutdownNow();
    }
    progress.ended();
    if (fatal.get() != null) {
      throw fatal.get();
    }
    List<Judgment> judgments = new ArrayList<>();
    tasks.forEach(task -> journal.known(task, judge).ifPresent(judgments::add));
    return new Outcome(judgments, List.copyOf(failures));
  }

  /**
   * Lets judgements that are here already reach the journal; requests on their way are given up.
   */
  private static void settle(ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(SECONDS_TO_SETTLE, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a thread does not end when it is interrupted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // a second interrupt: not even this is waited for
    }
  }

  private void judge(JudgeTask task) {
    if (fatal.get() != null) {
      return;
    }
    try {
      String text = answer(task);
      journal.add(new Judgment(task, judge, text, System.currentTimeMillis() / 1e3));
      failedInARow.set(0);
      progress.advanced(1);
    } catch (EndpointFailure e) {
      give(task, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UserException e) {
      fatal.compareAndSet(null, e);
    } catch (RuntimeException e) {
      // A thread's failure would go unseen otherwise.
      fatal.compareAndSet(
          null,
          new UserException(
              "judging failed unexpectedly (%s): start again, it goes on where it stopped"
                  .formatted(e),
              e));
    }
  }

  private void give(JudgeTask task, EndpointFailure failure) {
    failures.add(new Failure(task, failure.getMessage()));
    progress.advanced(1);
    if (failedInARow.incrementAndGet() >= MOST_IN_A_ROW) {
      fatal.compareAndSet(
          null,
          new UserException(
              "the judge failed for %d requests in a row, at last with: %s; start again later, it goes on where it stopped"
                  .formatted(MOST_IN_A_ROW, failure.getMessage()),
              failure));
    }
  }

  /** The judge's words; its last ones where none of them hold a verdict. */
  private String answer(JudgeTask task) throws EndpointFailure, InterruptedException {
    String text = attempt(task, 0);
    for (int reading = 1; reading < readings && !Verdict.isReadable(task, text); reading++) {
      text = attempt(task, reading);
    }
    return text;
  }

  private String attempt(JudgeTask task, int reading) throws EndpointFailure, InterruptedException {
    UniformRandomProvider random =
        new RandomStreams(task.key(judge).hashCode()).stream("judge waits", reading);
    for (int failed = 1; ; failed++) {
      limit.await();
      try {
        return endpoint.ask(task.prompt().system(), task.user());
      } catch (EndpointFailure e) {
        if (!e.isPassing() || failed >= policy.attempts() || fatal.get() != null) {
          throw e;
        }
        Optional<Duration> asked = e.retryAfter();
        Duration wait = policy.wait(failed, asked, random);
        progress.said(
            String.format(
                Locale.ROOT, "%s; again in %.1f s", e.getMessage(), wait.toMillis() / 1e3));
        asked.ifPresent(limit::hold);
        Thread.sleep(wait.toMillis());
      }
    }
  }
}
