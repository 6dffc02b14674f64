package org.smdm.eval.run;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.smdm.eval.Item;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Metric;

/**
 * What a model made of an item.
 *
 * @param item which
 * @param scores one per continuation
 * @param values of the task's metrics
 */
public record ItemResult(Item item, List<LikelihoodEstimate> scores, Map<Metric, Double> values) {

  /** Copies the collections. */
  public ItemResult {
    scores = List.copyOf(scores);
    values = new EnumMap<>(values);
  }

  static ItemResult of(Item item, List<LikelihoodEstimate> scores, List<Metric> metrics) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    metrics.forEach(metric -> values.put(metric, metric.of(item, scores)));
    return new ItemResult(item, scores, values);
  }
}
