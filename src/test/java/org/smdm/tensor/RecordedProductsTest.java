package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Products that are recorded are right, whichever library computes them. */
class RecordedProductsTest {

  @Test
  void whatIsChosenDiffersFromLibtorchByRoundingOnly() {
    assertEquals(0, RecordedProducts.difference("recorded.py"));
    String chosen = RecordedProducts.source();
    float other = RecordedProducts.difference("recorded_onednn.py");
    assertEquals(other <= RecordedProducts.TOLERANCE, chosen.contains("mkldnn_linear"));
  }

  @Test
  void aWrongProductIsSeen() {
    assertTrue(RecordedProducts.difference("recordedwrong.py") > RecordedProducts.TOLERANCE);
  }
}
