/** Perplexity of models on text of later times than they were trained on. */
package org.smdm.eval.shift;
