/** The Java kernel: cells are compiled by JShell, Jupyter's messages come through JJava. */
package org.smdm.jupyter.kernel;
