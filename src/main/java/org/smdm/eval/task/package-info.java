/** The tasks: where their data are, and how a row of them becomes an item. */
package org.smdm.eval.task;
