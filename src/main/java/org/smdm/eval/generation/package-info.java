/** How good texts are that models write, and what they cost. */
package org.smdm.eval.generation;
