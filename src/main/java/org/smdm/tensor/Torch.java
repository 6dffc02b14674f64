package org.smdm.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.NativeLibrary;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.UserException;

/** The door to libtorch: starts the engine once and names its devices. */
public final class Torch {

  private static final Pattern DEVICE = Pattern.compile("cpu|cuda(?::(\\d{1,4}))?");

  /** c10's severity: 0 information, 1 warnings, 2 errors. */
  private static final int LOG_ERRORS = 2;

  private Torch() {}

  /**
   * The running PyTorch engine; the first call loads libtorch (seconds on a machine's first run,
   * when the native library is unpacked).
   *
   * @throws UserException when libtorch cannot be loaded
   */
  public static Engine engine() {
    OfflineDjl.enable();
    try {
      Engine engine = Engine.getEngine("PyTorch");
      silenceWarnings();
      return engine;
    } catch (EngineException | UnsatisfiedLinkError | IllegalStateException e) {
      throw new UserException(
          "libtorch cannot be loaded ("
              + firstLine(e)
              + "): delete the folder .djl.ai in your home directory or set DJL_CACHE_DIR to a"
              + " writable folder with 500 MB free, and check that this platform has a profile in"
              + " pom.xml",
          e);
    }
  }

  /**
   * Bounds the threads that compute an operation on the CPU, of the calling thread and of those
   * that have computed none yet.
   *
   * @param threads most of them; less than 1 is taken for 1
   */
  public static void limitThreads(int threads) {
    engine();
    JniUtils.setNumThreads(Math.max(1, threads));
  }

  /** Most threads that compute an operation of the calling thread on the CPU. */
  public static int threads() {
    engine();
    return JniUtils.getNumThreads();
  }

  /**
   * A manager of tensors on a device; closing it frees them all.
   *
   * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
   * @throws UserException when there is no such device
   */
  public static NDManager newManager(String device) {
    return NDManager.newBaseManager(device(device), engine().getEngineName());
  }

  /**
   * Resolves a device's name.
   *
   * @param name {@code cpu}, {@code cuda} or {@code cuda:N}
   * @throws UserException when the name is malformed or the machine has no such device
   */
  public static Device device(String name) {
    Matcher matcher = DEVICE.matcher(name.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UserException(
          "device '" + name + "' is unknown: write cpu, cuda or cuda:N (N counts GPUs from 0)");
    }
    if (matcher.group().equals("cpu")) {
      return Device.cpu();
    }
    int index = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
    int count = engine().getGpuCount();
    if (index >= count) {
      throw new UserException(
          "device '"
              + name
              + "' is not there: this libtorch sees "
              + (count == 0 ? "no GPU" : count + " GPU(s)")
              + "; write --device cpu"
              + (count == 0 ? ", or start smdm with a CUDA libtorch" : " or a smaller number"));
    }
    return Device.gpu(index);
  }

  /**
   * Whether a device multiplies bfloat16 in hardware. Without that libtorch imitates it, slower
   * than float32.
   */
  public static boolean multipliesBf16(Device device) {
    return device.isGpu() || ProcessorFeatures.HERE.multiplyBf16();
  }

  /**
   * DJL enters libtorch by a deprecated door, which libtorch would say on standard error in every
   * process. Errors are still said.
   */
  private static void silenceWarnings() {
    try {
      NativeLibrary.getInstance("c10")
          .getGlobalVariableAddress("FLAGS_caffe2_log_level")
          .setInt(0, LOG_ERRORS);
    } catch (UnsatisfiedLinkError e) {
      // A libtorch that hides the variable only prints one line more.
    }
  }

  private static String firstLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }
}
