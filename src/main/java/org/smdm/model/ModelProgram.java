package org.smdm.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.config.Architecture;
import org.smdm.config.BlockWeights;
import org.smdm.config.ModelConfig;
import org.smdm.io.Resource;
import org.smdm.io.UserException;
import org.smdm.tensor.Kernels;

/**
 * The functions of a transformer: those of {@code attention.py} and {@code transformer.py}, with an
 * {@link Architecture}'s in the place of those of the same name. A function whose first argument is
 * {@code self} is one of the model, any other stands by itself.
 */
final class ModelProgram {

  private static final String TYPE = "Transformer";

  /** Where a function of the architecture begins, and by 0 where it ends. */
  private static final String MARK = "# own line ";

  private static final Pattern NAMED = Pattern.compile("\\b(weights|at)\\[([A-Za-z_]\\w*)\\]");

  /** What is known of positions, in the order of {@code Head.positions_and_ratio}. */
  private static final List<String> AT = List.of("cos", "sin", "places", Architecture.MASK_RATIO);

  private static final Pattern BEGINNING = Pattern.compile("def (\\w+)\\((self\\b)?.*");
  private static final Pattern LINE = Pattern.compile("line (\\d+)");
  private static final int MOST_OF_A_REASON = 400;

  private final Architecture architecture;
  private final Map<String, Integer> places = new HashMap<>();
  private String functions;
  private String methods;

  private ModelProgram(ModelConfig config) {
    architecture = config.architecture();
    functions = Resource.text(BlockStack.class, "attention.py");
    methods = Resource.text(BlockStack.class, "transformer.py");
    places.put("wte", 0);
    places.put("ln_f", 0);
    BlockWeights.of(config).keySet().forEach(name -> place(name, places.size() - 2));
    if (architecture != null) {
      int next = 1;
      for (String name : architecture.embeddingWeights().keySet()) {
        place(name, next++);
      }
      replaceFunctions();
    }
  }

  private void place(String name, int index) {
    if (places.put(name, index) != null) {
      throw new UserException(
          "the model's source declares two weights of the name %s: give one another name"
              .formatted(name));
    }
  }

  /**
   * Loads the functions of a model.
   *
   * @param manager owns them
   * @param config of the model
   * @param attributes its constants
   * @throws UserException naming the line of the architecture that does not do
   */
  static Kernels load(NDManager manager, ModelConfig config, Map<String, Object> attributes) {
    ModelProgram program = new ModelProgram(config);
    String source = program.placed(program.functions + program.methods);
    return Kernels.load(manager, TYPE, source, attributes, faults(config));
  }

  /** What errors in a model's functions become: sentences where they may be a researcher's. */
  static Kernels.Faults faults(ModelConfig config) {
    return config.architecture() == null ? null : ModelProgram::fault;
  }

