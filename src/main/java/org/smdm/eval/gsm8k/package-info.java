/** GSM8K: two-stage generation, comparison of final answers, and word problems of our own. */
package org.smdm.eval.gsm8k;
