package org.smdm.sample.chat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.SamplingListener;

/** Tells a listener of sequences as if they began behind their prompts. */
final class AnswersOnly implements SamplingListener {

  private final SamplingListener listener;
  private final Map<Long, Integer> prompts = new HashMap<>();

  /**
   * @param listener is told
   * @param numbers of the sequences
   * @param prompts of the sequences
   */
  AnswersOnly(SamplingListener listener, long[] numbers, List<int[]> prompts) {
    this.listener = listener;
    for (int i = 0; i < numbers.length; i++) {
      this.prompts.put(numbers[i], prompts.get(i).length);
    }
  }

  @Override
  public void begun(long sequence, int[] ids) {
    listener.begun(sequence, behind(sequence, ids));
  }

  @Override
  public void stepped(DenoisingStep step) {
    int prompt = prompts.get(step.sequence());
    listener.stepped(
        new DenoisingStep(
            step.sequence(),
            step.step(),
            IntStream.of(step.asked()).map(p -> p - prompt).toArray(),
            step.candidates(),
            step.probabilities(),
            IntStream.of(step.revealed()).map(p -> p - prompt).toArray()));
  }

  @Override
  public void finished(long sequence, int[] ids) {
    listener.finished(sequence, behind(sequence, ids));
  }

  private int[] behind(long sequence, int[] ids) {
    return Arrays.copyOfRange(ids, prompts.get(sequence), ids.length);
  }
}
