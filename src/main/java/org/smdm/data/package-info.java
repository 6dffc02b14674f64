/** Text to token blocks: tokenizers, corpora, the packed format, n-gram yardsticks. */
package org.smdm.data;
