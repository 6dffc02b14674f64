package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterruptionTest {

  static Stream<Throwable> interrupts() {
    return Stream.of(
        new InterruptedException(),
        new CancellationException(),
        new ClosedByInterruptException(),
        new FileLockInterruptionException(),
        new InterruptedIOException(),
        new UncheckedIOException(new ClosedByInterruptException()),
        new UserException("cannot be read", new IOException(new InterruptedIOException())));
  }

  @ParameterizedTest
  @MethodSource("interrupts")
  void anInterruptIsFoundBehindWhatItLedTo(Throwable failure) {
    assertTrue(Interruption.isBehind(failure), failure.toString());
    assertEquals(failure, Interruption.of(failure).getCause());
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IOException("No space left on device"),
        new ClosedChannelException(),
        new SocketTimeoutException("the network's"),
        new UserException("write 1"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultsAreNone(Throwable failure) {
    assertFalse(Interruption.isBehind(failure), failure.toString());
  }

  @Test
  void aFileThatAnInterruptClosedIsNoFaultOfTheDisk() {
    assertInstanceOf(
        CancellationException.class,
        WriteFailure.sentence(Path.of("x"), new FileLockInterruptionException()));
    assertInstanceOf(
        UserException.class, WriteFailure.sentence(Path.of("x"), new IOException("broken")));
  }
}
