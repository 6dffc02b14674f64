package org.smdm.eval.reversal;

import java.util.Locale;

/**
 * The tests of the reversal curse: the four of the published data, each a file there, and two that
 * only made-up people are asked, in which the text is as it was learnt and blanks stand for what
 * comes first.
 */
public enum ReversalQuestion {
  /** From name to description, as it was learnt. */
  NAME_TO_DESCRIPTION_SAME(true, Form.SAME, "p2d_prompts_test.jsonl"),
  /** From name to description, which was learnt from description to name. */
  NAME_TO_DESCRIPTION_REVERSE(true, Form.REVERSE, "d2p_reverse_prompts_test.jsonl"),
  /** The description before the name, in a text learnt from description to name. */
  NAME_TO_DESCRIPTION_BLANK(true, Form.BLANK, "d2p_blank_prompts_test.jsonl"),
  /** From description to name, as it was learnt. */
  DESCRIPTION_TO_NAME_SAME(false, Form.SAME, "d2p_prompts_test.jsonl"),
  /** From description to name, which was learnt from name to description. */
  DESCRIPTION_TO_NAME_REVERSE(false, Form.REVERSE, "p2d_reverse_prompts_test.jsonl"),
  /** The name before the description, in a text learnt from name to description. */
  DESCRIPTION_TO_NAME_BLANK(false, Form.BLANK, "p2d_blank_prompts_test.jsonl");

  /** How a question stands to what was learnt. */
  public enum Form {
    /** In the order that was learnt. */
    SAME,
    /** Turned round: the answer, which came first when it was learnt, is to come last. */
    REVERSE,
    /** Not turned round, with blanks for what came first. */
    BLANK
  }

  private final boolean asksDescription;
  private final Form form;
  private final String file;

  ReversalQuestion(boolean asksDescription, Form form, String file) {
    this.asksDescription = asksDescription;
    this.form = form;
    this.file = file;
  }

  /** The paper's name of what is asked. */
  public String task() {
    return asksDescription ? "NameToDescription" : "DescriptionToName";
  }

  /** How it stands to what was learnt. */
  public Form form() {
    return form;
  }

  /** {@code same}, {@code reverse} or {@code blank}. */
  public String asked() {
    return form.name().toLowerCase(Locale.ROOT);
  }

  /** The file's name in the folder of the data. */
  public String file() {
    return file;
  }

  /** Whether the published data has it. */
  public boolean isPublished() {
    return form != Form.BLANK;
  }

  /** Whether descriptions are asked for, which BLEU is about. */
  public boolean asksDescription() {
    return asksDescription;
  }

  /** How those were told who are asked about. */
  FictitiousPeople.Order told() {
    return asksDescription == (form == Form.SAME)
        ? FictitiousPeople.Order.NAME_FIRST
        : FictitiousPeople.Order.DESCRIPTION_FIRST;
  }
}
