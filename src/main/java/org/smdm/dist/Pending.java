package org.smdm.dist;

/** An operation between ranks that was begun. */
@FunctionalInterface
public interface Pending {

  /** One that is done. */
  Pending DONE = () -> {};

  /** Returns when it is done. */
  void await();
}
