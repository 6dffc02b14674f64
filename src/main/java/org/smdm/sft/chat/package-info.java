/** Conversations with a fine-tuned model. */
package org.smdm.sft.chat;
