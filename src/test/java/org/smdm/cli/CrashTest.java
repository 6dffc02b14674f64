package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@ResourceLock("System.out")
class CrashTest {

  /** A verb that ends with whatever is thrown. */
  @Command(name = "fails")
  record Failing(Throwable failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }

  private static Terminal run(Throwable failure) {
    return Terminal.run(() -> Main.execute(new CommandLine(new Failing(failure))));
  }

  private static Path log(String said) {
    String sentence = said.lines().filter(l -> l.startsWith("smdm: ")).findFirst().orElseThrow();
    return Path.of(sentence.substring(sentence.lastIndexOf(' ') + 1));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        OutOfMemoryError.class,
        StackOverflowError.class,
        InternalError.class,
        NullPointerException.class,
        IllegalStateException.class
      })
  void whatNobodyForesawIsOneSentenceWithTheTraceInAFile(Class<? extends Throwable> type)
      throws Exception {
    Terminal ended = run(type.getConstructor(String.class).newInstance("of\u001b a test"));
    assertEquals(70, ended.code(), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
    assertTrue(ended.err().startsWith("smdm: failed (" + type.getSimpleName()), ended.err());
    Path log = log(ended.err());
    assertTrue(Files.readString(log).contains("CrashTest"), ended.err());
    Files.delete(log);
  }

  @Test
  void anInterruptIsOneWhateverItClosed() {
    Terminal ended =
        run(new UserException("x cannot be read (ClosedByInterruptException)", closed()));
    assertEquals("smdm: interrupted", ended.err().strip());
    assertEquals(130, ended.code());
  }

  private static Throwable closed() {
    return new ClosedByInterruptException();
  }

  @Test
  void whatAnotherThreadSaysForTheUserIsSaid() {
    Terminal ended = run(new CompletionException(new UserException("write 1")));
    assertEquals("smdm: write 1", ended.err().strip());
    assertEquals(2, ended.code());
  }
}
