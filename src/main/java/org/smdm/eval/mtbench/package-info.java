/**
 * MT-Bench: answers to its questions, and their judgement by another model (FastChat's formats).
 */
package org.smdm.eval.mtbench;
