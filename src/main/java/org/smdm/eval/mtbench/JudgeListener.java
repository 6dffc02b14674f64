package org.smdm.eval.mtbench;

import java.time.Duration;

/** Is told how judging goes, by several threads. */
public interface JudgeListener {

  /** Listens to nothing. */
  JudgeListener NONE = new JudgeListener() {};

  /** One more is judged. */
  default void judged() {}

  /** One is given up. */
  default void failed() {}

  /**
   * An attempt failed and another one will follow.
   *
   * @param reason why
   * @param wait until then
   */
  default void waiting(String reason, Duration wait) {}
}
