/** The reversal curse (paper section 5, reference {@code evaluate_reverse.py}). */
package org.smdm.eval.reversal;
