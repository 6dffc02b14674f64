package org.smdm.cli;

import java.util.List;
import java.util.function.Predicate;
import org.smdm.config.Settings;
import org.smdm.io.UserException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The options that a command line has, to refuse by name those that would do nothing. */
final class GivenOptions {

  private GivenOptions() {}

  /**
   * Checks a number.
   *
   * @throws UserException when it is below 1
   */
  static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new UserException(option + " is " + value + ": write at least 1");
    }
  }

  /**
   * The first of a list.
   *
   * @param limit of --limit; null for all
   * @throws UserException when it is below 1
   */
  static <T> List<T> first(List<T> all, Integer limit) {
    if (limit != null && limit < 1) {
      throw new UserException("--limit is " + limit + ": write at least 1, or leave it out");
    }
    return limit == null ? all : all.subList(0, Math.min(all.size(), limit));
  }

  /** Whether an option was given, whatever its value. */
  static boolean has(CommandSpec command, String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * Refuses some options.
   *
   * @param command that was called
   * @param why the end of the sentence, as {@code with --config, which says everything}
   * @param options that would do nothing
   * @throws UserException when one of them was given
   */
  static void refuse(CommandSpec command, String why, String... options) {
    refuse(command, why, List.of(options)::contains);
  }

  /** Refuses all options but some, and parameters, as {@link #refuse}. */
  static void refuseAllBut(CommandSpec command, String why, String... options) {
    ParseResult parsed = command.commandLine().getParseResult();
    Settings.refuse(
        parsed.matchedPositionals().stream()
            .map(PositionalParamSpec::paramLabel)
            .distinct()
            .toList(),
        why);
    refuse(command, why, option -> !List.of(options).contains(option));
  }

  private static void refuse(CommandSpec command, String why, Predicate<String> isIdle) {
    ParseResult parsed = command.commandLine().getParseResult();
    Settings.refuse(
        parsed.matchedOptions().stream()
            .map(OptionSpec::longestName)
            .filter(isIdle)
            .distinct()
            .toList(),
        why);
  }
}
