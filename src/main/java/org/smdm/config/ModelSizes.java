package org.smdm.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.smdm.io.UserException;

/** The thirty named sizes of the paper, by their non-embedding parameters in millions. */
public final class ModelSizes {

  private static final int BLOCK_SIZE = 2048;
  private static final int VOCAB_SIZE = 32_000;

  /** Size in millions, layers, heads, embd, ffn. */
  private static final int[][] SHAPES = {
    {6, 6, 4, 256, 1024},
    {19, 8, 6, 384, 1536},
    {34, 8, 8, 512, 2048},
    {48, 9, 9, 576, 2304},
    {66, 10, 10, 640, 2560},
    {75, 16, 8, 640, 1600},
    {85, 13, 10, 640, 2560},
    {113, 12, 12, 768, 3072},
    {142, 15, 12, 768, 3072},
    {170, 18, 12, 768, 3072},
    {180, 14, 14, 896, 3584},
    {206, 16, 14, 896, 3584},
    {231, 18, 14, 896, 3584},
    {268, 16, 16, 1024, 4096},
    {302, 18, 16, 1024, 4096},
    {336, 20, 16, 1024, 4096},
    {472, 18, 10, 1280, 5120},
    {551, 21, 10, 1280, 5120},
    {571, 18, 11, 1408, 5632},
    {629, 24, 10, 1280, 5120},
    {666, 21, 11, 1408, 5632},
    {717, 19, 12, 1536, 6144},
    {761, 24, 11, 1408, 5632},
    {831, 22, 12, 1536, 6144},
    {944, 25, 12, 1536, 6144},
    {1028, 20, 14, 1792, 7168},
    {1233, 24, 14, 1792, 7168},
    {1476, 22, 16, 2048, 8192},
    {1678, 25, 16, 2048, 8192},
    {2121, 28, 17, 2176, 8704},
  };

  private ModelSizes() {}

  /** All sizes in ascending order, block size 2048 and vocabulary 32000. */
  public static Map<Integer, ModelConfig> all() {
    Map<Integer, ModelConfig> sizes = new LinkedHashMap<>();
    for (int[] s : SHAPES) {
      sizes.put(s[0], ModelConfig.of(BLOCK_SIZE, VOCAB_SIZE, s[1], s[2], s[3], s[4]));
    }
    return Collections.unmodifiableMap(sizes);
  }

  /**
   * One size.
   *
   * @param millions its name, for instance 170
   * @throws UserException when there is no such size
   */
  public static ModelConfig named(int millions) {
    ModelConfig config = all().get(millions);
    if (config == null) {
      throw new UserException(
          "there is no model size "
              + millions
              + ": write one of "
              + all().keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))
              + ", or give a shape of your own (layers, heads, embd, ffn)");
    }
    return config;
  }
}
