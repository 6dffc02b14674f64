package org.smdm.dist;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.smdm.io.UserException;

/**
 * What a launcher of ranks (mpirun of Open MPI or MPICH, srun) tells a process about its place.
 *
 * @param implementation of MPI that started it
 * @param place in the job
 */
public record RankEnvironment(Implementation implementation, Communicator.Place place) {

  /** Implementations of MPI, which differ in their handles. */
  public enum Implementation {
    /** Open MPI. */
    OPEN_MPI,
    /** MPICH and what is binary compatible with it, as Intel MPI. */
    MPICH
  }

  /** Names the implementation where the launcher does not. */
  private static final String CHOICE = "SMDM_MPI";

  /** Of this process; empty where it is the only one. */
  public static Optional<RankEnvironment> current() {
    return of(System.getenv());
  }

  /**
   * Reads the variables of a launcher.
   *
   * @param variables of the process
   * @return empty where there is no launcher, or it starts one process
   * @throws UserException when a variable is no number
   */
  static Optional<RankEnvironment> of(Map<String, String> variables) {
    RankEnvironment found = null;
    if (variables.containsKey("OMPI_COMM_WORLD_SIZE")) {
      found =
          started(
              variables,
              Implementation.OPEN_MPI,
              "OMPI_COMM_WORLD_RANK",
              "OMPI_COMM_WORLD_SIZE",
              "OMPI_COMM_WORLD_LOCAL_RANK",
              "OMPI_COMM_WORLD_LOCAL_SIZE");
    } else if (variables.containsKey("PMIX_RANK") && variables.containsKey("SLURM_NTASKS")) {
      found =
          started(
              variables,
              Implementation.OPEN_MPI,
              "SLURM_PROCID",
              "SLURM_NTASKS",
              "SLURM_LOCALID",
              "SLURM_STEP_TASKS_PER_NODE");
    } else if (variables.containsKey("PMI_RANK") && variables.containsKey("PMI_SIZE")) {
      found =
          started(
              variables,
              Implementation.MPICH,
              "PMI_RANK",
              "PMI_SIZE",
              "MPI_LOCALRANKID",
              "MPI_LOCALNRANKS");
    }
    return Optional.ofNullable(found).filter(environment -> environment.place.worldSize() > 1);
  }

  private static RankEnvironment started(
      Map<String, String> variables,
      Implementation usual,
      String rank,
      String worldSize,
      String localRank,
      String localSize) {
    int size = number(variables, worldSize, 1);
    return new RankEnvironment(
        chosen(variables, usual),
        new Communicator.Place(
            number(variables, rank, 0),
            size,
            number(variables, localRank, 0),
            number(variables, localSize, size)));
  }

  private static Implementation chosen(Map<String, String> variables, Implementation usual) {
    String choice = variables.getOrDefault(CHOICE, "").toLowerCase(Locale.ROOT);
    return switch (choice) {
      case "" -> usual;
      case "openmpi" -> Implementation.OPEN_MPI;
      case "mpich" -> Implementation.MPICH;
      default ->
          throw new UserException(CHOICE + " is '" + choice + "': write openmpi, mpich or nothing");
    };
  }

  private static int number(Map<String, String> variables, String name, int usual) {
    String value = variables.get(name);
    if (value == null) {
      return usual;
    }
    try {
      // "4(x2),3" of Slurm says 4 on each of two nodes and 3 on the last; ranks of the first node
      // come first.
      return Integer.parseInt(value.strip().replaceFirst("[(,].*", ""));
    } catch (NumberFormatException e) {
      throw new UserException(
          "%s is '%s': start the ranks by mpirun or srun, which set it to a number"
              .formatted(name, value),
          e);
    }
  }
}
