package org.smdm.eval.task;

/** What becomes of rows that make no item. */
public enum MalformedRows {
  /** Nothing is evaluated before they are mended. */
  REFUSE,

  /** They are left out, counted, and named beside the results. */
  LEAVE_OUT
}
