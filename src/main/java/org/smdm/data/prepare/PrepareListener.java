package org.smdm.data.prepare;

/** Follows a preparation. Called by one thread. */
public interface PrepareListener {

  /** A listener that ignores everything. */
  PrepareListener NONE =
      new PrepareListener() {
        @Override
        public void started(long bytesInAll, long bytesDone, long documentsDone) {}

        @Override
        public void progress(Progress progress) {}
      };

  /**
   * How far it has come.
   *
   * @param bytesRead of the input files, compressed as they are
   * @param bytesInAll of the input files
   * @param documents read
   * @param tokens kept
   * @param textBytes of kept texts, in this session
   * @param seconds of this session
   */
  record Progress(
      long bytesRead,
      long bytesInAll,
      long documents,
      long tokens,
      long textBytes,
      double seconds) {}

  /**
   * It begins.
   *
   * @param bytesInAll of the input files
   * @param bytesDone in files that were read to their end before
   * @param documentsDone by the session it goes on from; 0 when it begins anew
   */
  void started(long bytesInAll, long bytesDone, long documentsDone);

  /** Some documents were done. */
  void progress(Progress progress);
}
