package org.smdm.eval.likelihood;

import java.util.OptionalDouble;

/**
 * What scoring a task took and what it says of the numbers.
 *
 * @param requests scored
 * @param known of these, answered by an earlier evaluation
 * @param truncated of these, with a context that was cut from the left to fit the model
 * @param droppedTokens cut from all contexts
 * @param crossed of these, where context and continuation share a token
 * @param forwardPasses sequences put through the transformer for all requests, as if each were
 *     computed alone
 * @param meanStandardError of the requests' negative log-likelihoods in nats, which is of the draws
 *     alone; absent where a request has none
 */
public record ScoringReport(
    int requests,
    int known,
    int truncated,
    long droppedTokens,
    int crossed,
    long forwardPasses,
    OptionalDouble meanStandardError) {}
