/** Brings checkpoints, tokenizers and benchmark files from a HuggingFace hub. */
package org.smdm.hub;
