package org.smdm.scaling;

/**
 * A run of a plan, without its config.
 *
 * @param name of its folder and config
 * @param budget FLOPs that it is compared at
 * @param epochs how often it reads the training data; null when they are not at hand
 * @param seconds estimated, alone on the machine; null when not measured
 * @param bytes predicted peak of main memory on a CPU; 0 on other devices
 */
public record PlannedRun(String name, double budget, Double epochs, Double seconds, long bytes) {}
