package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.hub.HubDownload;
import org.smdm.hub.HubEndpoint;
import org.smdm.hub.HubNames;
import org.smdm.hub.HubRequest;
import org.smdm.io.UserException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "get",
    description =
        "Brings checkpoints, tokenizers and benchmark files by name; goes on where an earlier call"
            + " was ended.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "  ./smdm get smdm:mdm-170M-100e18 tinyllama-tokenizer",
      "  ./smdm get gpt2",
      "  ./smdm get HuggingFaceTB/SmolLM-135M@main",
      "  ./smdm get --dataset Rowan/hellaswag --file 'data/validation*'",
      "",
      "Files come from HF_ENDPOINT (default https://huggingface.co); HF_TOKEN is sent to that host",
      "alone. Sizes and hashes are those that the hub lists. Files that you put in place by hand",
      "serve as well: nothing else in smdm asks the network."
    })
final class GetCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Short names of --list, or OWNER/NAME[@REVISION].")
  private List<String> names = List.of();

  @Option(
      names = "--file",
      paramLabel = "GLOB",
      description =
          "Files to bring instead of the usual ones, as '*.json' or 'data/**'. May be repeated.")
  private List<String> files = List.of();

  @Option(names = "--dataset", description = "The repositories are data sets.")
  private boolean dataset;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Parent of the repositories' folders (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("data", "hub");

  @Option(
      names = "--replace",
      description = "Replace files that are there and differ, also your own.")
  private boolean replace;

  @Option(names = "--dry-run", description = "Say which files that is, and bring none.")
  private boolean dryRun;

  @Option(names = "--list", description = "Print the short names.")
  private boolean list;

  @Override
  public Integer call() {
    if (list) {
      GivenOptions.refuseAllBut(command, "with --list, which brings nothing", "--list");
      System.out.print(HubNames.list());
      return 0;
    }
    if (names.isEmpty()) {
      throw new UserException("nothing to get is named: write a name, --list shows them");
    }
    List<HubRequest> requests = new ArrayList<>();
    for (String name : names) {
      requests.add(HubNames.request(name, dataset, files));
    }
    HubEndpoint endpoint = HubEndpoint.of(System.getenv());
    try (TerminalProgress<Object> progress = new TerminalProgress<>("get")) {
      HubDownload download = new HubDownload(endpoint, out, replace, progress);
      for (HubRequest request : requests) {
        if (dryRun) {
          System.out.println(request.repo());
          download.list(request).forEach(System.out::println);
        } else {
          download.fetch(request).forEach(System.out::println);
        }
      }
    }
    return 0;
  }
}
