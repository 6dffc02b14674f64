package org.smdm.eval.likelihood;

/**
 * One sequence to be put through a masked diffusion model.
 *
 * @param ids (time) tokens, the mask id for those to be guessed
 * @param promptLength how many of the first are the context, which guidance takes away
 * @param positions (n) of interest, at least 1
 * @param targets (n) the right tokens there
 */
record MaskedPass(int[] ids, int promptLength, int[] positions, int[] targets) {}
