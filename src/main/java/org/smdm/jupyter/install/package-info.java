/**
 * Jupyter on this machine: its kernelspec, its programs, and whether they work with this kernel.
 */
package org.smdm.jupyter.install;
