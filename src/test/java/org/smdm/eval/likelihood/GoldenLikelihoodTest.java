package org.smdm.eval.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;
import org.smdm.config.ModelFamily;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Likelihoods equal the reference's, with its recorded random numbers. */
class GoldenLikelihoodTest {

  private static final double TOLERANCE = 5e-5;
  private static final JsonNode GOLDEN = Golden.json("eval");

  /** The reference's draws of one request: u0 of each batch, then numbers of (batch, time). */
  private record Recorded(List<float[]> draws, int copies, int context) implements LikelihoodNoise {

    static Recorded of(JsonNode names, int copies, int context) {
      try (SafetensorsFile file = Golden.tensors("eval_draws")) {
        return new Recorded(
            stream(names).map(name -> file.floats(name.textValue())).toList(), copies, context);
      }
    }

    @Override
    public double begin(Request request, int group) {
      return draws.get(2 * group)[0];
    }

    @Override
    public void fill(Request request, int draw, double[] into) {
      float[] batch = draws.get(2 * (draw / copies) + 1);
      int time = batch.length / copies;
      assertEquals(time, context + into.length);
      for (int i = 0; i < into.length; i++) {
        into[i] = batch[draw % copies * time + context + i];
      }
    }
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static int[] ints(JsonNode array) {
    return stream(array).mapToInt(JsonNode::intValue).toArray();
  }

  private static EncodedRequest encoded(int[] context, int[] target) {
    return new EncodedRequest(new Request("t", 0, 0, "", ""), context, target, 0, false);
  }

  private static Transformer model(NDManager manager, String name, ModelFamily family) {
    String file =
        "model_%s_%s.safetensors".formatted(name, family == ModelFamily.MDM ? "mdm" : "ar");
    return ModelFile.read(manager, Golden.path(file), Golden.config(name), family);
  }

  private static LikelihoodEstimate estimate(LikelihoodModel model, EncodedRequest choice) {
    List<LikelihoodEstimate> found = new ArrayList<>();
    model.estimate(List.of(List.of(choice)), (c, estimate) -> found.add(estimate));
    assertEquals(1, found.size());
    return found.get(0);
  }

  private static LikelihoodConfig config(Estimator estimator, JsonNode golden) {
    int copies = golden.get("batch_size").intValue();
    int draws = golden.has("mc_num") ? golden.get("mc_num").intValue() : copies;
    return new LikelihoodConfig(estimator, draws, copies, golden.get("cfg").doubleValue(), 0, 1);
  }

  private static ScoringPlan plan(LikelihoodConfig config, boolean matchesGreedily) {
    return new ScoringPlan(config, matchesGreedily, false);
  }

