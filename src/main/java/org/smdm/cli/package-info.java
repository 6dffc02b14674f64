/** The command line. */
package org.smdm.cli;
