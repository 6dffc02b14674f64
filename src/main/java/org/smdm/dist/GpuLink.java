package org.smdm.dist;

import com.sun.jna.Pointer;
import org.smdm.dist.MpiLibrary.ElementType;

/**
 * What connects the GPUs of ranks. Operations are put into a queue of their own on the device and
 * return at once; a mark tells when those before it are done.
 */
interface GpuLink {

  /** Something that one rank makes and all join by. */
  byte[] newId();

  /**
   * Joins the others; returns when all have.
   *
   * @param id that one rank made
   * @param device number of this rank's GPU
   */
  void join(byte[] id, int rank, int worldSize, int device);

  /** What is sent from now on waits for all that the device was given to compute until now. */
  void afterComputing();

  /** Replaces values by their sums over ranks. */
  void allReduceSum(Pointer values, long count, ElementType type);

  /** Replaces bytes by those of one rank. */
  void broadcast(Pointer values, long bytes, int root);

  /** Sums (worldSize · count) and gives each rank its count. */
  void reduceScatterSum(Pointer whole, Pointer part, long count, ElementType type);

  /** Puts together the bytes of all ranks. */
  void allGather(Pointer part, long bytes, Pointer whole);

  /** A mark behind all that was sent until now. */
  Pointer mark();

  /** What the device computes from now on waits for a mark. */
  void computeAfter(Pointer mark);

  /** Whether what lies before a mark is done; does not wait. */
  boolean isReached(Pointer mark);

  /** Frees a mark. */
  void free(Pointer mark);

  /** Leaves the others. */
  void leave();
}
