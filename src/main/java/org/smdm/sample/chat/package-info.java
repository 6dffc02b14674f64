/** Conversations with a fine-tuned model. */
package org.smdm.sample.chat;
