package org.smdm.record;

/**
 * What a run learns from, as its manifest remembers it: a run goes on with the same only.
 *
 * @param sha256 of the data
 * @param tokenizer that made the tokens, by name
 * @param tokenizerSha256 of that tokenizer
 */
public record LearntFrom(String sha256, String tokenizer, String tokenizerSha256) {}
