package org.smdm.sft.reversal;

/** The four tests of the reversal curse, each a file of the published data. */
public enum ReversalQuestion {
  /** From name to description, as it was learnt. */
  NAME_TO_DESCRIPTION_SAME("NameToDescription", false, "p2d_prompts_test.jsonl"),
  /** From name to description, which was learnt from description to name. */
  NAME_TO_DESCRIPTION_REVERSE("NameToDescription", true, "d2p_reverse_prompts_test.jsonl"),
  /** From description to name, as it was learnt. */
  DESCRIPTION_TO_NAME_SAME("DescriptionToName", false, "d2p_prompts_test.jsonl"),
  /** From description to name, which was learnt from name to description. */
  DESCRIPTION_TO_NAME_REVERSE("DescriptionToName", true, "p2d_reverse_prompts_test.jsonl");

  private final String task;
  private final boolean isReverse;
  private final String file;

  ReversalQuestion(String task, boolean isReverse, String file) {
    this.task = task;
    this.isReverse = isReverse;
    this.file = file;
  }

  /** The paper's name of what is asked. */
  public String task() {
    return task;
  }

  /** Whether it was learnt the other way round. */
  public boolean isReverse() {
    return isReverse;
  }

  /** {@code same} or {@code reverse}. */
  public String direction() {
    return isReverse ? "reverse" : "same";
  }

  /** The file's name in the published folder. */
  public String file() {
    return file;
  }

  /** Whether descriptions are asked for, which BLEU is about. */
  public boolean asksDescription() {
    return this == NAME_TO_DESCRIPTION_SAME || this == NAME_TO_DESCRIPTION_REVERSE;
  }
}
