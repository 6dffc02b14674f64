package org.smdm.hub;

import java.nio.file.Path;
import java.time.Duration;

/** Hears how a download goes. */
public interface DownloadListener {

  /**
   * It is known what is to be done.
   *
   * @param files to fetch
   * @param bytes of them in all
   * @param bytesThere of these, left by an earlier call
   */
  void started(int files, long bytes, long bytesThere);

  /**
   * A file is begun.
   *
   * @param file where it goes
   */
  void file(Path file);

  /**
   * Content came, or was found to be of no use.
   *
   * @param bytes more; less than 0 when so many must be fetched again
   */
  void received(long bytes);

  /**
   * Something failed and will be tried again.
   *
   * @param reason for people
   * @param wait before that
   */
  void waiting(String reason, Duration wait);

  /**
   * Something the user may want to know.
   *
   * @param sentence for people
   */
  void note(String sentence);

  /** All is there. */
  void finished();
}
