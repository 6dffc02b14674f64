package org.smdm.record;

/**
 * What is known after one optimiser step.
 *
 * @param step optimiser steps done, from 1
 * @param tokens tokens read so far
 * @param flops 6·N·D so far
 * @param loss negative log-likelihood of the step in nats per token (ARM) or one Monte-Carlo sample
 *     of its bound (MDM), whatever the weighting of the training loss
 * @param learningRate of the step
 * @param gradientNorm global L2 norm before clipping
 * @param skippedSteps steps so far whose update was left out
 * @param tokensPerSecond over the last steps
 * @param flopsPerSecond arithmetic done per second over the last steps; NaN when unknown
 * @param utilisation {@code flopsPerSecond} as a share of the device's peak; NaN when that is
 *     unknown
 * @param residentBytes main memory that this process occupies; negative when unknown
 * @param elapsedSeconds of training since the start, validation and checkpoints left out
 */
public record StepMetrics(
    long step,
    long tokens,
    double flops,
    double loss,
    double learningRate,
    double gradientNorm,
    long skippedSteps,
    double tokensPerSecond,
    double flopsPerSecond,
    double utilisation,
    long residentBytes,
    double elapsedSeconds) {}
