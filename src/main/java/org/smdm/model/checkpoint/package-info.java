/** Weights on disk: released SMDM files, Llama and GPT-2 folders, and those of our own runs. */
package org.smdm.model.checkpoint;
