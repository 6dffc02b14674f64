package org.smdm.eval.generation;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.SweepConfig;
import org.smdm.config.SweepConfig.Candidate;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.generation.HeldBackPrompts.Gap;
import org.smdm.io.AtomicFolder;
import org.smdm.io.Journal;
import org.smdm.io.Json;
import org.smdm.io.LineFile;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.TextSampler;
import org.smdm.stats.ClusteredMean;
import org.smdm.stats.SampleMean;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * Samples in many ways and measures each: quality by a judge, by exact matches and by variety, cost
 * by transformer passes and time. In its folder are {@code sweep.json}, {@code rows.jsonl} (one
 * line per finished candidate, by which an interrupted sweep goes on) and {@code samples.jsonl}.
 */
public final class SamplingSweep {

  /** Group of the row that has the real text instead of a model's. */
  public static final String REAL_TEXT = "real text";

  private final SweepConfig config;
  private final Path folder;

  /**
   * @param config what to compare
   * @param results parent of its folder
   */
  public SamplingSweep(SweepConfig config, Path results) {
    this.config = config;
    this.folder = results.resolve(config.name());
  }

  /** Where everything is written. */
  public Path folder() {
    return folder;
  }

  /**
   * Runs what is not done.
   *
   * @param progress is told of each candidate
   * @return the row of the real text and one per candidate, in the order of the config
   * @throws UserException when the folder is another sweep's or another process writes to it
   */
  public List<SweepRow> run(Progress<SweepRow> progress) {
    try (Journal<String, SweepRow> rows =
            Journal.open(
                OutputLock.ofFolder(folder, "written by another sweep"),
                () ->
                    ConfigJson.plan(folder.resolve("sweep.json"), config)
                        .admit(folder, "sweep", !AtomicFolder.isUnused(folder)),
                folder.resolve("rows.jsonl"),
                ConfigJson.lines(SweepRow.class, SweepRow::name));
        LineFile samples =
            LineFile.open(
                folder.resolve("samples.jsonl"), List.of(), line -> finished(line, rows))) {
      measure(rows, samples, progress);
      return Stream.concat(
              Stream.of(REAL_TEXT), config.candidates().stream().map(Candidate::fullName))
          .map(name -> rows.get(name).orElseThrow())
          .toList();
    }
  }

  /** A text whose candidate has no row will be written again. */
  private static Optional<String> finished(String line, Journal<String, SweepRow> rows) {
    // LineFile's characters are bytes.
    String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    JsonNode sample = Json.line(text, "samples.jsonl");
    String label = Json.textOrEmpty(sample, "label");
    String group = Json.textOrEmpty(sample, "group");
    return rows.has(Candidate.fullName(group, label)) ? Optional.of(line) : Optional.empty();
  }

  private void measure(
      Journal<String, SweepRow> rows, LineFile samples, Progress<SweepRow> progress) {
    Map<String, List<Candidate>> byCheckpoint = new LinkedHashMap<>();
    config
        .candidates()
        .forEach(
            c -> byCheckpoint.computeIfAbsent(c.checkpoint(), key -> new ArrayList<>()).add(c));
    List<Candidate> all = config.candidates();
    long before = all.stream().filter(c -> rows.has(c.fullName())).count();
    progress.begun(new Progress.Part(config.name(), "ways", all.size(), before));
    try (NDManager manager = Torch.newManager(config.device())) {
      SavedModel judging = SavedModel.of(Path.of(config.judge()));
      Judge judge = new Judge(judging.load(manager), judging.tokenizer());
      for (Map.Entry<String, List<Candidate>> entry : byCheckpoint.entrySet()) {
        SavedModel saved = SavedModel.of(Path.of(entry.getKey()));
        Tokenizer tokenizer = saved.tokenizer();
        List<Gap> gaps = HeldBackPrompts.of(config.prompts(), tokenizer);
        if (!rows.has(REAL_TEXT)) {
          rows.add(realText(judge, tokenizer, gaps));
        }
        List<Candidate> open =
            entry.getValue().stream().filter(c -> !rows.has(c.fullName())).toList();
        if (open.isEmpty()) {
          continue;
        }
        try (Transformer model = saved.load(manager)) {
          for (Candidate candidate : open) {
            progress.at(candidate.fullName());
            SweepRow row = measure(candidate, model, tokenizer, gaps, judge, samples);
            // The row says that its texts are there.
            samples.force();
            rows.add(row);
            progress.item(row);
            progress.advanced(1);
          }
        }
      }
    }
    progress.ended();
  }

  private SweepRow realText(Judge judge, Tokenizer tokenizer, List<Gap> gaps) {
    List<int[]> texts =
        gaps.stream().map(gap -> Arrays.copyOfRange(gap.ids(), gap.from(), gap.to())).toList();
    boolean isCloze = config.prompts().kind() == SweepConfig.Kind.CLOZE;
    Quality quality = quality(judge, tokenizer, gaps, texts);
    return quality.row(REAL_TEXT, "", isCloze ? 1 : Double.NaN, Double.NaN, Cost.NONE);
  }