  @ParameterizedTest
  @CsvSource({"A,0.0", "A,1.1", "B,0.0", "B,1.1"})
  void monteCarloEqualsTheReference(String name, String cfg) {
    JsonNode golden = GOLDEN.get("mc_%s_cfg%s".formatted(name, cfg));
    int[] context = ints(golden.get("prefix"));
    LikelihoodConfig config = config(Estimator.MONTE_CARLO, golden);
    Recorded noise = Recorded.of(golden.get("draws"), config.copies(), context.length);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, ModelFamily.MDM)) {
      for (int tokens : new int[] {20, 64, 2048}) {
        LikelihoodEstimate estimate =
            estimate(
                new MaskedLikelihood(model, plan(config, false), noise, tokens),
                encoded(context, ints(golden.get("target"))));
        assertEquals(golden.get("nll").doubleValue(), estimate.nll(), TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"A,0.0", "A,1.1", "B,0.0", "B,1.1"})
  void chainRuleAndGreedyDecodingEqualTheReference(String name, String cfg) {
    JsonNode golden = GOLDEN.get("chain_%s_cfg%s".formatted(name, cfg));
    int[] context = ints(golden.get("prefix"));
    int[] completion = ints(golden.get("greedy_completion"));
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, ModelFamily.MDM)) {
      LikelihoodConfig config = config(Estimator.CHAIN_RULE, golden);
      LikelihoodModel likelihood = new MaskedLikelihood(model, plan(config, true), null, 100);
      LikelihoodEstimate estimate =
          estimate(likelihood, encoded(context, ints(golden.get("target"))));
      assertEquals(golden.get("nll").doubleValue(), estimate.nll(), TOLERANCE);
      assertEquals(0, estimate.standardError().orElseThrow());
      assertFalse(estimate.isGreedy());
      LikelihoodEstimate own = estimate(likelihood, encoded(context, completion));
      assertEquals(golden.get("nll_of_completion").doubleValue(), own.nll(), TOLERANCE);
      assertTrue(own.isGreedy());
      int perPass = cfg.equals("0.0") ? 1 : 2;
      assertEquals(2L * completion.length * perPass, own.forwardPasses());
      MaskedForward forward = new MaskedForward(model, new HeadJudge(model), config.guidance());
      GreedyMatch match = new GreedyMatch(encoded(context, completion), model.config().maskId());
      for (JsonNode state : golden.get("suffix_greedy_states")) {
        MaskedPass pass = match.next();
        assertArrayEquals(ints(state), pass.ids());
        match.take(forward.run(List.of(pass), 12).get(0));
      }
      assertTrue(match.isFinished() && match.isMatch());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void anArmsLikelihoodEqualsTheReference(String name) {
    JsonNode golden = GOLDEN.get("ar_" + name);
    int[] context = ints(golden.get("prefix"));
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, ModelFamily.ARM)) {
      LikelihoodModel likelihood =
          new CausalLikelihood(model, LikelihoodConfig.of(Estimator.EXACT, 1, 0, 0, 1), 0, 1000);
      LikelihoodEstimate estimate =
          estimate(likelihood, encoded(context, ints(golden.get("target"))));
      assertEquals(golden.get("nll").doubleValue(), estimate.nll(), TOLERANCE);
      assertFalse(estimate.isGreedy());
      LikelihoodEstimate own =
          estimate(likelihood, encoded(context, ints(golden.get("greedy_completion"))));
      assertEquals(golden.get("nll_of_completion").doubleValue(), own.nll(), TOLERANCE);
      assertTrue(own.isGreedy());
    }
  }

  private static int[] bytes(String text, boolean isBegun) {
    IntStream ids =
        IntStream.range(0, text.length())
            .map(i -> 3 + (text.getBytes(StandardCharsets.UTF_8)[i] & 0xff));
    return (isBegun ? IntStream.concat(IntStream.of(1), ids) : ids).toArray();
  }

  /** The third request's context ends in a space, which the reference moves to the target. */
  private static List<EncodedRequest> requests(JsonNode golden) {
    List<EncodedRequest> requests = new ArrayList<>();
    for (JsonNode pair : golden.get("requests")) {
      String whole = pair.get(0).textValue() + pair.get(1).textValue();
      String context = pair.get(0).textValue().stripTrailing();
      requests.add(
          new EncodedRequest(
              new Request("t", requests.size(), 0, context, ""),
              bytes(context, true),
              bytes(whole.substring(context.length()), false),
              0,
              false));
    }
    return requests;
  }

  private static Map<Integer, LikelihoodEstimate> estimates(
      LikelihoodModel model, List<EncodedRequest> requests) {
    Map<Integer, LikelihoodEstimate> byItem = new HashMap<>();
    model.estimate(
        requests.stream().map(List::of).toList(),
        (choice, estimate) -> byItem.put(choice.request().docId(), estimate));
    return byItem;
  }

  @ParameterizedTest
  @ValueSource(strings = {"chain_rule", "mc", "ar"})
  void requestsTogetherEqualTheReferencesOneByOne(String kind) {
    JsonNode golden = GOLDEN.get("loglikelihood_bytetok_A");
    List<EncodedRequest> requests = requests(golden);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer mdm = model(manager, "A", ModelFamily.MDM);
        Transformer arm = model(manager, "A", ModelFamily.ARM)) {
      LikelihoodModel likelihood =
          switch (kind) {
            case "ar" ->
                new CausalLikelihood(
                    arm, LikelihoodConfig.of(Estimator.EXACT, 1, 0, 0, 1), 0, 1000);
            case "mc" ->
                new MaskedLikelihood(
                    mdm,
                    plan(config(Estimator.MONTE_CARLO, golden), false),
                    recorded(requests),
                    100);
            default ->
                new MaskedLikelihood(
                    mdm, plan(config(Estimator.CHAIN_RULE, golden), false), null, 100);
          };
      Map<Integer, LikelihoodEstimate> estimates = estimates(likelihood, requests);
      for (int i = 0; i < requests.size(); i++) {
        assertEquals(
            golden.get("results").get(kind).get(i).get(0).doubleValue(),
            -estimates.get(i).nll(),
            TOLERANCE);
      }
    }
  }

  private static LikelihoodNoise recorded(List<EncodedRequest> requests) {
    List<Recorded> each = new ArrayList<>();
    try (SafetensorsFile file = Golden.tensors("eval_draws")) {
      for (int i = 0; i < requests.size(); i++) {
        int first = 4 * i;
        each.add(
            new Recorded(
                IntStream.range(first, first + 4)
                    .mapToObj(k -> file.floats("ll_mc.draw%02d".formatted(k)))
                    .toList(),
                4,
                requests.get(i).context().length));
      }
    }
    return new LikelihoodNoise() {
      @Override
      public double begin(Request request, int group) {
        return each.get(request.docId()).begin(request, group);
      }

      @Override
      public void fill(Request request, int draw, double[] into) {
        each.get(request.docId()).fill(request, draw, into);
      }
    };
  }

  @Test
  void masksAreThoseOfTheReference() {
    try (SafetensorsFile file = Golden.tensors("eval_draws")) {
      long[] ids = file.longs("fp.ids");
      long[] noisy = file.longs("fp.noisy");
      float[] probability = file.floats("fp.p_mask");
      float[] u0 = file.floats("fp.u0");
      Recorded noise = new Recorded(List.of(u0, file.floats("fp.u")), 8, 0);
      int[] row = new int[10];
      LikelihoodConfig config = new LikelihoodConfig(Estimator.MONTE_CARLO, 8, 8, 0, 0, 1);
      MaskedDraws draws = new MaskedDraws(encoded(new int[0], row), -1, config, noise);
      draws.extend(1);
      double expected = 0;
      for (int b = 0; b < 8; b++) {
        BitSet masked = new BitSet();
        for (int i = 0; i < 10; i++) {
          if (ids[b * 10 + i] != noisy[b * 10 + i]) {
            masked.set(i);
          }
        }
        if (!masked.isEmpty()) {
          MaskedPass pass = draws.next();
          assertArrayEquals(masked.stream().toArray(), pass.positions());
          Judged[] ones = new Judged[pass.positions().length];
          java.util.Arrays.fill(ones, new Judged(1, 0, 0));
          draws.take(ones);
          expected += ones.length / (double) probability[b * 10] / 8;
        }
      }
      assertEquals(expected, draws.nll(), 1e-5 * expected);
    }
  }
}
