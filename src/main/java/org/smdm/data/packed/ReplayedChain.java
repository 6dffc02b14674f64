package org.smdm.data.packed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Any state of an endless chain of states, each made from the one before, as of a generator that
 * cannot jump ahead. Some are kept, evenly spaced, so that going back replays a part and not all;
 * when too many are kept, every other one is dropped. Safe for use by several threads.
 *
 * @param <S> an immutable state, or one that nobody changes
 */
final class ReplayedChain<S> {

  private final UnaryOperator<S> next;
  private final int capacity;
  private final List<S> kept = new ArrayList<>();
  private long spacing = 1;
  private long recentNumber;
  private S recent;

  /**
   * @param first state 0
   * @param next makes a state's successor without changing it
   * @param capacity how many states are kept at most, even
   */
  ReplayedChain(S first, UnaryOperator<S> next, int capacity) {
    if (capacity < 2 || capacity % 2 != 0) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.next = next;
    this.capacity = capacity;
    this.recent = first;
    kept.add(first);
  }

  /**
   * One state.
   *
   * @param number its place in the chain, from 0
   */
  synchronized S at(long number) {
    if (number < 0) {
      throw new IndexOutOfBoundsException("state " + number);
    }
    long start = Math.min(number / spacing, kept.size() - 1);
    if (recentNumber > number || recentNumber < start * spacing) {
      recentNumber = start * spacing;
      recent = kept.get((int) start);
    }
    while (recentNumber < number) {
      recent = next.apply(recent);
      recentNumber++;
      keep();
    }
    return recent;
  }

  private void keep() {
    if (recentNumber != kept.size() * spacing) {
      return;
    }
    if (kept.size() == capacity) {
      List<S> sparse = new ArrayList<>();
      for (int i = 0; i < capacity; i += 2) {
        sparse.add(kept.get(i));
      }
      kept.clear();
      kept.addAll(sparse);
      spacing *= 2; // what is at hand now comes next at the doubled spacing, since capacity is even
    }
    kept.add(recent);
  }
}
