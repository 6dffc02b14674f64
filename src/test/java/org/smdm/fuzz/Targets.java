package org.smdm.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.smdm.config.ConfigJson;
import org.smdm.config.ExampleTask;
import org.smdm.config.RunConfig;
import org.smdm.data.packed.PackedFile;
import org.smdm.data.packed.PackedShards;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.data.prepare.DatedDocuments;
import org.smdm.data.text.Corpus;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.eval.gsm8k.Problem;
import org.smdm.eval.likelihood.AnswerFile;
import org.smdm.eval.mtbench.JudgmentJournal;
import org.smdm.eval.mtbench.ModelAnswer;
import org.smdm.eval.mtbench.Question;
import org.smdm.eval.reversal.Questionnaire;
import org.smdm.eval.reversal.ReversalQuestion;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.Task;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.Tasks;
import org.smdm.finetune.ExchangeFile;
import org.smdm.jupyter.file.NotebookFile;
import org.smdm.jupyter.file.NotebookPage;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.record.CheckpointManifest;
import org.smdm.record.RunFolder;
import org.smdm.record.RunMetrics;
import org.smdm.record.RunResult;
import org.smdm.record.RunStatus;
import org.smdm.report.MetricsTable;
import org.smdm.report.RunList;
import org.smdm.sample.PromptFile;
import org.smdm.scaling.ScalingCsv;
import org.smdm.scaling.ScalingPlan;
import org.smdm.tensor.safetensors.SafetensorsFile;
import org.smdm.tensor.safetensors.SafetensorsShards;
import org.smdm.tensor.safetensors.TensorType;
import org.smdm.train.TrainingState;

/** All readers of files that people bring or that an earlier start left. */
final class Targets {

  private static final String DOCUMENTS =
      """
      {"text":"one document of some length, said Zo\u00eb","date":"2021-03-04","meta":{"n":1.5}}
      {"text":"another \\ud83d\\ude00\\n\\u0041","date":2020,"list":[1,null,true,"x"]}
      """;

  private static final String PUBLISHED_ROWS =
      """
      {"id":"x","question":{"stem":"Why?","choices":[{"text":"a","label":"A"},{"text":"b","label":"B"}]},"answerKey":"B","goal":"cut","sol1":"a","sol2":"b","label":1,"ctx_a":"He [title] stirs.","ctx_b":"then he","activity_label":"Cooking","endings":["a [step] b","c","d","e"],"text":"the last word","context":"Kim fell.","answerA":"x","answerB":"y","answerC":"z","question_stem":"Why","choices":{"text":["a","b"],"label":["A","B"]},"article":"Read.","problems":"[{'question': 'q  _  .', 'answer': 'A', 'options': ['a', 'b']}]"}
      {"question":"is tea wet","title":"Tea","answer":true,"passage":"A drink.","label":"2","article":"Read.","questions":["q","r"],"answers":["A","B"],"options":[["a","b"],["c","d"]],"text":"b"}
      """;

  private final Path base;
  private final List<Target> targets = new ArrayList<>();

  private Targets(Path base) {
    this.base = base;
  }

  static List<Target> in(Path base) throws IOException, SQLException {
    Targets all = new Targets(base);
    all.documents();
    all.examples();
    all.tasks();
    all.tokenizers();
    all.tensors();
    all.runs();
    all.results();
    return all.targets;
  }

