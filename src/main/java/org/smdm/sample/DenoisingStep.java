package org.smdm.sample;

/**
 * What one step did to one sequence.
 *
 * @param sequence its number among all that are sampled
 * @param step number of the step, from 0; numbers at which nothing happened are left out
 * @param asked positions whose logits were computed, in ascending order
 * @param candidates (asked) the id that was drawn for each
 * @param probabilities (asked) how probable the model holds it, at temperature 1
 * @param revealed the positions among them that were filled with their candidates, in ascending
 *     order
 */
public record DenoisingStep(
    long sequence,
    int step,
    int[] asked,
    int[] candidates,
    double[] probabilities,
    int[] revealed) {}
