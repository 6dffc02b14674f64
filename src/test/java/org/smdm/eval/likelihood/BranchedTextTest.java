package org.smdm.eval.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.Request;

/** One text for all choices. */
class BranchedTextTest {

  @Test
  void everyContinuationStandsBehindTheStemAndLeavesItsLastTokenOut() {
    BranchedText text =
        BranchedText.of(
            new int[] {7, 8, 9}, List.of(new int[] {1, 2, 3}, new int[] {4}, new int[] {5, 6}));
    assertArrayEquals(new int[] {7, 8, 9, 1, 2, 5}, text.ids());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 3}, text.positions());
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 3}, text.branches());
    assertEquals(2, text.place(0, 0, 3));
    assertEquals(3, text.place(0, 1, 3));
    assertEquals(4, text.place(0, 2, 3));
    assertEquals(2, text.place(1, 0, 3));
    assertEquals(5, text.place(2, 1, 3));
  }

  private static List<List<Integer>> parts(int stem, int... lengths) {
    List<EncodedRequest> choices =
        IntStream.range(0, lengths.length)
            .mapToObj(
                i ->
                    new EncodedRequest(
                        new Request("t", 0, i, "", ""),
                        new int[stem],
                        new int[lengths[i]],
                        0,
                        false))
            .toList();
    return BranchedText.parts(stem, choices).stream()
        .map(part -> part.stream().map(choice -> choice.request().choice()).toList())
        .toList();
  }

  @Test
  void longTextsAreCutIntoSeveral() {
    assertEquals(List.of(List.of(0, 1, 2, 3)), parts(100, 200, 200, 200, 200));
    assertEquals(List.of(List.of(0, 1), List.of(2, 3)), parts(100, 500, 400, 500, 200));
    // A choice may be longer by itself, and a long stem has room for as much again.
    assertEquals(List.of(List.of(0), List.of(1)), parts(100, 3000, 3000));
    assertEquals(List.of(List.of(0, 1, 2), List.of(3)), parts(2000, 900, 900, 200, 200));
  }
}