  private Path add(String path, int weight, Target.Reader reader, byte[]... examples)
      throws IOException {
    Path file = base.resolve(String.valueOf(targets.size())).resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, examples[0]);
    targets.add(new Target(path, file, List.of(examples), weight, reader));
    return file;
  }

  private Path add(String path, int weight, Target.Reader reader, String... examples)
      throws IOException {
    byte[][] bytes = new byte[examples.length][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = examples[i].getBytes(UTF_8);
    }
    return add(path, weight, reader, bytes);
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = Targets.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static void dated(Path file) {
    DatedDocuments.read(List.of(file.toString()), "text", "date", document -> {});
  }

  private void documents() throws IOException, SQLException {
    byte[] lines = DOCUMENTS.getBytes(UTF_8);
    add("a.txt", 20, f -> Corpus.load(f.toString(), 0.5, 0), "a line\nanother\n", "\uFEFFx\r\ny z");
    add("a.jsonl", 20, f -> Corpus.load(f.toString(), 0.5, 0), DOCUMENTS);
    add("2020_b.txt", 20, Targets::dated, "all of it\n");
    add("b.jsonl", 20, Targets::dated, DOCUMENTS);
    add("b.json", 20, Targets::dated, DOCUMENTS);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    for (int member = 0; member < 2; member++) {
      try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
        out.write(lines);
      }
    }
    add("b.jsonl.gz", 20, Targets::dated, gzip.toByteArray());
    add("b.jsonl.zst", 20, Targets::dated, Zstd.compress(lines), Zstd.compress(lines, 19));
    add(
        "b.parquet",
        1,
        Targets::dated,
        parquet("SELECT 'a text' AS text, DATE '2021-03-04' AS date, {'a': [1, 2]} AS more"),
        parquet(
            "SELECT 'a' || i AS text, TIMESTAMPTZ '2021-03-04 00:00:00Z' AS date FROM range(9) t(i)"),
        parquet("SELECT 'bytes'::BLOB AS text, '2021' AS date"));
    add(
        "train_0000000000.bin",
        20,
        f -> {
          PackedFile packed = PackedFile.open(f);
          packed.read(0, (int) Math.min(packed.length(), 1000), new int[1000], 0);
          PackedShards.inFolder(f.getParent(), "train", 256);
        },
        resource("/fuzz/train_text_0000000000.bin"));
    add("prepare.json", 20, f -> PrepareManifest.in(f.getParent()), resource("/fuzz/prepare.json"));
  }

  private byte[] parquet(String query) throws IOException, SQLException {
    Path file = base.resolve("made.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, file));
    }
    return Files.readAllBytes(file);
  }

  private void examples() throws IOException {
    String pairs =
        "{\"prompt\":\"A is\",\"completion\":\" B\"}\n{\"prompt\":\"C\",\"completion\":\"D\"}\n";
    add("pairs.jsonl", 20, f -> ExchangeFile.read(ExampleTask.PROMPTS, f), pairs);
    add(
        "train.txt",
        20,
        f -> ExchangeFile.read(ExampleTask.GSM8K, f),
        "Two and two?||<<2+2=4>> #### 4\nNone?||0 #### 0\n");
    add(
        "sharegpt.json",
        20,
        f -> ExchangeFile.read(ExampleTask.SHAREGPT, f),
        "[{\"id\":\"a\",\"conversations\":[{\"from\":\"human\",\"value\":\"Hi\"},{\"from\":\"gpt\",\"value\":\"Ho\"}]}]");
    add(
        "test.jsonl",
        20,
        Problem::read,
        "{\"question\":\"Two?\",\"answer\":\"It is <<1+1=2>>2.\\n#### 2\"}\n",
        "Two and two?||<<2+2=4>> #### 4\n");
    add(
        "prompts.jsonl",
        20,
        PromptFile::read,
        "{\"prompt\":\"a\",\"id\":7,\"x\":NaN}\n{\"prompt\":\"\"}\n");
    Path asked = null;
    for (ReversalQuestion question : ReversalQuestion.values()) {
      Target.Reader reader = f -> Questionnaire.read(f.getParent(), 0);
      if (asked == null) {
        asked = add(question.file(), 20, reader, pairs);
      } else {
        Files.writeString(asked.resolveSibling(question.file()), pairs);
      }
    }
  }

  private void tasks() throws IOException, SQLException {
    for (Task task : Tasks.all()) {
      for (var taskFile : task.files()) {
        String first = taskFile.names().get(0);
        Target.Reader reader =
            f -> {
              Path folder = f;
              while (!folder.getFileName().toString().equals(task.name())) {
                folder = folder.getParent();
              }
              TaskData.read(task, folder.getParent(), MalformedRows.LEAVE_OUT);
              TaskData.read(task, folder.getParent(), MalformedRows.REFUSE);
            };
        if (first.endsWith(".parquet")) {
          add(
              task.name() + "/" + first,
              1,
              reader,
              parquet(
                  "SELECT 'x' AS question, 'p' AS passage, 1 AS label, ['a', 'b'] AS endings,"
                      + " 'c' AS ctx_a, 'd' AS ctx_b, 'e' AS activity_label, 'goal' AS goal"));
        } else if (first.contains("/")) {
          add(task.name() + "/" + first + "/1.txt", 10, reader, PUBLISHED_ROWS.split("\n"));
        } else {
          Path file = add(task.name() + "/" + first, 10, reader, PUBLISHED_ROWS);
          for (String other : taskFile.names().subList(1, taskFile.names().size())) {
            Files.writeString(file.resolveSibling(other), "1\n0\n");
          }
        }
      }
    }
  }

  private static void encode(Path path) {
    Tokenizer tokenizer = Tokenizers.load(path.toString());
    int[] ids = tokenizer.encode("the masked <s> Zo\u00eb\n\uD83D\uDE00 1");
    tokenizer.encodeMarked("a</s>b");
    tokenizer.decode(ids);
    tokenizer.decode(tokenizer.endOfText());
  }

  private void tokenizers() throws IOException {
    add(
        "tokenizer.json",
        3,
        Targets::encode,
        new String(resource("/tokenizer/tokenizer.json"), UTF_8),
        "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],[\"</s>\",0.0],[\"a\",-3.0],[\"ab\",-1.5]]}}",
        "{\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"?\",\"vocab\":{\"?\":0,\"<eos>\":1,\"the\":2}}}",
        "{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":100,\"vocab\":{\"[UNK]\":0,\"[EOS]\":1,\"mask\":2,\"##ed\":3}}}");
    Path config =
        add(
            "tokenizer_config.json",
            3,
            f -> encode(f.getParent()),
            "{\"eos_token\":\"</s>\",\"bos_token\":{\"content\":\"<s>\"},\"add_bos_token\":true}");
    Files.write(config.resolveSibling("tokenizer.json"), resource("/tokenizer/tokenizer.json"));
    StringBuilder vocabulary = new StringBuilder("{");
    int id = 0;
    for (int value = 0; value < 256; value++) {
      boolean prints = (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
      char letter = (char) (prints ? value : 0x100 + id++);
      vocabulary.append(
          "\"%s\":%d,".formatted(letter == '"' || letter == '\\' ? "\\" + letter : letter, value));
    }
    vocabulary.append("\"th\":256,\"the\":257,\"<|endoftext|>\":258}");
    String merges = "#version: 0.2\nt h\nth e\n";
    Target.Reader folder = f -> encode(f.getParent());
    Files.writeString(
        add("vocab.json", 3, folder, vocabulary.toString()).resolveSibling("merges.txt"), merges);
    Files.writeString(
        add("merges.txt", 3, folder, merges).resolveSibling("vocab.json"), vocabulary.toString());
  }

  private void tensors() throws IOException {
    byte[] weights = resource("/fuzz/model.safetensors");
    add(
        "model.safetensors",
        10,
        f -> {
          ModelFile.card(f);
          try (SafetensorsFile file = SafetensorsFile.open(f)) {
            file.tensors().keySet().forEach(name -> file.bytes(name));
            file.tensors().keySet().forEach(name -> file.floats(name));
          }
        },
        weights);
    for (HuggingFaceFixture model :
        List.of(HuggingFaceFixture.llama(true), HuggingFaceFixture.gpt2("", true))) {
      Path made =
          model.writeShards(
              Files.createDirectories(base.resolve("made-" + targets.size())), TensorType.F32);
      for (String name : List.of("config.json", "model.safetensors.index.json")) {
        Path file =
            add(
                name,
                10,
                f -> {
                  ReadableModel.of(f.getParent());
                  try (SafetensorsShards shards = SafetensorsShards.open(f.getParent())) {
                    shards.tensors();
                  }
                },
                Files.readAllBytes(made.resolve(name)));
        try (var children = Files.list(made)) {
          for (Path child :
              children.filter(c -> !c.getFileName().toString().equals(name)).toList()) {
            Files.copy(child, file.resolveSibling(child.getFileName()));
          }
        }
        Files.write(file.resolveSibling("tokenizer.json"), resource("/tokenizer/tokenizer.json"));
      }
    }
  }

  private void runs() throws IOException {
    byte[] config = resource("/fuzz/config.json");
    add("config.json", 20, f -> ConfigJson.read(f, RunConfig.class), config);
    add(
        "state.json",
        20,
        f -> ConfigJson.read(f, TrainingState.class),
        resource("/fuzz/state.json"));
    RunConfig run = ConfigJson.read(new String(config, UTF_8), RunConfig.class, "config.json");
    add(
        "checkpoint.json",
        20,
        f -> CheckpointManifest.require(f.getParent(), run),
        resource("/fuzz/checkpoint.json"));
    Path manifest =
        add(
            "manifest.json",
            10,
            f -> {
              RunFolder folder = new RunFolder(f.getParent());
              RunList.of(List.of(f.getParent()));
              RunResult.read(folder);
              RunStatus.read(folder);
            },
            resource("/fuzz/manifest.json"));
    Files.write(manifest.resolveSibling("config.json"), config);
    Files.write(manifest.resolveSibling("metrics.csv"), resource("/fuzz/metrics.csv"));
    add(
        "metrics.csv",
        5,
        f -> {
          MetricsTable.read(f);
          RunMetrics.open(new RunFolder(f.getParent()), 1).close();
        },
        resource("/fuzz/metrics.csv"));
    Target.Reader metrics = f -> RunMetrics.open(new RunFolder(f.getParent()), 1).close();
    add("metrics.jsonl", 5, metrics, resource("/fuzz/metrics.jsonl"));
    add(
        "tensorboard/events.out.tfevents.1.smdm",
        5,
        f -> RunMetrics.open(new RunFolder(f.getParent().getParent()), 1).close(),
        resource("/fuzz/events.tfevents"));
    add("plan.json", 20, f -> ScalingPlan.open(f.getParent()), resource("/fuzz/plan.json"));
    add(
        "runs.csv",
        20,
        ScalingCsv::read,
        "# runs\nobjective,budget,parameters,tokens,loss,loss_error,run\nmdm,1e12,1e5,1e6,4.5,0.1,a\narm,1e12,2e5,1e6,4.1,,b\n");
  }

  private void results() throws IOException {
    add(
        "question.jsonl",
        20,
        Question::read,
        "{\"question_id\":81,\"category\":\"math\",\"turns\":[\"a\",\"b\"],\"reference\":[\"c\"]}\n");
    add(
        "answers.jsonl",
        20,
        ModelAnswer::read,
        "{\"question_id\":81,\"answer_id\":\"x\",\"model_id\":\"m\",\"choices\":[{\"index\":0,\"turns\":[\"a\",\"b\"]}],\"tstamp\":1.5}\n");
    add(
        "journal.jsonl",
        5,
        f -> JudgmentJournal.open(f.getParent()).close(),
        "{\"key\":\"a\",\"question_id\":81,\"judgment\":\"[[7]]\",\"tstamp\":1.5}\n");
    add(
        "likelihoods.jsonl",
        5,
        f -> AnswerFile.open(f).close(),
        "{\"key\":\"a\",\"task\":\"t\",\"doc_id\":0,\"choice\":1,\"nll\":1.5,\"standard_error\":0.1,\"forward_passes\":8,\"greedy\":true}\n");
    add(
        "results_1.json",
        20,
        EvaluationReport::read,
        "{\"results\":{\"arc_easy\":{\"alias\":\"a\",\"acc,none\":0.25,\"acc_stderr,none\":0.01}},\"n-samples\":{\"arc_easy\":{\"original\":9,\"effective\":9}},\"config\":{\"model_args\":\"m\",\"device\":null},\"git_hash\":\"x\"}",
        "{\"results\":{\"lambada\":{\"acc\":0.25,\"acc_stderr\":0.01,\"ppl\":12.5}},\"versions\":{\"lambada\":0}}");
    add(
        "a.ipynb",
        5,
        f -> {
          NotebookFile notebook = NotebookFile.read(f);
          notebook.toJson();
          NotebookPage.of(notebook);
        },
        """
        {"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":["# Title $x^2$\\n","| a | b |"]},
         {"cell_type":"code","id":"b","metadata":{"tags":["parameters"]},"execution_count":1,"source":"int a = 1;",
          "outputs":[{"output_type":"stream","name":"stdout","text":["a\\n"]},
           {"output_type":"execute_result","execution_count":1,"metadata":{},"data":{"text/plain":"1","image/png":"aGk=","image/svg+xml":"<svg/>","text/html":"<b>1</b>"}},
           {"output_type":"error","ename":"E","evalue":"v","traceback":["\\u001b[31mx\\u001b[0m"]}]}],
         "metadata":{"kernelspec":{"language":"java","name":"smdm","display_name":"smdm"}},"nbformat":4,"nbformat_minor":5}
        """);
  }
}
