/** The transformer of the paper, its parameters, initialisation, cache and checkpoints. */
package org.smdm.model;
