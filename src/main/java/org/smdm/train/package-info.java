/** The optimiser, its schedule, the trainer, validation and run folders. */
package org.smdm.train;
