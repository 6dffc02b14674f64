/**
 * Zero-shot evaluation as lm-evaluation-harness 0.4.4 does it: items, requests, scores, metrics.
 */
package org.smdm.eval;
