package org.smdm.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.smdm.dist.Launcher;
import org.smdm.io.Interruption;
import org.smdm.io.Spelling;
import org.smdm.io.TemporaryFolder;
import org.smdm.io.UserException;
import org.smdm.train.Interrupts;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

/** The command line's entry: verbs, exit codes, and errors in one sentence. */
@Command(
    name = "smdm",
    description = "The masked-diffusion language-model laboratory for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    footer = "%nsmdm VERB --help explains a verb.",
    subcommands = {
      QuickstartCommand.class,
      GetCommand.class,
      PrepareCommand.class,
      PretrainCommand.class,
      FinetuneCommand.class,
      RunCommand.class,
      SampleCommand.class,
      SweepCommand.class,
      FrontierCommand.class,
      ScalingCommand.class,
      EvalCommand.class,
      ShiftCommand.class,
      CompareCommand.class,
      Gsm8kCommand.class,
      ChatCommand.class,
      MtbenchCommand.class,
      JudgeCommand.class,
      ReversalCommand.class,
      InfoCommand.class,
      PlanMemoryCommand.class,
      BenchCommand.class,
      RunsCommand.class,
      PlotCommand.class,
      NotebookCommand.class,
      KernelCommand.class,
      HelpCommand.class
    })
public final class Main {

  /** Exit code of everything the user can mend. */
  static final int USER_ERROR = 2;

  /** Exit code of what was interrupted, as shells have it. */
  static final int INTERRUPTED = 130;

  /** Exit code of what was told to end, as shells have it. */
  private static final int TERMINATED = 143;

  private static final int SECONDS_TO_END = 10;

  Main() {}

  /**
   * Runs a verb and leaves the JVM with its exit code.
   *
   * @param arguments verb and options
   */
  public static void main(String[] arguments) {
    Thread work = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    TerminalText.guard();
    TemporaryFolder temporary;
    try {
      temporary = TemporaryFolder.begin();
    } catch (UserException e) {
      System.err.println("smdm: " + e.getMessage());
      System.exit(USER_ERROR);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (hasEnded(work, ended)) {
                    temporary.remove();
                  }
                },
                "smdm-signal"));
    Launcher.whenGone(
        () -> {
          if (!Interrupts.interrupt()) {
            System.exit(TERMINATED);
          }
        });
    int code;
    try {
      code = execute(arguments);
    } finally {
      ended.countDown();
    }
    System.exit(code);
  }

  /**
   * The exit has begun, by a signal perhaps: what can save itself does, all else ends before native
   * code is unloaded.
   *
   * @return whether the work has ended
   */
  private static boolean hasEnded(Thread work, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return true;
    }
    if (!Interrupts.interrupt()) {
      work.interrupt();
    }
    try {
      // Runs wait for their own saving as well, however long that takes.
      return ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** All verbs, and how the values of their options are read. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    // A prompt or a column may begin with @: words stand for themselves, never for a file of words.
    line.setExpandAtFiles(false);
    line.registerConverter(Path.class, Path::of);
    spellEnums(line);
    return line;
  }

  /**
   * Runs a verb.
   *
   * @param arguments verb and options
   * @return 0 when it succeeded, 2 when the user can mend the failure, 130 when it was interrupted,
   *     70 when the fault is the program's
   */
  static int execute(String... arguments) {
    return execute(commandLine(), arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** The same with other verbs. */
  static int execute(CommandLine line, String... arguments) {
    line.setOut(writer(TerminalText.drawing(System.out)));
    line.setErr(writer(TerminalText.drawing(System.err)));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    line.setParameterExceptionHandler(
        (failure, parsed) -> {
          System.err.println(
              "smdm: "
                  + failure.getMessage()
                  + "; see "
                  + failure.getCommandLine().getCommandName()
                  + " --help");
          return USER_ERROR;
        });
    try {
      if (arguments.length == 0 && line.getCommand() instanceof Main) {
        line.usage(line.getOut());
        return 0;
      }
      return line.execute(arguments);
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  /** Says in one sentence why a verb ended. */
  private static int failed(Throwable failure) {
    Throwable own = failure;
    while (own instanceof CompletionException && own.getCause() != null) {
      own = own.getCause();
    }
    if (Interruption.isBehind(own)) {
      System.err.println("smdm: interrupted");
      return INTERRUPTED;
    }
    if (own instanceof UserException) {
      System.err.println("smdm: " + own.getMessage());
      return USER_ERROR;
    }
    System.err.println(Crash.sentence(own));
    return Crash.CODE;
  }

  /** Options take an enum's values as JSON and help spell them, and in capitals. */
  private static void spellEnums(CommandLine line) {
    for (ArgSpec argument : line.getCommandSpec().args()) {
      for (Class<?> type : argument.auxiliaryTypes()) {
        if (type.isEnum()) {
          spellEnum(line, type);
        }
      }
    }
    line.getSubcommands().values().forEach(Main::spellEnums);
  }

  private static <E> void spellEnum(CommandLine line, Class<E> type) {
    line.registerConverter(
        type,
        word -> {
          try {
            return type.cast(Spelling.read(type, word));
          } catch (UserException e) {
            throw new TypeConversionException(e.getMessage());
          }
        });
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"smdm " + number()};
    }

    static String number() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(unpackaged)" : version;
    }
  }
}
