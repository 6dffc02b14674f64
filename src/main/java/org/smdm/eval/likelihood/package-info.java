/**
 * Estimates of a continuation's likelihood, and scorers that batch, remember and bound their work.
 */
package org.smdm.eval.likelihood;
