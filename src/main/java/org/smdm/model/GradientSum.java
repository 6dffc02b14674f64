package org.smdm.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Adds up the gradients of the shares of a batch, which several threads may compute at once, in the
 * order of the shares: so that a sum is rounded alike whichever is ready first. Nobody waits for
 * another: what comes before its turn is kept.
 */
public final class GradientSum {

  /** Is told of gradients that nothing more is added to. */
  @FunctionalInterface
  public interface StageListener {

    /** One that does nothing. */
    StageListener NONE = stage -> {};

    /**
     * A stage is complete. On a GPU its last operations may still be in the stream.
     *
     * @param stage number of it in the {@link GradientLayout}, from 0
     */
    void complete(int stage);
  }

  /**
   * One of the shares.
   *
   * @param sum that it is a part of
   * @param index its number, from 0
   * @param isInPlace whether all shares before it are complete when it begins, so that what it adds
   *     piece by piece may go where the sum is
   */
  public record Share(GradientSum sum, int index, boolean isInPlace) {

    /** The only share of a sum that nobody listens to. */
    public static Share alone() {
      return alone(StageListener.NONE);
    }

    /** The only share of a sum. */
    public static Share alone(StageListener listener) {
      return new GradientSum(1, listener).share(0);
    }

    void add(int stage, Runnable addition) {
      sum.add(stage, index, addition);
    }
  }

  private final int shares;
  private final StageListener listener;
  private final Map<Integer, Stage> stages = new ConcurrentHashMap<>();

  private static final class Stage {
    private final Map<Integer, Runnable> early = new TreeMap<>();
    private int next;
  }

  /**
   * @param shares how many there are
   * @param listener is told of every stage when the last share is added, by the thread that adds it
   */
  public GradientSum(int shares, StageListener listener) {
    this.shares = shares;
    this.listener = listener;
  }

  /** A share; the first may add in place, for none comes before it. */
  public Share share(int index) {
    return new Share(this, index, index == 0);
  }

  private void add(int number, int share, Runnable addition) {
    Stage stage = stages.computeIfAbsent(number, n -> new Stage());
    synchronized (stage) {
      stage.early.put(share, addition);
      for (Runnable next = stage.early.remove(stage.next);
          next != null;
          next = stage.early.remove(stage.next)) {
        next.run();
        stage.next++;
      }
      if (stage.next == shares) {
        listener.complete(number);
      }
    }
  }
}
