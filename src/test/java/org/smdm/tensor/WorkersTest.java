package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

  @Test
  void everyPieceIsDoneOnceByThreadsThatUseOneThreadOfLibtorch() {
    int before = Torch.threads();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    int[] done = new int[100];
    int[] ofLibtorch = new int[100];
    Workers workers = new Workers(3);
    for (int i = 0; i < 2; i++) {
      workers.run(
          100,
          at -> {
            threads.add(Thread.currentThread());
            done[at]++;
            ofLibtorch[at] = Torch.threads();
          });
    }
    assertTrue(threads.size() <= 3 && !threads.contains(Thread.currentThread()));
    assertArrayEquals(IntStream.generate(() -> 2).limit(100).toArray(), done);
    assertEquals(100, Arrays.stream(ofLibtorch).sum());
    assertEquals(before, Torch.threads());
  }

  @Test
  void theFirstFailureEndsTheWorkAndTheWorkersGoOn() {
    Workers workers = new Workers(2);
    AtomicInteger done = new AtomicInteger();
    IllegalStateException failure = new IllegalStateException("third");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                workers.run(
                    1000,
                    at -> {
                      if (at == 2) {
                        throw failure;
                      }
                      done.incrementAndGet();
                    }));
    assertSame(failure, thrown);
    assertTrue(done.get() < 999);
    done.set(0);
    workers.run(5, at -> done.incrementAndGet());
    assertEquals(5, done.get());
  }

  @Test
  void theCallerDoesWhatItIsGivenInOrderBeforeItGoesOn() {
    Workers workers = new Workers(2);
    StringBuilder seen = new StringBuilder();
    Thread caller = Thread.currentThread();
    workers.run(
        1,
        at -> {
          for (String letter : new String[] {"a", "b", "c"}) {
            workers.inCaller(
                () -> seen.append(Thread.currentThread() == caller ? letter : "elsewhere"));
          }
        });
    assertEquals("abc", seen.toString());
    IllegalStateException failure = new IllegalStateException("in the caller");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                workers.run(
                    2,
                    at ->
                        workers.inCaller(
                            () -> {
                              throw failure;
                            }))));
  }

  @Test
  void anInterruptedCallerInterruptsTheOthersAndWaitsForThem() {
    Workers workers = new Workers(2);
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    assertThrows(
        CancellationException.class,
        () ->
            workers.run(
                4,
                at -> {
                  caller.interrupt();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    ended.incrementAndGet();
                    throw new CancellationException("interrupted");
                  }
                }));
    assertTrue(Thread.interrupted());
    assertTrue(ended.get() >= 1);
    workers.run(2, at -> ended.set(-1));
    assertEquals(-1, ended.get());
  }
}
