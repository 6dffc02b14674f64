/**
 * Supervised fine-tuning on prompts and answers: the published data sets and files of one's own.
 */
package org.smdm.finetune;
