package org.smdm.tensor;

/** Keeps DJL off the network and to a private folder, for every native library that it loads. */
public final class OfflineDjl {

  private OfflineDjl() {}

  /**
   * Turns usage tracking and the download of other native libraries off, unless the JVM was started
   * with settings of its own, and checks where libraries are loaded from. Call it before DJL's
   * first use.
   *
   * @throws org.smdm.io.UserException when another user can write there
   */
  public static void enable() {
    NativeFolder.requirePrivate();
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
