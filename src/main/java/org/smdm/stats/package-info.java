/** Means, their errors and medians: one of each. Distributions are Hipparchus'. */
package org.smdm.stats;
