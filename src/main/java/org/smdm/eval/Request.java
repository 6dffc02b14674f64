package org.smdm.eval;

/**
 * A continuation to be scored after its context.
 *
 * @param task name of the task
 * @param docId position of the item in the task's data, from 0
 * @param choice index of the continuation within the item
 * @param context may be empty
 * @param continuation with its delimiter; the text to score is {@code context + continuation}
 */
public record Request(String task, int docId, int choice, String context, String continuation) {}
