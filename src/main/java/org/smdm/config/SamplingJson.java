package org.smdm.config;

/**
 * The JSON of a {@link SamplingConfig}, which all versions read and write: the fields of its order
 * and draw stand beside the others.
 */
record SamplingJson(
    int length,
    int steps,
    double temperature,
    int topK,
    double topP,
    Unmasking unmasking,
    MaskSchedule schedule,
    RevealBudget budget,
    double threshold,
    int blockLength,
    CacheConfig cache,
    GuidanceConfig guidance,
    TokenNoise noise,
    boolean stopAtEndOfText) {

  static SamplingJson of(SamplingConfig config) {
    OrderConfig order = config.order();
    DrawConfig draw = config.draw();
    return new SamplingJson(
        config.length(),
        config.steps(),
        draw.temperature(),
        draw.topK(),
        draw.topP(),
        order.unmasking(),
        order.schedule(),
        order.budget(),
        order.threshold(),
        order.blockLength(),
        order.cache(),
        config.guidance(),
        draw.noise(),
        config.stopAtEndOfText());
  }

  SamplingConfig config() {
    return new SamplingConfig(
        length,
        steps,
        new DrawConfig(temperature, topK, topP, noise),
        new OrderConfig(unmasking, schedule, budget, threshold, blockLength, cache),
        guidance,
        stopAtEndOfText);
  }
}
