package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.config.PrepareConfig;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.data.prepare.Preparation;
import org.smdm.data.prepare.PreparedFolder;
import org.smdm.data.text.DocumentCounts;
import org.smdm.io.UserException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "prepare",
    description =
        "Packs text, JSONL and Parquet into token shards; goes on where an earlier call was ended.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Inputs are .txt, .jsonl (also .json, .ndjson), these with .gz or .zst, .parquet, folders of"
          + " them, patterns as data/*.jsonl.zst, and sotu, the embedded speeches.",
      "",
      "  ./smdm prepare SlimPajama-627B/train --tokenizer tokenizer.json --out data/slim",
      "  ./smdm prepare fineweb/*.parquet --date-column date --from 2021-01-01 --tokenizer t.json"
          + " --out data/fw",
      "  ./smdm prepare sotu --date-column date --to 1989 --validation-fraction 0.05"
          + " --out data/sotu-to-1989",
      "  ./smdm prepare --source web=0.7:c4/ --source wiki=0.3:wiki.txt --out data/mix",
      "  ./smdm pretrain --data data/mix --steps 1000"
    })
final class PrepareCommand implements Callable<Integer> {

  private static final Pattern SOURCE = Pattern.compile("([^=:]+)=([^:]+):(.+)");

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..*",
      paramLabel = "INPUT",
      description = "Files, folders or patterns of one source, named text.")
  private List<String> inputs = List.of();

  @Option(
      names = "--source",
      paramLabel = "NAME=WEIGHT:PATH",
      description =
          "A source of a mixture: training draws from it by its weight. May be repeated, also with"
              + " the same name.")
  private List<String> sources = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the shards.")
  private Path out;

  @Option(
      names = "--verify",
      paramLabel = "DIR",
      description = "Compares a prepared folder with the hashes in its manifest instead.")
  private Path verify;

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default ${DEFAULT-VALUE}).")
  private String tokenizer = "bytes";

  @Option(
      names = "--text-column",
      description =
          "Field or column of the text; dots lead into nested ones (default ${DEFAULT-VALUE}).")
  private String textColumn = "text";

  @Option(
      names = "--date-column",
      description = "Field or column of a date as 2021-03-04 (…), 2021-03 or 2021.")
  private String dateColumn;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day, month or year that is kept.")
  private String from;

  @Option(names = "--to", paramLabel = "DATE", description = "The last that is kept.")
  private String to;

  @Option(
      names = "--separator",
      description = "EOS behind each document (default), or BOS before it as the reference.")
  private PrepareConfig.Separator separator = PrepareConfig.Separator.EOS;

  @Option(
      names = "--validation-fraction",
      description = "Share of the documents held back (default ${DEFAULT-VALUE}).")
  private double validationFraction = 0.01;

  @Option(
      names = "--chunk-tokens",
      description = "Tokens per shard (default: about 50 shards of whole blocks of 2049).")
  private int chunkTokens;

  @Option(names = "--lines", description = "Each line of a .txt file is a document.")
  private boolean lines;

  @Option(
      names = "--skip-bad-lines",
      description = "Count and leave out what is no document, rather than stop.")
  private boolean skipBadLines;

  @Option(names = "--threads", description = "Threads that tokenize (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--save-seconds",
      description = "Seconds of work that a kill may cost (default ${DEFAULT-VALUE}).")
  private double saveSeconds = 20;

  @Option(names = "--restart", description = "Begin again, removing the shards that are there.")
  private boolean restart;

  @Override
  public Integer call() {
    if (verify != null) {
      GivenOptions.refuseAllBut(command, "with --verify, which packs nothing", "--verify");
      PrepareManifest manifest = PreparedFolder.verify(verify);
      System.out.printf("%s is as it was prepared: %s%n", verify, summary(manifest));
      return 0;
    }
    if (out == null) {
      throw new UserException("no folder for the shards is given: write --out DIR");
    }
    if (threads < 1) {
      throw new UserException("threads is " + threads + ": write 1 or more");
    }
    PrepareConfig config =
        new PrepareConfig(
            sources(),
            textColumn,
            dateColumn,
            from,
            to,
            tokenizer,
            separator,
            validationFraction,
            chunkTokens,
            lines,
            skipBadLines);
    PrepareManifest manifest;
    try (TerminalProgress<Object> progress = new TerminalProgress<>("prepare")) {
      manifest = new Preparation(config, out, threads, saveSeconds, progress).run(restart);
    }
    System.out.println(summary(manifest));
    System.out.printf(
        Locale.ROOT,
        "%.1f MB/s of text, %.0f%% of the tokenizer's own speed; train on it by --data %s%n",
        manifest.textMegabytesPerSecond(),
        100 * manifest.shareOfTokenizer(),
        out);
    return 0;
  }

  private static String summary(PrepareManifest manifest) {
    DocumentCounts counts = DocumentCounts.ZERO;
    long shards = manifest.validation().files().size();
    long tokens = manifest.validation().tokens();
    for (PrepareManifest.Source source : manifest.sources()) {
      counts = counts.plus(source.counts());
      shards += source.shards().files().size();
      tokens += source.shards().tokens();
    }
    return String.format(
        Locale.ROOT,
        "%,d of %,d documents kept%s, %,d tokens (%,d held back) in %,d shards of %,d",
        counts.kept(),
        counts.documents(),
        counts.kept() == counts.documents() ? "" : " (%s)".formatted(counts.reasons()),
        tokens,
        manifest.validation().tokens(),
        shards,
        manifest.chunkTokens());
  }

  private List<PrepareConfig.Source> sources() {
    List<PrepareConfig.Source> all = new ArrayList<>();
    if (!inputs.isEmpty()) {
      all.add(new PrepareConfig.Source("text", 1, inputs));
    }
    for (String text : sources) {
      Matcher parts = SOURCE.matcher(text);
      if (!parts.matches()) {
        throw new UserException(
            "--source is '" + text + "': write NAME=WEIGHT:PATH, as web=0.7:c4.jsonl.zst");
      }
      add(all, parts.group(1), weight(parts.group(2), text), parts.group(3));
    }
    return all;
  }

  private static double weight(String number, String text) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new UserException(
          "--source is '" + text + "': write a number as its weight, as web=0.7:c4.jsonl.zst", e);
    }
  }

  /** Adds a path to the source of that name, or a source. */
  private static void add(List<PrepareConfig.Source> all, String name, double weight, String path) {
    for (int i = 0; i < all.size(); i++) {
      PrepareConfig.Source source = all.get(i);
      if (source.name().equals(name)) {
        if (source.weight() != weight) {
          throw new UserException(
              "source %s has the weights %s and %s: give it one"
                  .formatted(name, source.weight(), weight));
        }
        List<String> paths = new ArrayList<>(source.paths());
        paths.add(path);
        all.set(i, new PrepareConfig.Source(name, weight, paths));
        return;
      }
    }
    all.add(new PrepareConfig.Source(name, weight, List.of(path)));
  }
}
