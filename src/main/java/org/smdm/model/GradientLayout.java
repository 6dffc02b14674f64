package org.smdm.model;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;

/**
 * Where the gradients of all parameters lie in one array: in the order in which a backward pass
 * completes them, so that what is complete is one piece. A stage is what is completed together: the
 * head with the final norm, every block from the last to the first, the embedding.
 *
 * @param places of the parameters
 * @param stages each one's piece
 * @param size elements of the array, gaps included
 */
public record GradientLayout(List<Place> places, List<Range> stages, long size) {

  /** Tensors begin at multiples of so many floats, as libtorch's own do (64 bytes). */
  private static final long ALIGNMENT = 16;

  /**
   * A parameter's place.
   *
   * @param name of the parameter
   * @param shape of it
   * @param from first element
   */
  public record Place(String name, Shape shape, long from) {

    /** The element behind the last. */
    public long to() {
      return from + shape.size();
    }
  }

  /**
   * A piece of the array.
   *
   * @param from first element
   * @param to the one behind the last
   */
  public record Range(long from, long to) {

    /** How many elements. */
    public long size() {
      return to - from;
    }
  }

  /**
   * Lays out a model's gradients.
   *
   * @param config its shape
   * @param family ARM or MDM
   * @param parts every stage can be cut into so many equal parts
   */
  public static GradientLayout of(ModelConfig config, ModelFamily family, int parts) {
    Map<String, Shape> shapes = ParameterShapes.of(config, family);
    List<List<String>> stages = new ArrayList<>();
    stages.add(
        config.hasTiedHead()
            ? List.of(ParameterShapes.FINAL_NORM)
            : List.of(ParameterShapes.FINAL_NORM, ParameterShapes.HEAD));
    for (int layer = config.layers() - 1; layer >= 0; layer--) {
      String prefix = ParameterShapes.blockPrefix(layer);
      stages.add(shapes.keySet().stream().filter(name -> name.startsWith(prefix)).toList());
    }
    stages.add(ParameterShapes.embedding(config));
    List<Place> places = new ArrayList<>();
    List<Range> ranges = new ArrayList<>();
    long at = 0;
    for (List<String> stage : stages) {
      long begin = at;
      for (String name : stage) {
        places.add(new Place(name, shapes.get(name), at));
        at = roundUp(at + shapes.get(name).size(), ALIGNMENT);
      }
      at = begin + roundUp(at - begin, ALIGNMENT * parts);
      ranges.add(new Range(begin, at));
    }
    return new GradientLayout(List.copyOf(places), List.copyOf(ranges), at);
  }

  private static long roundUp(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
