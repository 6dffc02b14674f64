package org.smdm.tensor;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * One call of a kernel, for Java Flight Recorder: a profile of training by sub-layer, and what
 * share of the time is spent outside libtorch. Costs nothing while nobody records.
 */
@Name(KernelEvent.NAME)
@Label("Kernel")
@Category("smdm")
@Description("A TorchScript operation run by libtorch; on a GPU the time to enqueue it")
@StackTrace(false)
public final class KernelEvent extends Event {

  /** The event's name in recordings. */
  public static final String NAME = "org.smdm.Kernel";

  /** Which operation. */
  @Label("Operation")
  public String operation;
}
