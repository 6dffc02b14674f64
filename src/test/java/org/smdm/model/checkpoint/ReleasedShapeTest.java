package org.smdm.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.RopePrecision;
import org.smdm.model.ParameterShapes;
import org.smdm.tensor.safetensors.TensorInfo;
import org.smdm.tensor.safetensors.TensorType;

class ReleasedShapeTest {

  private static Map<String, TensorInfo> header(ModelConfig config, ModelFamily family) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    ParameterShapes.of(config, family)
        .forEach((name, shape) -> tensors.put(name, new TensorInfo(TensorType.F32, shape, 0, 0)));
    return tensors;
  }

  @Test
  void everyNamedSizeOfEitherFamilyIsToldApart() {
    for (ModelConfig size : ModelSizes.all().values()) {
      for (ModelFamily family : ModelFamily.values()) {
        ReleasedShape shape = ReleasedShape.of(header(size, family)).orElseThrow();
        assertEquals(family, shape.family());
        assertEquals(size.withRopePrecision(RopePrecision.BF16), shape.config());
      }
    }
  }

  @Test
  void otherWeightsAreNotTakenForOne() {
    assertTrue(ReleasedShape.of(Map.of()).isEmpty());
    Map<String, TensorInfo> other = header(ModelSizes.named(6), ModelFamily.MDM);
    other.put("transformer.h.0.norm_1.bias", new TensorInfo(TensorType.F32, new Shape(256), 0, 0));
    assertTrue(ReleasedShape.of(other).isEmpty());
    ModelConfig size = ModelSizes.named(6);
    assertTrue(ReleasedShape.of(header(size.withQueryGroups(2), ModelFamily.ARM)).isEmpty());
  }
}
