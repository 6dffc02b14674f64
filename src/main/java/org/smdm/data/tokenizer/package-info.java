/** Text to token ids and back: bytes, HuggingFace tokenizers, GPT-2. */
package org.smdm.data.tokenizer;
