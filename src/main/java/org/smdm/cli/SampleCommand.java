package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.data.Tokenizer;
import org.smdm.model.LanguageModel;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.ReadableModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "sample",
    description = "Draws text from a checkpoint.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SampleCommand implements Callable<Integer> {

  @Mixin private LoadedModel loaded;

  @Option(names = "--prompt", description = "Text that every sample begins with.")
  private String prompt = "";

  @Option(names = "--count", description = "Number of samples (default ${DEFAULT-VALUE}).")
  private int count = 1;

  @Option(
      names = "--length",
      description = "Tokens per sample, prompt included (default: the model's block size).")
  private Integer length;

  @Option(names = "--steps", description = "Denoising steps of an MDM (default: one per token).")
  private Integer steps;

  @Option(names = "--temperature", description = "0 is greedy (default ${DEFAULT-VALUE}).")
  private double temperature = 1;

  @Option(names = "--seed", description = "Seed of the draws (default ${DEFAULT-VALUE}).")
  private long seed = RunConfig.DEFAULT_SEED;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Override
  public Integer call() {
    if (count < 1) {
      throw new org.smdm.config.UserException("--count is " + count + ": write at least 1");
    }
    ReadableModel saved = loaded.saved();
    Tokenizer tokenizer = saved.tokenizer();
    try (NDManager manager = Torch.newManager(device);
        LanguageModel model = saved.load(manager)) {
      int tokens = length != null ? length : model.blockSize();
      SamplingConfig config =
          new SamplingConfig(tokens, steps != null ? steps : tokens, temperature);
      List<String> texts =
          new TextSampler(model, tokenizer, config, new RandomStreams(seed))
              .sample(saved.firstToken(tokenizer), prompt, count);
      for (int i = 0; i < texts.size(); i++) {
        if (texts.size() > 1) {
          System.out.println((i > 0 ? "\n" : "") + "── sample " + (i + 1) + " ──");
        }
        System.out.println(texts.get(i));
      }
      if (model.family() == ModelFamily.ARM && steps != null) {
        System.err.println("smdm: an ARM takes one step per token; --steps was ignored");
      }
    }
    return 0;
  }
}
