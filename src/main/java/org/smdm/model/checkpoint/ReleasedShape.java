package org.smdm.model.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.RopePrecision;
import org.smdm.model.ParameterShapes;
import org.smdm.tensor.safetensors.TensorInfo;

/**
 * Shape and family of released SMDM weights, which carry neither, as far as the shapes of their
 * tensors tell: the paper's named sizes differ in layers and widths, and only an MDM embeds one id
 * more than it predicts.
 *
 * @param config one of the named sizes; rotary tables rounded to bfloat16, as in their training
 * @param family ARM or MDM
 */
public record ReleasedShape(ModelConfig config, ModelFamily family) {

  /**
   * Recognises a checkpoint.
   *
   * @param tensors of its file
   * @return nothing when these are the parameters of none of the named sizes
   */
  public static Optional<ReleasedShape> of(Map<String, TensorInfo> tensors) {
    for (ModelConfig size : ModelSizes.all().values()) {
      for (ModelFamily family : ModelFamily.values()) {
        Map<String, Shape> expected = ParameterShapes.of(size, family);
        boolean same =
            tensors.keySet().equals(expected.keySet())
                && expected.entrySet().stream()
                    .allMatch(e -> tensors.get(e.getKey()).shape().equals(e.getValue()));
        if (same) {
          return Optional.of(new ReleasedShape(size.withRopePrecision(RopePrecision.BF16), family));
        }
      }
    }
    return Optional.empty();
  }
}
