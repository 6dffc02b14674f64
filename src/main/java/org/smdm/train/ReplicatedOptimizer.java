package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smdm.dist.Communicator;
import org.smdm.dist.Pending;
import org.smdm.model.GradientLayout.Range;
import org.smdm.model.GradientPass;
import org.smdm.tensor.TensorMemory;

/**
 * Every rank sums all gradients and updates all weights. Gradients are sent bucket by bucket while
 * those of earlier layers are still computed.
 */
final class ReplicatedOptimizer implements Optimizer {

  private final AdamW adamW;
  private final Communicator ranks;
  private final GradientBuckets buckets;
  private final List<NDArray> pieces = new ArrayList<>();
  private final List<Pending> sent = new ArrayList<>();

  ReplicatedOptimizer(AdamW adamW, GradientPass pass, Communicator ranks) {
    this.adamW = adamW;
    this.ranks = ranks;
    this.buckets = GradientBuckets.of(pass.layout());
    for (Range range : buckets.ranges()) {
      pieces.add(pass.flat().get("{}:{}", range.from(), range.to()));
    }
  }

  @Override
  public void complete(int stage) {
    int bucket = buckets.completedBy(stage);
    if (bucket >= 0 && ranks.worldSize() > 1) {
      sent.add(ranks.allReduceSum(pieces.get(bucket)));
    }
  }

  @Override
  public NDArray step(NDManager scope, double learningRate) {
    sent.forEach(Pending::await);
    sent.clear();
    return adamW.step(scope, learningRate);
  }

  @Override
  public Map<String, NDArray> state(NDManager scope) {
    return adamW.state();
  }

  @Override
  public void load(NDManager scope, StateSource source) {
    adamW
        .state()
        .forEach(
            (name, array) -> {
              try (NDArray read = source.read(scope, name, array.getShape())) {
                TensorMemory.copy(array, read);
              }
            });
  }
}