  /** What texts are worth. */
  private record Quality(int texts, Mean judge, TextStatistics statistics, int documents) {
    SweepRow row(String group, String label, double exact, double exactError, Cost cost) {
      return new SweepRow(
          group,
          label,
          texts,
          judge.mean(),
          judge.error(),
          statistics.distinct1(),
          statistics.distinct2(),
          statistics.repetition(),
          exact,
          exactError,
          cost.passesPerToken,
          cost.secondsPerText,
          cost.secondsError,
          cost.tokensPerSecond,
          documents);
    }
  }

  private record Cost(
      double passesPerToken, double secondsPerText, double secondsError, double tokensPerSecond) {
    static final Cost NONE = new Cost(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /** Over texts, and how much other documents would change it. */
  private record Mean(double mean, double error) {

    /** Those that are not finite, as of empty texts, are left out. */
    static Mean of(double[] values, List<Gap> gaps) {
      int[] some =
          IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
      double[] sums = new double[gaps.stream().mapToInt(Gap::document).max().orElse(0) + 1];
      long[] texts = new long[sums.length];
      for (int i : some) {
        sums[gaps.get(i).document()] += values[i];
        texts[gaps.get(i).document()]++;
      }
      SampleMean all = SampleMean.of(Arrays.stream(some).mapToDouble(i -> values[i]).toArray());
      // Where all texts match, or none, their scatter of 0 is no error.
      double error =
          all.squares() == 0 ? Double.NaN : ClusteredMean.of(sums, texts).standardError();
      return new Mean(all.mean(), error);
    }
  }

  private static Quality quality(
      Judge judge, Tokenizer tokenizer, List<Gap> gaps, List<int[]> texts) {
    List<Judge.Text> judged = new ArrayList<>();
    for (int i = 0; i < gaps.size(); i++) {
      Gap gap = gaps.get(i);
      int[] behind = Arrays.copyOfRange(gap.ids(), gap.to(), gap.ids().length);
      int[] whole = IntStream.concat(IntStream.of(texts.get(i)), IntStream.of(behind)).toArray();
      judged.add(judge.text(tokenizer, gap.prompt(), whole));
    }
    return new Quality(
        gaps.size(),
        Mean.of(judge.bitsPerByte(judged), gaps),
        TextStatistics.of(texts.stream().map(tokenizer::decode).toList()),
        (int) gaps.stream().mapToInt(Gap::document).distinct().count());
  }

  private SweepRow measure(
      Candidate candidate,
      Transformer model,
      Tokenizer tokenizer,
      List<Gap> gaps,
      Judge judge,
      LineFile samples) {
    boolean isArm = model.family() == ModelFamily.ARM;
    List<int[]> templates =
        gaps.stream()
            .map(gap -> isArm ? gap.prompt() : gap.template(model.config().maskId()))
            .toList();
    long[] numbers = new long[gaps.size()];
    Arrays.setAll(numbers, i -> i);
    double[] seconds = new double[config.repeats()];
    TextSampler.Filled filled = null;
    for (int repeat = 0; repeat < seconds.length; repeat++) {
      long begin = System.nanoTime();
      filled =
          new TextSampler(
                  model,
                  tokenizer,
                  OptionalInt.empty(),
                  candidate.sampling(),
                  new RandomStreams(config.seed()))
              .fill(templates, numbers, SamplingListener.NONE);
      seconds[repeat] = (System.nanoTime() - begin) / 1e9;
    }
    List<int[]> texts = new ArrayList<>();
    double[] exact = new double[gaps.size()];
    long written = 0;
    for (int i = 0; i < gaps.size(); i++) {
      Gap gap = gaps.get(i);
      int[] ids = filled.ids()[i];
      int to = Math.min(gap.to(), ids.length);
      written += ids.length - gap.from() - (isArm ? 0 : ids.length - gap.to());
      texts.add(untilEnd(tokenizer, Arrays.copyOfRange(ids, gap.from(), to)));
      boolean isEqual =
          to == gap.to()
              && Arrays.equals(ids, gap.from(), gap.to(), gap.ids(), gap.from(), gap.to());
      exact[i] = isEqual ? 1 : 0;
      samples.append(
          sample(candidate, tokenizer.decode(gap.prompt()), tokenizer.decode(texts.get(i))));
    }
    boolean isCloze = config.prompts().kind() == SweepConfig.Kind.CLOZE;
    Mean match = isCloze ? Mean.of(exact, gaps) : new Mean(Double.NaN, Double.NaN);
    double best = Arrays.stream(seconds).min().orElseThrow();
    Cost cost =
        new Cost(
            (double) filled.transformerPasses() / written,
            best / gaps.size(),
            SampleMean.of(seconds).standardError() / gaps.size(),
            written / best);
    return quality(judge, tokenizer, gaps, texts)
        .row(candidate.group(), candidate.label(), match.mean(), match.error(), cost);
  }

  private static int[] untilEnd(Tokenizer tokenizer, int[] ids) {
    int end = 0;
    while (end < ids.length && ids[end] != tokenizer.endOfText()) {
      end++;
    }
    return Arrays.copyOf(ids, end);
  }

  private static String sample(Candidate candidate, String prompt, String text) {
    return Json.compact(
        Json.newObject()
            .put("group", candidate.group())
            .put("label", candidate.label())
            .put("prompt", prompt)
            .put("text", text));
  }
}
