package org.smdm.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.Settings;
import org.smdm.data.text.Corpus;
import org.smdm.lab.Expansion;
import org.smdm.lab.OwnCode;
import org.smdm.lab.RunSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "pretrain",
    description = "Pretrains an MDM or an ARM from the options of a run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PretrainCommand implements Callable<Integer> {

  @Mixin private final SettingOptions settings = new SettingOptions(RunSettings.class);

  @Mixin private SaveConfigOption saving;

  @Mixin private TrainingOptions training;

  @Mixin private RankOptions ranks;

  @Override
  public Integer call() {
    RunConfig config = OwnCode.trusted(config(settings.given()));
    boolean isNamed = settings.given().containsKey("name");
    return saving.save(config)
        ? 0
        : ranks.run(
            all -> {
              if (all.isLeader() && config.data() instanceof DataConfig.Text text) {
                Corpus.leftOut(text.corpus()).ifPresent(System.err::println);
              }
              return training.train(config, isNamed, all);
            });
  }

  /** The run that options describe. */
  static RunConfig config(Map<String, ?> given) {
    return Expansion.ofOptions(Settings.with(Settings.none(RunSettings.class), given));
  }
}
