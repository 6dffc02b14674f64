package org.smdm.eval.mtbench;

/**
 * A judge's words.
 *
 * @param task that they are about
 * @param judge its name
 * @param text the words
 * @param time since 1970, in seconds
 */
public record Judgment(JudgeTask task, String judge, String text, double time) {}
