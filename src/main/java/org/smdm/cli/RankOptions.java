package org.smdm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.smdm.dist.Communicator;
import org.smdm.dist.MpiLaunch;
import org.smdm.dist.RankEnvironment;
import org.smdm.dist.Ranks;
import org.smdm.dist.StopSignal;
import org.smdm.io.Interruption;
import org.smdm.io.UserException;
import org.smdm.lab.LaunchedProcess;
import org.smdm.train.Interrupts;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many processes share the work of a verb. */
final class RankOptions {

  static final String RANKS = "--ranks";
  static final String MPIRUN = "--mpirun";

  /** What other ranks wait before they say what the leader may have said already. */
  private static final int SECONDS_BEHIND_LEADER = 2;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = RANKS,
      paramLabel = "N",
      description =
          "Processes that share the work, started by mpirun; the results are the same as of one."
              + " Leave it out under mpirun or srun.")
  private int ranks = 1;

  @Option(
      names = MPIRUN,
      paramLabel = "WORDS",
      description = "Further words for mpirun, as '--hostfile hosts' (with --ranks).")
  private String words = "";

  /** What every rank does. */
  @FunctionalInterface
  interface Work {
    int run(Communicator all);
  }

  /**
   * Does the work as one of the ranks that there are, or starts them.
   *
   * @param work ends with an exit code
   * @return exit code of the job
   */
  int run(Work work) {
    if (ranks < 1) {
      throw new UserException("--ranks is " + ranks + ": write a whole number of at least 1");
    }
    if (ranks > 1 && RankEnvironment.current().isEmpty()) {
      return MpiLaunch.run(ranks, words, again());
    }
    if (ranks == 1) {
      GivenOptions.refuse(command, "without more than one of --ranks", MPIRUN);
    }
    StopSignal.listen(Interrupts::interrupt);
    Communicator all = Ranks.join();
    if (all.worldSize() == 1) {
      return work.run(all);
    }
    try {
      int code = work.run(all);
      all.close();
      return code;
    } catch (RuntimeException | Error e) {
      if (Interruption.isBehind(e)) {
        all.abort(Main.INTERRUPTED);
      } else if (e instanceof UserException) {
        waitForLeader(all);
        System.err.println("smdm: " + (all.isLeader() ? "" : who(all)) + e.getMessage());
        all.abort(Main.USER_ERROR);
      } else {
        System.err.println("smdm: " + who(all) + "failed, which ends the job");
        System.err.println(Crash.sentence(e));
        all.abort(Crash.CODE);
      }
      throw e;
    }
  }

  /** The words of this command, but for those that are about starting it. */
  private List<String> again() {
    List<String> line = new ArrayList<>(LaunchedProcess.smdm());
    List<String> given = command.root().commandLine().getParseResult().originalArgs();
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      if (word.equals(RANKS) || word.equals(MPIRUN)) {
        i++;
      } else if (!word.startsWith(RANKS + "=") && !word.startsWith(MPIRUN + "=")) {
        line.add(word);
      }
    }
    return line;
  }

  private static String who(Communicator all) {
    return "rank %d of %d: ".formatted(all.rank(), all.worldSize());
  }

  /** Most failures are those of all ranks: then the leader says it and ends the others. */
  private static void waitForLeader(Communicator all) {
    if (!all.isLeader()) {
      try {
        TimeUnit.SECONDS.sleep(SECONDS_BEHIND_LEADER);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
