package org.smdm.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.smdm.config.Precision;
import org.smdm.io.Resource;

/**
 * A set of coarse tensor operations, written in TorchScript and run by libtorch.
 *
 * <p>The source is a resource of this package, with the matrix product that is fastest on the
 * device in front of it. Each operation is one call across the JNI boundary, whatever it does
 * inside. {@link #call} takes part in automatic differentiation; {@link #run} never does and takes
 * plain scalars.
 *
 * <p>Closed with the manager it was loaded into. Not for several threads at once.
 */
public final class Kernels {

  private final PtSymbolBlock module;
  private final String source;
  private final Faults faults;

  /** What becomes of an error in code that a user wrote. */
  @FunctionalInterface
  public interface Faults {

    /**
     * @param failure of libtorch
     * @param source that was loaded, whose lines its message counts
     */
    RuntimeException of(EngineException failure, String source);
  }

  private Kernels(PtSymbolBlock module, String source, Faults faults) {
    this.module = module;
    this.source = source;
    this.faults = faults;
  }

  /**
   * Loads one kernel class of this package.
   *
   * @param manager owns the module and gives the device
   * @param type the TorchScript class, whose file has its name in small letters
   * @param attributes the instance's constants: {@link Long}, {@link Double} or {@link Boolean}
   */
  public static Kernels load(NDManager manager, String type, Map<String, ?> attributes) {
    return load(manager, Kernels.class, type, attributes);
  }

  /**
   * Loads one kernel class.
   *
   * @param manager owns the module and gives the device
   * @param beside a class in whose package the files are
   * @param type the TorchScript class, whose file has its name in small letters
   * @param attributes the instance's constants: {@link Long}, {@link Double} or {@link Boolean}
   * @param functions files of functions that the class calls
   */
  public static Kernels load(
      NDManager manager,
      Class<?> beside,
      String type,
      Map<String, ?> attributes,
      String... functions) {
    StringBuilder source = new StringBuilder();
    for (String file : functions) {
      source.append(Resource.text(beside, file));
    }
    source.append(Resource.text(beside, type.toLowerCase(Locale.ROOT) + ".py"));
    return load(manager, type, source.toString(), attributes, null);
  }

  /**
   * Loads one kernel class of a text.
   *
   * @param manager owns the module and gives the device
   * @param type the TorchScript class
   * @param text functions, then the class
   * @param attributes the instance's constants: {@link Long}, {@link Double} or {@link Boolean}
   * @param faults what errors in it become; null to leave them as they are
   */
  public static Kernels load(
      NDManager manager, String type, String text, Map<String, ?> attributes, Faults faults) {
    Torch.engine();
    boolean byOneDnn = !manager.getDevice().isGpu() && ProcessorFeatures.HERE.haveAvx512();
    String products =
        byOneDnn
            ? RecordedProducts.source() + Resource.text(Kernels.class, "product_onednn.py")
            : Resource.text(Kernels.class, "product.py");
    return ofSource(manager, type, products + text, attributes, faults);
  }

  /** A kernel class of functions and a class in one text. */
  static Kernels ofSource(
      NDManager manager, String type, String text, Map<String, ?> attributes, Faults faults) {
    // The optimiser of TorchScript graphs merges and removes in-place operations wrongly, and gains
    // nothing on kernels this coarse.
    JniUtils.setGraphExecutorOptimize(false);
    String source = TorchScriptSource.saved(text);
    byte[] archive = TorchScriptArchive.pack(type, source, attributes);
    try {
      return new Kernels(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false),
          source,
          faults);
    } catch (IOException e) {
      throw new UncheckedIOException("kernel archive cannot be read from memory", e);
    } catch (EngineException e) {
      throw faults == null ? e : faults.of(e, source);
    }
  }

  /** The {@code c10::ScalarType} that a kernel's {@code compute} attribute takes. */
  public static long scalarType(Precision precision) {
    return switch (precision) {
      case FP32 -> 6;
      case BF16 -> 15;
    };
  }

  /**
   * Calls an operation, recording it for backward when gradients are on and an input requires them.
   *
   * @param scope receives the results
   * @param method the operation's name
   * @param inputs its tensors, in order: {@link NDArray}, or {@link NDList} for several; those made
   *     by {@link #list} are one argument
   * @return its result or results
   * @throws CancellationException when the thread was interrupted
   */
  public NDList call(NDManager scope, String method, Object... inputs) {
    stopIfInterrupted();
    KernelEvent event = new KernelEvent();
    event.begin();
    NDList list = new NDList();
    // DJL reads the method's name off an array and gives results to the first array's manager.
    NDArray marker = scope.create(0f);
    marker.setName("module_method:" + method);
    list.add(marker);
    spliced(inputs).forEach(input -> list.add((NDArray) input));
    try {
      return IValueUtils.forward(module, list, true);
    } catch (EngineException e) {
      throw faults == null ? e : faults.of(e, source);
    } finally {
      marker.close();
      record(event, method);
    }
  }

  /**
   * Runs an operation outside automatic differentiation, in libtorch's inference mode.
   *
   * @param scope receives the results
   * @param method the operation's name
   * @param arguments in order: {@link NDArray}, or {@link NDList} for several; {@code NDArray[]}
   *     for a list; {@link Double}, {@link Long} or {@link Boolean}
   * @return its result or results; empty for an operation that returns nothing
   * @throws CancellationException when the thread was interrupted
   */
  public NDList run(NDManager scope, String method, Object... arguments) {
    stopIfInterrupted();
    KernelEvent event = new KernelEvent();
    event.begin();
    List<Object> all = spliced(arguments);
    IValue[] values = new IValue[all.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = value(all.get(i));
      }
      try (IValue result = IValueUtils.runMethod(module, method, values)) {
        if (result.isTensor() || result.isTensorList() || result.isTuple()) {
          return result.toNDList((PtNDManager) scope);
        }
        return new NDList();
      }
    } catch (EngineException e) {
      throw faults == null ? e : faults.of(e, source);
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
      record(event, method);
    }
  }

  /**
   * Arrays as one argument of {@link #call}: a list. DJL knows lists by the names of their arrays.
   *
   * @param name one that no other list of the call has
   * @param arrays at least one; they keep the name
   */
  public static NDList list(String name, NDArray... arrays) {
    NDList list = new NDList(arrays);
    list.forEach(array -> array.setName(name + "[]"));
    return list;
  }

  /** The arguments with the arrays of NDLists in the place of these. */
  private static List<Object> spliced(Object... arguments) {
    List<Object> all = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof NDList list) {
        all.addAll(list);
      } else {
        all.add(argument);
      }
    }
    return all;
  }

  /** Native code cannot be interrupted; between two operations, long work can. */
  private static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private static void record(KernelEvent event, String method) {
    event.end();
    if (event.shouldCommit()) {
      event.operation = method;
      event.commit();
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof PtNDArray array) {
      return IValue.from(array);
    } else if (argument instanceof NDArray[] arrays) {
      PtNDArray[] list = new PtNDArray[arrays.length];
      for (int i = 0; i < list.length; i++) {
        list[i] = (PtNDArray) arrays[i];
      }
      return IValue.listFrom(list);
    } else if (argument instanceof Double number) {
      return IValue.from(number.doubleValue());
    } else if (argument instanceof Long number) {
      return IValue.from(number.longValue());
    } else if (argument instanceof Boolean flag) {
      return IValue.from(flag.booleanValue());
    }
    throw new IllegalArgumentException("no TorchScript form for argument " + argument);
  }
}
