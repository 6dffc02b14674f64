/** Measures what the program does against what the machine can: ratios within one process. */
package org.smdm.bench;
