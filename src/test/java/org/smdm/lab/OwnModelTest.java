package org.smdm.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smdm.OwnExamples;
import org.smdm.config.Architecture;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.GradientCheck;
import tech.tablesaw.api.Table;

/** Models whose functions a researcher wrote: gradients, sizes, caches, configs. */
class OwnModelTest {

  static Stream<String> names() {
    return OwnExamples.all().keySet().stream();
  }

  private static Experiment experiment(ModelFamily family, String source) {
    Experiment shape =
        Experiment.of(family)
            .layers(2)
            .heads(2)
            .embd(32)
            .ffn(48)
            .blockSize(16)
            .batchSize(2)
            .steps(1);
    return source == null ? shape : shape.architecture(source);
  }

  private static Transformer model(NDManager manager, RunConfig config) {
    return Transformer.initialized(
        manager,
        config.model(),
        config.objective().family(),
        Precision.FP32,
        new RandomStreams(config.seed()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientsAreThoseOfTheLoss(String name) {
    RunConfig config = experiment(ModelFamily.MDM, OwnExamples.all().get(name)).config();
    Table compared = GradientCheck.of(config);
    assertTrue(compared.rowCount() > config.model().layers(), compared.print());
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, config)) {
      long counted = model.parameters().values().stream().mapToLong(NDArray::size).sum();
      assertEquals(counted, config.model().parameters(ModelFamily.MDM));
    }
  }

  @Test
  void aGradientThatIsCutOffIsSeenAndItsFunctionNamed() {
    String source =
        OwnExamples.all().get("ReLU²").replace("torch.relu(product(", "torch.relu(2. * product(");
    GradientCheck.of(experiment(ModelFamily.MDM, source).config());
    String cut = source.replace("hidden * hidden", "hidden * hidden.detach()");
    UserException e =
        assertThrows(
            UserException.class, () -> GradientCheck.of(experiment(ModelFamily.MDM, cut).config()));
    assertTrue(e.getMessage().contains("look at feed_forward"), e.getMessage());
  }

  @Test
  void thePapersModelAgreesWithItself() {
    for (ModelFamily family : ModelFamily.values()) {
      assertTrue(GradientCheck.of(experiment(family, null).config()).rowCount() > 10);
    }
  }

  /** What is added to the paper's functions without changing them changes no bit. */
  @Test
  void aFunctionThatSaysTheSameGivesTheSameBits() {
    String same =
        """
        def norm(self, x: Tensor, weight: Tensor) -> Tensor:
          return x * torch.rsqrt((x * x).mean([-1], True) + self.norm_eps) * weight
        """;
    assertArrayEquals(losses(null), losses(same));
    String other = same.replace("self.norm_eps", "0.5");
    assertTrue(!Arrays.equals(losses(null), losses(other)));
  }

  private static float[] losses(String source) {
    RunConfig config = experiment(ModelFamily.MDM, source).config();
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, config)) {
      NDArray ids = manager.create(new long[][] {{1, 2, 3, 256, 5}});
      return model
          .nll(manager, ids, manager.create(new long[] {0, 3}), manager.create(new long[] {1, 4}))
          .toFloatArray();
    }
  }

  @Test
  void aConfigCarriesTheSourceAndWhatWasChangedIsRefused() {
    RunConfig config = experiment(ModelFamily.MDM, OwnExamples.all().get("QK-norm")).config();
    String json = ConfigJson.write(config);
    assertEquals(config, ConfigJson.read(json, RunConfig.class, "night.json"));
    assertTrue(config.name().contains("-own-"), config.name());
    String changed = json.replace("torch.cat", "torch.sum");
    UserException e =
        assertThrows(
            UserException.class, () -> ConfigJson.read(changed, RunConfig.class, "night.json"));
    assertTrue(e.getMessage().contains("sha256"), e.getMessage());
    // Configs of before have none, and are written as before.
    RunConfig usual = experiment(ModelFamily.MDM, null).config();
    assertTrue(!ConfigJson.write(usual).contains("architecture"));
  }

  /** What is a comment to one reader must not be code to another. */
  @Test
  void codeBehindACarriageReturnIsRefused() {
    String source = "# harmless\r  torch.save(x)\n" + OwnExamples.all().get("ReLU²");
    UserException e = assertThrows(UserException.class, () -> Architecture.of(source));
    assertTrue(e.getMessage().contains("carriage returns"), e.getMessage());
  }

  @Test
  void countsFollowTheWeights() {
    ModelConfig usual = experiment(ModelFamily.MDM, null).config().model();
    ModelConfig relu = experiment(ModelFamily.MDM, OwnExamples.all().get("ReLU²")).config().model();
    long gate = 2L * 48 * 32;
    assertEquals(usual.nonEmbeddingParameters() - gate, relu.nonEmbeddingParameters());
    assertEquals(
        usual.forwardFlopsPerToken(16, 1) - 2 * gate, relu.forwardFlopsPerToken(16, 1), 1e-6);
    ModelConfig tied =
        experiment(ModelFamily.ARM, OwnExamples.all().get("Tied head")).config().model();
    assertEquals(usual.parameters(ModelFamily.ARM) - 32L * 256, tied.parameters(ModelFamily.ARM));
  }
}
