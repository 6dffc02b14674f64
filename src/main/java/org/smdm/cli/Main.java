package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.config.UserException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

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
      PrepareCommand.class,
      PretrainCommand.class,
      RunCommand.class,
      SampleCommand.class,
      InfoCommand.class,
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

  private Main() {}

  /**
   * Runs a verb and leaves the JVM with its exit code.
   *
   * @param arguments verb and options
   */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /**
   * Runs a verb.
   *
   * @param arguments verb and options
   * @return 0 when it succeeded, 2 when the user can mend the failure, 1 otherwise
   */
  static int execute(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Path.class, Path::of);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof UserException) {
            System.err.println("smdm: " + failure.getMessage());
            return USER_ERROR;
          }
          throw failure;
        });
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
    if (arguments.length == 0) {
      line.usage(System.out);
      return 0;
    }
    return line.execute(arguments);
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"smdm " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
