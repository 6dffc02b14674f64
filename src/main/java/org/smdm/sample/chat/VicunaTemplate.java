package org.smdm.sample.chat;

/** The conversation template of Vicuna 1.5, which the reference fine-tunes and asks with. */
public final class VicunaTemplate {

  /** What the assistant is told first. */
  public static final String SYSTEM =
      "A chat between a curious user and an artificial intelligence assistant. "
          + "The assistant gives helpful, detailed, and polite answers to the user's questions.";

  private VicunaTemplate() {}

  /**
   * What stands before the assistant's first answer.
   *
   * @param message of the user
   */
  public static String prompt(String message) {
    return SYSTEM + " " + turn(message);
  }

  /**
   * A message, up to where its answer begins.
   *
   * @param message of the user
   */
  public static String turn(String message) {
    return "USER: " + message + " ASSISTANT:";
  }
}
