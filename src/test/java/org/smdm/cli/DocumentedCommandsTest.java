package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command that the documentation tells the reader to type is understood, and is run with a
 * tiny budget unless the page says why not.
 */
class DocumentedCommandsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  private static final String TINY =
      "pretrain --steps 2 --layers 1 --heads 2 --embd 16 --block-size 256 --batch-size 2"
          + " --validation-sequences 2";

  /** What pages take for granted: runs, a config, files of the reader's. */
  private static final List<String> BEFORE =
      List.of(
          TINY + " --name run",
          TINY + " --name arm --objective arm",
          TINY + " --save-config config.json",
          "gsm8k --make 4 --out train.txt",
          "gsm8k --make 4 --part test --out data/gsm8k/test.jsonl");

  private static String refusal(CommandLine line, DocumentedCommand command) {
    try {
      line.parseArgs(command.words().toArray(String[]::new));
      return "";
    } catch (CommandLine.MissingParameterException e) {
      // Text may name a verb without all that it needs.
      return command.notRun().equals("mentioned only") ? "" : e.getMessage();
    } catch (CommandLine.ParameterException e) {
      return e.getMessage();
    }
  }

  private static List<String> refusals(List<DocumentedCommand> commands) {
    CommandLine line = Main.commandLine();
    return commands.stream()
        .filter(command -> !refusal(line, command).isEmpty())
        .map(command -> command + ": " + refusal(line, command))
        .toList();
  }

  @Test
  void noOptionIsUnknown() {
    List<DocumentedCommand> commands = DocumentedCommand.all();
    assertTrue(commands.size() > 40, commands.toString());
    assertEquals(List.of(), refusals(commands));
    assertEquals(List.of(), refusals(DocumentedCommand.mentioned()));
  }

  @Test
  void everyVerbIsInTheTableOfVerbs() {
    String table = String.join("\n", DocumentedCommand.lines(Path.of("docs", "verbs.md")));
    List<String> absent =
        Main.commandLine().getSubcommands().keySet().stream()
            .filter(verb -> !verb.equals("help") && !table.contains("`" + verb))
            .toList();
    assertEquals(List.of(), absent);
  }

  @TestFactory
  Stream<DynamicTest> everyCommandRunsWithATinyBudget() throws Exception {
    fillSandbox();
    List<CommandSession.Order> orders = new ArrayList<>();
    for (String words : BEFORE) {
      orders.add(new CommandSession.Order(List.of(words.split(" ")), ""));
    }
    List<DocumentedCommand> commands =
        DocumentedCommand.all().stream().filter(DocumentedCommand::isRun).toList();
    for (DocumentedCommand command : commands) {
      orders.add(new CommandSession.Order(TinyBudget.of(command.words()), command.input()));
    }
    List<CommandSession.Done> done = run(orders);
    for (int i = 0; i < BEFORE.size(); i++) {
      assertEquals(0, done.get(i).code(), done.get(i).err());
    }
    return IntStream.range(0, commands.size())
        .mapToObj(
            i ->
                dynamicTest(
                    commands.get(i).toString(),
                    () -> {
                      int at = BEFORE.size() + i;
                      String words = String.join(" ", orders.get(at).words());
                      assertTrue(at < done.size(), "the process ended before: ./smdm " + words);
                      CommandSession.Done it = done.get(at);
                      assertEquals(0, it.code(), "./smdm " + words + "\n" + it.err());
                    }));
  }

  private void fillSandbox() throws IOException {
    Path tokenizer = Path.of("src/test/resources/tokenizer/tokenizer.json");
    Files.copy(tokenizer, folder.resolve("tokenizer.json"));
    Path reference = Path.of("results/reference/scaling-runs.csv");
    Files.createDirectories(folder.resolve("results/reference"));
    Files.createDirectories(folder.resolve("docs"));
    Files.copy(reference, folder.resolve(reference.toString()));
    Files.copy(reference, folder.resolve("losses.csv"));
    String documents =
        "{\"text\": \"We the people do ordain this text of ours.\", \"date\": \"2022-05-04\"}\n"
            .repeat(300);
    write("my.jsonl", documents);
    write("SlimPajama-627B/train/chunk1/example_0.jsonl", documents);
    write("fineweb/000_00000.jsonl", documents);
    write("c4/a.jsonl", documents);
    write("books/b.txt", "A book of many words.\n".repeat(300));
    write("prompts.jsonl", "{\"prompt\": \"We the\"}\n{\"prompt\": \"My\"}\n");
    String examples = "{\"prompt\": \"Who are you, %d?\", \"completion\": \" Nobody, %d.\"}\n";
    String lines =
        IntStream.range(0, 40)
            .mapToObj(i -> examples.formatted(i, i))
            .collect(Collectors.joining());
    write("mine.jsonl", lines);
    write("all_prompts_train.jsonl", lines);
    String round =
        "{\"id\": \"%d\", \"conversations\": [{\"from\": \"human\", \"value\": \"Hi\"},"
            + " {\"from\": \"gpt\", \"value\": \"Hello\"}]}";
    write(
        "ShareGPT_V3.json",
        IntStream.range(0, 20)
            .mapToObj(round::formatted)
            .collect(Collectors.joining(",", "[", "]")));
    write(
        "question.jsonl",
        "{\"question_id\": 81, \"category\": \"writing\", \"turns\": [\"Hi?\", \"And?\"]}\n");
    String asked =
        "{\"id\": \"%d\", \"question\": {\"stem\": \"Which is short?\", \"choices\": [{\"text\":"
            + " \"a\", \"label\": \"A\"}, {\"text\": \"long\", \"label\": \"B\"}]},"
            + " \"answerKey\": \"A\"}\n";
    write("data/tasks/openbookqa/test.jsonl", asked.formatted(1) + asked.formatted(2));
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Runs commands in one process that lives in the sandbox. */
  private List<CommandSession.Done> run(List<CommandSession.Order> orders) throws Exception {
    Path ordered = folder.resolve("orders.json");
    Path results = folder.resolve("done.json");
    Path output = folder.resolve("output.txt");
    MAPPER.writeValue(ordered.toFile(), orders);
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx1500m",
            "-Djava.awt.headless=true",
            "-Dai.djl.offline=true",
            "-Dsmdm.home=" + folder,
            "-cp",
            classPath,
            CommandSession.class.getName(),
            ordered.toString(),
            results.toString());
    builder.directory(folder.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    int code = builder.start().waitFor();
    assertTrue(Files.exists(results), Files.readString(output));
    List<CommandSession.Done> done =
        List.of(MAPPER.readValue(results.toFile(), CommandSession.Done[].class));
    assertTrue(code == 0 || done.size() < orders.size(), Files.readString(output));
    return done;
  }
}
