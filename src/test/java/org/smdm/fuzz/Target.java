package org.smdm.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * A reader of files, and files that it takes.
 *
 * @param name of the reader and the file
 * @param file that is changed, within the folder of the target; others lie beside it as they are
 * @param examples what the file holds when it is whole
 * @param weight how many inputs it gets for one of a slow reader
 * @param reader reads the file, and all that is in it
 */
record Target(String name, Path file, List<byte[]> examples, int weight, Reader reader) {

  /** Reads what was changed. */
  @FunctionalInterface
  interface Reader {
    /**
     * Gives a value or a {@link org.smdm.io.UserException}; anything else is a fault.
     *
     * @param file the changed one
     */
    void read(Path file) throws Exception;
  }
}
