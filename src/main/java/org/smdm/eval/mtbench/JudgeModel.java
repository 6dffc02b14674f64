package org.smdm.eval.mtbench;

/** A model that answers a system's and a user's message with a text. */
@FunctionalInterface
interface JudgeModel {

  /**
   * One attempt.
   *
   * @param system message
   * @param user message
   * @throws EndpointFailure when there is no answer
   * @throws org.smdm.io.UserException when no request can succeed
   */
  String ask(String system, String user) throws EndpointFailure, InterruptedException;
}
