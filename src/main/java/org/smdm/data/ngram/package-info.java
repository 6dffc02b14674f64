/** Interpolated Kneser-Ney n-grams, the yardstick that a model has to beat. */
package org.smdm.data.ngram;
