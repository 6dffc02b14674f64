package org.smdm.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smdm.dist.RankEnvironment.Implementation;
import org.smdm.io.UserException;

/** What launchers say of a process' place. */
class RankEnvironmentTest {

  private static final Map<String, String> SLURM =
      Map.of("PMIX_RANK", "9", "SLURM_NTASKS", "11", "SLURM_PROCID", "9", "SLURM_LOCALID", "1");

  private static Map<String, String> slurm(String tasksPerNode) {
    Map<String, String> variables = new HashMap<>(SLURM);
    variables.put("SLURM_STEP_TASKS_PER_NODE", tasksPerNode);
    return variables;
  }

  @Test
  void slurmSaysHowManyAreOnEachNode() {
    assertEquals(
        Optional.of(
            new RankEnvironment(Implementation.OPEN_MPI, new Communicator.Place(9, 11, 1, 4))),
        RankEnvironment.of(slurm("4(x2),3")));
    assertEquals(4, RankEnvironment.of(slurm("4,4,3")).orElseThrow().place().localSize());
    assertEquals(11, RankEnvironment.of(SLURM).orElseThrow().place().localSize());
  }

  @Test
  void otherLaunchersHaveVariablesOfTheirOwn() {
    assertEquals(
        Optional.of(new RankEnvironment(Implementation.MPICH, new Communicator.Place(1, 2, 0, 2))),
        RankEnvironment.of(Map.of("PMI_RANK", "1", "PMI_SIZE", "2")));
    assertTrue(RankEnvironment.of(Map.of("OMPI_COMM_WORLD_SIZE", "1")).isEmpty());
    assertTrue(RankEnvironment.of(Map.of()).isEmpty());
  }

  @Test
  void whatIsNoNumberIsToldInASentence() {
    UserException e =
        assertThrows(UserException.class, () -> RankEnvironment.of(slurm("many(x2)")));
    assertTrue(e.getMessage().startsWith("SLURM_STEP_TASKS_PER_NODE is 'many(x2)'"), e.toString());
  }
}
