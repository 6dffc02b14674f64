package org.smdm.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps every step of the sequences that are sampled. For one thread. */
public final class TrajectoryRecorder implements SamplingListener {

  private record Begun(int[] template, List<DenoisingStep> steps) {}

  private final int maskId;
  private final Map<Long, Begun> begun = new TreeMap<>();
  private final SortedMap<Long, Trajectory> finished = new TreeMap<>();

  /**
   * @param maskId of blanks
   */
  public TrajectoryRecorder(int maskId) {
    this.maskId = maskId;
  }

  @Override
  public void begun(long sequence, int[] ids) {
    // The sampler goes on to write into these ids.
    begun.put(sequence, new Begun(ids.clone(), new ArrayList<>()));
  }

  @Override
  public void stepped(DenoisingStep step) {
    begun.get(step.sequence()).steps.add(step);
  }

  @Override
  public void finished(long sequence, int[] ids) {
    Begun its = begun.remove(sequence);
    finished.put(sequence, new Trajectory(sequence, its.template, maskId, its.steps, ids));
  }

  /** Those that are complete, in the order of their numbers. */
  public List<Trajectory> trajectories() {
    return List.copyOf(finished.values());
  }

  /**
   * One that is complete.
   *
   * @param sequence its number
   * @throws IllegalArgumentException when it is not, or there is none
   */
  public Trajectory trajectory(long sequence) {
    Trajectory trajectory = finished.get(sequence);
    if (trajectory == null) {
      throw new IllegalArgumentException("sequence %d is not complete".formatted(sequence));
    }
    return trajectory;
  }
}
