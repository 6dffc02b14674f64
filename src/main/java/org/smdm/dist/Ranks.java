package org.smdm.dist;

import java.util.Optional;

/** Joins the job that this process was started in. */
public final class Ranks {

  private Ranks() {}

  /**
   * The ranks of this process' job: those that mpirun or srun started, else itself alone. Called
   * once in a process.
   *
   * @throws org.smdm.config.UserException when there are others and MPI does not reach them
   */
  public static Communicator join() {
    Optional<RankEnvironment> environment = RankEnvironment.current();
    if (environment.isEmpty()) {
      return new SingleProcess();
    }
    return MpiCommunicator.start(environment.get(), Watchdog.of(System.getenv()));
  }
}
