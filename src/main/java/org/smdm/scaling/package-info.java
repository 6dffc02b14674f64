/**
 * Scaling laws: grids of runs of equal compute, their queue, and what is fitted to their losses.
 */
package org.smdm.scaling;
