package org.smdm.notebook;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** Shows results richly in a stock JJava kernel too, which finds this on its class path. */
public final class SmdmExtension implements Extension {

  @Override
  public void install(BaseKernel kernel) {
    Rendering.register(kernel.getRenderer());
  }
}
