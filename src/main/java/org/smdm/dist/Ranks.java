package org.smdm.dist;

import java.util.Optional;
import org.smdm.tensor.Torch;

/** Joins the job that this process was started in. */
public final class Ranks {

  private Ranks() {}

  /**
   * The ranks of this process' job: those that mpirun or srun started, else itself alone. Ranks of
   * one machine share its cores; GPUs send to each other by NCCL where it is. Called once in a
   * process.
   *
   * @throws org.smdm.io.UserException when there are others and MPI does not reach them
   */
  public static Communicator join() {
    Optional<RankEnvironment> environment = RankEnvironment.current();
    if (environment.isEmpty()) {
      return new SingleProcess();
    }
    RankEnvironment started = environment.get();
    if (System.getenv("OMP_NUM_THREADS") == null) {
      Torch.limitThreads(Runtime.getRuntime().availableProcessors() / started.place().localSize());
    }
    Watchdog watchdog = Watchdog.of(System.getenv());
    return NcclCommunicator.around(
        MpiCommunicator.start(started, MpiCommunicator.MOST, watchdog), watchdog, System.getenv());
  }
}
