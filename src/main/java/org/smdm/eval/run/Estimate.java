package org.smdm.eval.run;

import java.util.OptionalDouble;

/**
 * A metric of a task.
 *
 * @param value over its items
 * @param standardError of the value, if there is one
 */
public record Estimate(double value, OptionalDouble standardError) {}
