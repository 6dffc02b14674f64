package org.smdm.config;

import org.smdm.io.Check;

/**
 * The weights that a run begins with.
 *
 * @param checkpoint a run folder, a checkpoint folder, a file of weights or a folder of a Llama
 * @param sha256 of its weights, so that the same config gives the same run
 */
public record StartConfig(String checkpoint, String sha256) {

  /** Validates that both are there. */
  public StartConfig {
    Check.present("checkpoint", checkpoint);
    Check.present("sha256", sha256);
  }
}
