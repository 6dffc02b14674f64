package org.smdm.eval.task;

import java.util.List;

/**
 * A question with labelled choices, as OpenBookQA and ARC have it.
 *
 * @param question the stem
 * @param choices texts of the choices
 * @param labels one per choice, such as A or 1
 */
record QuestionChoices(String question, List<String> choices, List<String> labels) {

  /**
   * Of the original files, where {@code question} holds a stem and a list of choices, or of the
   * hub, where {@code choices} holds two lists.
   *
   * @param hubQuestion the hub's name of the stem
   */
  static QuestionChoices of(Row row, String hubQuestion) {
    if (row.has("choices")) {
      Row choices = row.row("choices");
      return new QuestionChoices(
          row.text(hubQuestion), choices.texts("text"), choices.texts("label"));
    }
    Row question = row.row("question");
    return new QuestionChoices(
        question.text("stem"),
        question.texts("choices", "text"),
        question.texts("choices", "label"));
  }

  /** Index of a label, -1 for none. */
  int indexOf(String label) {
    return labels.indexOf(label);
  }
}
