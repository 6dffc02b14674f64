package org.smdm.cli;

import java.util.Locale;
import org.smdm.io.Progress;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.SamplingListener;

/** Shows a batch of samples on the terminal, with tokens/s. */
final class SampleProgress implements SamplingListener, AutoCloseable {

  private final TerminalProgress<Object> shown = new TerminalProgress<>("sample");
  private final long begin = System.nanoTime();
  private long tokens;

  /**
   * @param total texts in all
   * @param before texts that were done already
   */
  SampleProgress(int total, int before) {
    shown.begun(new Progress.Part("sample", "texts", total, before));
  }

  @Override
  public void stepped(DenoisingStep step) {
    tokens += step.revealed().length;
    double seconds = Math.max(1e-3, (System.nanoTime() - begin) / 1e9);
    shown.at(String.format(Locale.ROOT, "%,.0f tokens/s", tokens / seconds));
  }

  @Override
  public void finished(long sequence, int[] ids) {
    shown.advanced(1);
  }

  @Override
  public void close() {
    shown.close();
  }
}
