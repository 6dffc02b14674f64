/** Scoring tasks, and the results as the harness writes them. */
package org.smdm.eval.run;
