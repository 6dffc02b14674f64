package org.smdm.dist;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.smdm.tensor.Torch;

/**
 * Each rank does all operations and says what came out of them. Arguments: most elements to a call.
 */
final class CollectiveProbe {

  private CollectiveProbe() {}

  public static void main(String[] arguments) {
    RankEnvironment environment = RankEnvironment.current().orElseThrow();
    int most = Integer.parseInt(arguments[0]);
    try (Communicator ranks = MpiCommunicator.start(environment, most, Watchdog.of(Map.of()));
        NDManager manager = Torch.newManager("cpu")) {
      int rank = ranks.rank();
      int size = ranks.worldSize();
      say(
          rank,
          "place",
          rank + "/" + size + " " + ranks.place().localRank() + "/" + ranks.place().localSize());

      for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64, DataType.INT64}) {
        NDArray sum = manager.arange(10f).add(100 * rank).toType(type, false);
        ranks.allReduceSum(sum).await();
        say(rank, "sum " + type, Arrays.toString(sum.toType(DataType.INT64, true).toLongArray()));
      }
      // A view with something before and behind it, which must stay as it is.
      NDArray whole = manager.ones(new Shape(12));
      ranks.allReduceSum(whole.get("4:9")).await();
      say(rank, "view", Arrays.toString(whole.toFloatArray()));

      NDArray sent = manager.create(new int[] {rank, rank + 1, rank + 2});
      ranks.broadcast(sent, size - 1).await();
      say(rank, "broadcast", Arrays.toString(sent.toIntArray()));

      NDArray all = manager.arange(3f * size).add(rank);
      NDArray part = manager.zeros(new Shape(3));
      ranks.reduceScatterSum(all, part).await();
      say(rank, "scatter", Arrays.toString(part.toFloatArray()));
      NDArray gathered = manager.zeros(new Shape(3L * size));
      ranks.allGather(part, gathered).await();
      say(rank, "gather", Arrays.toString(gathered.toFloatArray()));

      // Several at once are done in the order in which they were begun.
      NDArray twice = manager.create(new float[] {1 + rank});
      Pending first = ranks.allReduceSum(twice);
      Pending second = ranks.allReduceSum(twice);
      second.await();
      first.await();
      say(rank, "twice", Arrays.toString(twice.toFloatArray()));

      double[] numbers = {rank, -rank, Math.PI};
      ranks.allReduceMax(numbers);
      say(rank, "max", Arrays.toString(numbers));
      double[] thirds = {rank / 3.0};
      ranks.allReduceSum(thirds);
      say(rank, "thirds", String.format(Locale.ROOT, "%.6f", thirds[0]));
      say(rank, "text", ranks.broadcast(rank == 0 ? "Grüße" : "other", 0));
      say(rank, "empty", "'" + ranks.broadcast("", 0) + "'");
      ranks.barrier();
    }
  }

  private static void say(int rank, String what, String value) {
    System.out.println("rank " + rank + " " + what + ": " + value);
  }
}
