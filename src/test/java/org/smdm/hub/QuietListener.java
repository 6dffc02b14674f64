package org.smdm.hub;

import java.nio.file.Path;
import java.time.Duration;

/** For downloads whose course does not matter. */
final class QuietListener implements DownloadListener {
  @Override
  public void started(int files, long bytes, long bytesThere) {}

  @Override
  public void file(Path file) {}

  @Override
  public void received(long bytes) {}

  @Override
  public void waiting(String reason, Duration wait) {}

  @Override
  public void note(String sentence) {}

  @Override
  public void finished() {}
}
