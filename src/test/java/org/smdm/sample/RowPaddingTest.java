package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smdm.io.UserException;
import org.smdm.tensor.Torch;

/** What fills up batches and prompts. */
class RowPaddingTest {

  @Test
  void shortRowsEndInTheirLastValueAndTheLastRowIsRepeated() {
    try (NDManager manager = Torch.newManager("cpu")) {
      NDArray filled =
          RowPadding.filled(manager, List.of(new int[] {1, 2, 3}, new int[] {4}), 3, 3);
      assertEquals(new Shape(3, 3), filled.getShape());
      assertArrayEquals(new long[] {1, 2, 3, 4, 4, 4, 4, 4, 4}, filled.toLongArray());
    }
  }

  @Test
  void blanksStandBehindAPromptThatLeavesRoom() {
    assertArrayEquals(new int[] {7, 8, 99, 99}, BlankText.behind(new int[] {7, 8}, 4, 99));
    assertArrayEquals(new int[] {99, 99}, BlankText.behind(new int[0], 2, 99));
    assertThrows(UserException.class, () -> BlankText.behind(new int[] {7, 8}, 2, 99));
  }
}
