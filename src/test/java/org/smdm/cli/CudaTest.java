package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.CacheConfig;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.OrderConfig;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;
import org.smdm.model.Transformer;
import org.smdm.sample.AutoregressiveSampler;
import org.smdm.sample.BlankText;
import org.smdm.sample.MaskedSampler;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.SamplingNoise;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** A GPU computes what the CPU computes. Needs a CUDA libtorch (docs/gpu.md). */
@Tag("gpu")
@ResourceLock("System.out")
class CudaTest {

  private static final ModelConfig SHAPE = ModelConfig.of(128, 300, 3, 4, 64, 176);

  @TempDir Path folder;

  @BeforeAll
  static void thereIsAGpu() {
    assumeTrue(Torch.engine().getGpuCount() > 0, "this libtorch sees no GPU");
  }

  private static float[] logits(String device, ModelFamily family, Precision precision) {
    try (NDManager manager = Torch.newManager(device);
        Transformer model =
            Transformer.initialized(manager, SHAPE, family, precision, new RandomStreams(3));
        NDManager scope = manager.newSubManager()) {
      long[] ids = LongStream.range(0, 4 * 96).map(i -> i * i % 300).toArray();
      NDArray rows = scope.create(LongStream.range(0, 4 * 96).toArray());
      return model.logits(scope, scope.create(ids, new Shape(4, 96)), rows).toFloatArray();
    }
  }

  private static double rootMeanSquare(float[] values) {
    return Math.sqrt(
        IntStream.range(0, values.length)
            .mapToDouble(i -> values[i] * values[i])
            .average()
            .orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"MDM,FP32,1e-5", "ARM,FP32,1e-5", "MDM,BF16,3e-2", "ARM,BF16,3e-2"})
  void logitsAreThoseOfTheCpu(ModelFamily family, Precision precision, double tolerance) {
    float[] expected = logits("cpu", family, Precision.FP32);
    float[] found = logits("cuda", family, precision);
    assertEquals(expected.length, found.length);
    float[] difference = new float[found.length];
    for (int i = 0; i < found.length; i++) {
      difference[i] = found[i] - expected[i];
    }
    assertTrue(
        rootMeanSquare(difference) < tolerance * rootMeanSquare(expected),
        rootMeanSquare(difference) + " of " + rootMeanSquare(expected));
  }

  /** Training losses of a run, as its metrics have them. */
  private double[] losses(String name, String device, String family, String... more)
      throws IOException {
    Object[] words =
        Stream.concat(
                Stream.of("--objective", family, "--device", device, "--name", name),
                Stream.concat(Stream.of("--batch-size", "4", "--steps", "8"), Stream.of(more)))
            .toArray();
    Terminal.pretrain(folder, words).assertDone();
    return losses(name);
  }

  private double[] losses(String name) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(name).resolve("metrics.csv"));
    List<String> header = Arrays.asList(lines.get(0).split(","));
    int column =
        header.indexOf("train_loss") >= 0 ? header.indexOf("train_loss") : header.indexOf("loss");
    assertTrue(column >= 0, header.toString());
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1)[column])
        .filter(value -> !value.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({"mdm,fp32,1e-5", "arm,fp32,1e-5", "mdm,bf16,2e-2", "arm,bf16,2e-2"})
  void trainingLosesAsOnTheCpu(String family, String precision, double tolerance)
      throws IOException {
    double[] cpu = losses("cpu", "cpu", family);
    double[] cuda = losses("cuda", "cuda", family, "--precision", precision);
    assertEquals(8, cpu.length);
    assertEquals(8, cuda.length);
    for (int i = 0; i < cpu.length; i++) {
      assertEquals(cpu[i], cuda[i], tolerance * cpu[i], "step " + (i + 1));
    }
  }

  @Test
  void aRunOfTheGpuIsSampledOnEither() throws IOException {
    losses("run", "cuda", "mdm");
    for (String device : List.of("cpu", "cuda")) {
      Terminal sampled =
          Terminal.smdm(
              "sample",
              folder.resolve("run"),
              "--device",
              device,
              "--length",
              24,
              "--steps",
              8,
              "--temperature",
              0);
      sampled.assertDone();
      assertTrue(!sampled.out().isBlank());
    }
  }

  /** One whose predictions differ from place to place: fresh ones are all but ties. */
  private static Transformer sharp(NDManager manager, ModelFamily family) {
    Transformer model =
        Transformer.initialized(manager, SHAPE, family, Precision.FP32, new RandomStreams(5));
    model.parameters().values().stream()
        .filter(weight -> weight.getShape().dimension() == 2)
        .forEach(weight -> weight.muli(4f));
    return model;
  }

  private static int[][] masked(String device, SamplingConfig sampling) {
    try (NDManager manager = Torch.newManager(device);
        Transformer model = sharp(manager, ModelFamily.MDM)) {
      SamplingNoise noise = SamplingNoise.seeded(new RandomStreams(2));
      int[][] templates =
          Stream.of(new int[] {1, 2, 3}, new int[] {250, 4}, new int[] {7, 7, 7, 7, 7, 9})
              .map(prompt -> BlankText.behind(prompt, sampling.length(), model.maskId()))
              .toArray(int[][]::new);
      return new MaskedSampler(model, sampling, noise, 300, 0)
          .fill(templates, 0, SamplingListener.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(Unmasking.class)
  void textsOfADiffusionModelAreThoseOfTheCpu(Unmasking unmasking) {
    SamplingConfig sampling =
        new SamplingConfig(48, 16, 1).withUnmasking(unmasking).withStopAtEndOfText(false);
    assertArrayEquals(masked("cpu", sampling), masked("cuda", sampling));
    SamplingConfig guided = sampling.withGuidance(GuidanceConfig.constant(0.5));
    assertArrayEquals(masked("cpu", guided), masked("cuda", guided));
  }

  @Test
  void textsOfCachedBlocksAreThoseOfTheCpu() {
    SamplingConfig sampling =
        new SamplingConfig(48, 24, 1)
            .withOrder(
                OrderConfig.of(Unmasking.CONFIDENCE)
                    .inBlocks(12, new CacheConfig(CacheConfig.Mode.DUAL, 0)))
            .withStopAtEndOfText(false);
    assertArrayEquals(masked("cpu", sampling), masked("cuda", sampling));
  }

  private static int[][] tokenByToken(String device) {
    try (NDManager manager = Torch.newManager(device);
        Transformer model = sharp(manager, ModelFamily.ARM)) {
      SamplingConfig sampling = new SamplingConfig(40, 1, 1).withStopAtEndOfText(false);
      SamplingNoise noise = SamplingNoise.seeded(new RandomStreams(2));
      int[][] prompts = {{1, 2, 3}, {250}, {7, 7, 7, 7, 7, 9}};
      return new AutoregressiveSampler(model, sampling, noise, 300, 0)
          .fill(prompts, 0, SamplingListener.NONE);
    }
  }

  @Test
  void textsOfAnAutoregressiveModelAreThoseOfTheCpu() {
    assertArrayEquals(tokenByToken("cpu"), tokenByToken("cuda"));
  }
}
