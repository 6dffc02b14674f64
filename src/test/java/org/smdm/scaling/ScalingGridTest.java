package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smdm.config.ComputeCount;
import org.smdm.config.ConfigJson;
import org.smdm.config.LearningRateRule;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.config.ScalingConfig;
import org.smdm.config.SizeFamily;
import org.smdm.config.TokenFlops;
import org.smdm.io.UserException;
import org.smdm.lab.ScalingStudy;

/** Which runs a study consists of, and why some cannot be. */
class ScalingGridTest {

  private static final double CORPUS = 1e7;

  private static void assertRefused(ScalingStudy study, String part) {
    UserException refusal =
        assertThrows(UserException.class, () -> ScalingGrid.cells(study.config(), CORPUS));
    assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
  }

  @Test
  void everyBudgetHasSizesOnBothSidesAndItsOperations() {
    ScalingConfig study = ScalingStudy.tiny().budgets(1e12, 3e12, 1e13).config();
    List<ScalingGrid.Cell> cells = ScalingGrid.cells(study, CORPUS);
    assertEquals(3 * 2 * 5, cells.size());
    assertEquals(cells.size(), cells.stream().map(c -> c.config().name()).distinct().count());
    for (ScalingGrid.Cell cell : cells) {
      // As counted, up to half a step.
      RunConfig run = cell.config();
      double token = TokenFlops.of(run.model(), run.objective()).total();
      double step = token * run.tokensPerStep();
      assertEquals(cell.budget(), token * ScalingGrid.tokens(run), step / 2);
    }
    for (ModelFamily objective : ModelFamily.values()) {
      for (double budget : study.budgets()) {
        double optimum = study.expectedOptimum(objective, budget);
        List<Long> sizes =
            cells.stream()
                .filter(c -> c.budget() == budget)
                .filter(c -> c.config().objective().family() == objective)
                .map(c -> c.config().model().nonEmbeddingParameters())
                .toList();
        assertTrue(sizes.get(0) < optimum / 2 && sizes.get(4) > optimum * 2, sizes.toString());
        assertEquals(sizes.stream().sorted().distinct().toList(), sizes);
      }
    }
  }

  @Test
  void thePapersStudyIsOfItsSizesAndSettings() {
    ScalingConfig study = ScalingStudy.paper().budgets(6e18, 1e20).device("cuda").config();
    List<ScalingGrid.Cell> cells = ScalingGrid.cells(study, Double.NaN);
    List<Long> named =
        new SizeFamily.Paper()
            .shapes(2048, 32000).stream().map(ModelConfig::nonEmbeddingParameters).toList();
    assertEquals(30, named.size());
    for (ScalingGrid.Cell cell : cells) {
      assertTrue(named.contains(cell.config().model().nonEmbeddingParameters()));
      assertEquals(2e-4, cell.config().optimizer().learningRate(), 1e-12);
      assertEquals(256 * 2048, cell.config().tokensPerStep());
    }
    List<String> arm =
        cells.stream()
            .filter(c -> c.budget() == 6e18 && c.config().objective().family() == ModelFamily.ARM)
            .map(c -> c.config().name())
            .collect(Collectors.toList());
    assertEquals(
        List.of(
            "6.00e18-arm-66M",
            "6.00e18-arm-113M",
            "6.00e18-arm-170M",
            "6.00e18-arm-231M",
            "6.00e18-arm-336M"),
        arm);
  }

  @Test
  void theLearningRateFollowsTheWidth() {
    LearningRateRule rule = new LearningRateRule(4e-3, 64, 0.5);
    assertEquals(4e-3, rule.at(64));
    assertEquals(2e-3, rule.at(256), 1e-12);
    assertEquals(3e-4, new LearningRateRule(3e-4, 8, 0).at(4096));
    for (ScalingGrid.Cell cell :
        ScalingGrid.cells(ScalingStudy.tiny().budgets(1e12).learningRate(rule).config(), CORPUS)) {
      assertEquals(rule.at(cell.config().model().embd()), cell.config().optimizer().learningRate());
    }
  }

  @Test
  void depthFollowsWidthInARule() {
    List<ModelConfig> shapes = new SizeFamily.Rule(16, 40, 3, 2, 16, 200).shapes(64, 256);
    assertEquals(12, shapes.size());
    ModelConfig last = shapes.get(11);
    assertEquals(ModelConfig.of(64, 256, 5, 12, 192, 384), last);
    assertEquals(ModelConfig.of(64, 256, 3, 1, 16, 32), shapes.get(0));
  }

  @Test
  void impossibleGridsAreRefusedWithTheReason() {
    assertRefused(ScalingStudy.tiny().budgets(1e8), "the family has 128 sizes");
    assertRefused(ScalingStudy.tiny().budgets(1e15), "would read the training data");
    assertRefused(ScalingStudy.tiny().budgets(1e12).batchSize(4096), "steps of");
    assertRefused(ScalingStudy.paper().budgets(1e12), "the family has 30 sizes");
    assertRefused(
        ScalingStudy.paper().budgets(1e20).microBatchSize(256).mostEpochs(1e9), "GB of memory");
    assertRefused(ScalingStudy.tiny().budgets(1e12).sizes(2), "sizesPerBudget is 2");
    assertRefused(ScalingStudy.tiny().budgets(1e12, 1e12), "twice");
    assertRefused(ScalingStudy.tiny(), "no budgets");
  }

  /** Files of before budgets could count otherwise, and the paper's studies. */
  @Test
  void aStudyThatDoesNotSaySpendsSixTimesParametersAndTokens() {
    ScalingConfig old =
        ConfigJson.read(Path.of("docs", "studies", "scaling.json"), ScalingConfig.class);
    assertEquals(ComputeCount.SIX_N_D, old.compute());
    assertEquals(ComputeCount.SIX_N_D, ScalingStudy.paper().budgets(1e19).config().compute());
    for (ScalingGrid.Cell cell : ScalingGrid.cells(old, Double.NaN)) {
      RunConfig run = cell.config();
      double step = 6.0 * run.model().nonEmbeddingParameters() * run.tokensPerStep();
      assertEquals(cell.budget(), run.flops(), step / 2);
    }
  }

  @Test
  void aStudyIsTheSameAfterWritingAndReading() {
    ScalingConfig study =
        ScalingStudy.tiny()
            .budgets(1e12)
            .seeds(1, 2)
            .family(
                new SizeFamily.Shapes(
                    List.of(
                        new SizeFamily.Shape(1, 1, 16, 64),
                        new SizeFamily.Shape(2, 2, 32, 128),
                        new SizeFamily.Shape(2, 4, 64, 256))))
            .sizes(3)
            .config();
    assertEquals(study, ConfigJson.read(ConfigJson.write(study), ScalingConfig.class, "study"));
    assertEquals(12, ScalingGrid.cells(study, CORPUS).size());
  }
}