  /** Functions of the architecture by name, each with its first line. */
  private void replaceFunctions() {
    Map<String, StringBuilder> own = new LinkedHashMap<>();
    StringBuilder current = null;
    List<String> lines = architecture.source().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher beginning = BEGINNING.matcher(line);
      if (beginning.matches()) {
        current = new StringBuilder(MARK + (i + 1) + "\n");
        if (own.put((beginning.group(2) == null ? "" : "  ") + beginning.group(1), current)
            != null) {
          throw at(i + 1, "defines " + beginning.group(1) + " a second time");
        }
      } else if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("#")) {
        throw at(i + 1, "stands outside of functions: write def name(self, …) -> …: before it");
      }
      requireNames(i + 1, line);
      if (current != null) {
        current.append(line).append('\n');
      }
    }
    own.values().forEach(ModelProgram::requireClosed);
    own.forEach(
        (name, text) -> {
          text.append(MARK).append("0\n");
          if (name.startsWith(" ")) {
            methods = without(methods, name) + "\n" + text.toString().indent(2);
          } else {
            functions = without(functions, name) + "\n" + text + "\n";
          }
        });
  }

  /** The compiler would read on to the end of the program, and blame that. */
  private static void requireClosed(StringBuilder function) {
    Deque<Integer> open = new ArrayDeque<>();
    List<String> lines = function.toString().lines().toList();
    int first = Integer.parseInt(lines.get(0).substring(MARK.length()));
    for (int i = 1; i < lines.size(); i++) {
      for (char c :
          lines.get(i).replaceFirst("#.*", "").replaceAll("\"[^\"]*\"", "").toCharArray()) {
        if (c == '(' || c == '[') {
          open.push(first + i - 1);
        } else if ((c == ')' || c == ']') && open.pollFirst() == null) {
          throw at(first + i - 1, "closes a bracket that is not open");
        }
      }
    }
    if (!open.isEmpty()) {
      throw at(open.getLast(), "opens a bracket that is never closed");
    }
  }

  private void requireNames(int line, String text) {
    Matcher found = NAMED.matcher(text);
    while (found.find()) {
      String name = found.group(2);
      boolean isWeight = found.group(1).equals("weights");
      if (isWeight && !places.containsKey(name)) {
        throw at(
            line,
            "reads weights[%s], which nothing declares: write # parameter %s (embd) above"
                .formatted(name, name));
      } else if (!isWeight && !AT.contains(name)) {
        throw at(line, "reads at[%s]: there are %s".formatted(name, String.join(", ", AT)));
      }
    }
  }

  /** A text without a function, whose body is what is indented more. */
  private static String without(String text, String name) {
    String indent = name.startsWith(" ") ? "  " : "";
    return Pattern.compile(
            "(?m)^" + indent + "def " + name.strip() + "\\(.*\\n(?:(?:" + indent + "  .*)?\\n)*")
        .matcher(text)
        .replaceAll("");
  }

  /** Names of weights as their places in the lists. */
  private String placed(String source) {
    return NAMED
        .matcher(source)
        .replaceAll(
            found -> {
              String name = found.group(2);
              int place =
                  found.group(1).equals("at") ? AT.indexOf(name) : places.getOrDefault(name, -1);
              // A function that is not replaced may read a weight that was left out.
              return found.group(1) + "[" + (place < 0 ? name + "_left_out" : "" + place) + "]";
            });
  }

  private static UserException at(int line, String what) {
    return new UserException("line %d of the model's source %s".formatted(line, what));
  }

  /** What libtorch says of the program, with the line of the architecture. */
  private static RuntimeException fault(EngineException failure, String program) {
    String message = String.valueOf(failure.getMessage());
    List<String> lines = program.lines().toList();
    int own = 0;
    Matcher places = LINE.matcher(message);
    while (places.find()) {
      int found = ownLine(lines, Integer.parseInt(places.group(1)));
      own = found > 0 ? found : own;
    }
    String reason = reason(message);
    return own > 0
        ? new UserException("line %d of the model's source: %s".formatted(own, reason), failure)
        : new UserException(
            "the model's source does not fit what is around it, by one of %s: %s"
                .formatted(functions(lines), reason),
            failure);
  }

  /** The architecture's functions with their lines, as {@code norm (line 3)}. */
  private static String functions(List<String> lines) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i + 1 < lines.size(); i++) {
      Matcher beginning = BEGINNING.matcher(lines.get(i + 1).strip());
      if (lines.get(i).strip().startsWith(MARK) && beginning.matches()) {
        found.add(beginning.group(1) + lines.get(i).strip().replace(MARK, " (line ") + ")");
      }
    }
    return found.isEmpty() ? "its declarations" : String.join(", ", found);
  }

  /** The line of the architecture that a line of the program is, from 1; 0 for none. */
  private static int ownLine(List<String> lines, int number) {
    for (int i = Math.min(number, lines.size()) - 1; i >= 0; i--) {
      String line = lines.get(i).strip();
      if (line.startsWith(MARK)) {
        int first = Integer.parseInt(line.substring(MARK.length()));
        return first == 0 ? 0 : first + number - i - 2;
      }
    }
    return 0;
  }

  private static String reason(String message) {
    int thrown = message.lastIndexOf("RuntimeError: ");
    String text = thrown >= 0 ? message.substring(thrown + "RuntimeError: ".length()) : message;
    String line =
        text.lines()
            .map(String::strip)
            .filter(
                part ->
                    !part.isEmpty()
                        && !part.startsWith("File \"")
                        && !part.matches("\\w+\\(.*\\) -> .*:")
                        && !part.startsWith("The following operation"))
            .findFirst()
            .orElse("it does not compile");
    // Autograd's own words for a weight that no function reads.
    if (line.contains("appears to not have been used")) {
      line = "a weight that is declared is read by no function: use it, or write # without NAME";
    }
    return line.length() > MOST_OF_A_REASON ? line.substring(0, MOST_OF_A_REASON) + " …" : line;
  }
}
