package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TorchScriptSourceTest {

  @Test
  void typesAndPlacesOfFunctionsAreWrittenOut() {
    String source =
        """
        def twice(x: Tensor) -> Tensor:
          return x + x

        class Model:
          heads : int

          def block(self, x: Tensor) -> Tensor:
            return twice(x).twice(max(1, len(x.size())))
        """;
    String expected =
        """
        def twice(x: Tensor) -> Tensor:
          return x + x

        class Model(Module):
          __parameters__ = []
          __buffers__ = []
          heads : int

          def block(self: __torch__.Model, x: Tensor) -> Tensor:
            return __torch__.twice(x).twice(ops.prim.max(1, torch.len(x.size())))
        """;
    assertEquals(expected, TorchScriptSource.saved(source));
  }

  @Test
  void oneClassIsExpected() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TorchScriptSource.saved("class A:\n\nclass B:\n"))
            .getMessage();
    assertTrue(message.contains("[A, B]"), message);
  }
}
