package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Check;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * A model of the researcher's own: functions in TorchScript that replace those of {@code
 * transformer.py} with the same names or are added to them, and comment lines that declare what
 * changes in the parameters:
 *
 * <pre>
 * # parameter q_norm (head) ones        another weight of every block: weights[q_norm]
 * # parameter w1 (3 * ffn, embd)        a weight that there is, of another shape
 * # without w2                          a weight of blocks that is not needed
 * # parameter norm_1 (embd) no decay    a weight that weight decay leaves alone
 * # embedding places (time, embd)       another weight beside the embedding
 * # tied head                           the output head is the embedding
 * </pre>
 *
 * <p>A function that reads {@code at[mask_ratio]} sees the masked share of each sequence, (batch,
 * 1). Shapes are products of integers and {@code embd, ffn, heads, head, groups, time, vocab}. A
 * weight begins with {@code ones}, {@code zeros}, {@code normal} (the reference's deviation),
 * {@code normal 0.02} or {@code residual} (the reference's for what is added to the residual
 * stream): ones for vectors and normal for others unless said.
 *
 * @param version of this interface
 * @param sha256 of the source
 * @param source in TorchScript
 */
public record Architecture(int version, String sha256, String source) {

  /** The interface that this version of the program offers. */
  public static final int VERSION = 1;

  /** What a function reads of a sequence beside its positions. */
  public static final String MASK_RATIO = "mask_ratio";

  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*(parameter|embedding|without|tied)\\b\\s*(.*)");
  private static final Pattern DECLARATION =
      Pattern.compile("([a-z]\\w*)\\s*\\(([^)]*)\\)\\s*([a-z]*)\\s*([0-9.eE-]*)");
  private static final Pattern NO_DECAY = Pattern.compile("\\s+no\\s+decay$");
  private static final Pattern FUNCTION = Pattern.compile("(?m)^def (\\w+)\\(");

  /** What reaches out of the computation, to files or to other libraries. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "\\b(from_file|save|load|ops|prim|classes|__torch__|import|open|exec|eval)\\b");

  /** How a weight begins. */
  public enum Start {
    /** What the paper's weight of that name has, else ones for vectors and normal for others. */
    USUAL,
    ONES,
    ZEROS,
    NORMAL,
    RESIDUAL
  }

  /**
   * A weight.
   *
   * @param name in the source
   * @param shape its sizes, as {@code 3 * ffn}
   * @param start how it begins
   * @param deviation of a normal one; null for the reference's
   * @param hasDecay whether the optimiser's weight decay takes from it
   */
  public record Weight(
      String name, List<String> shape, Start start, Double deviation, boolean hasDecay) {

    /** Its sizes in a model of some shape. */
    public long[] sizes(ModelConfig model) {
      return shape.stream().mapToLong(size -> size(size, model)).toArray();
    }

    private long size(String text, ModelConfig model) {
      long product = 1;
      for (String factor : text.split("\\*")) {
        product *= factor(factor.strip(), model);
      }
      return product;
    }

    private long factor(String symbol, ModelConfig model) {
      return switch (symbol) {
        case "embd" -> model.embd();
        case "ffn" -> model.ffn();
        case "heads" -> model.heads();
        case "head" -> model.headSize();
        case "groups" -> model.queryGroups();
        case "time" -> model.blockSize();
        case "vocab" -> model.paddedVocabSize();
        default -> Long.parseLong(symbol);
      };
    }
  }

  /** Validates the source and what it declares. */
  @JsonCreator
  public Architecture(
      @JsonProperty("version") int version,
      @JsonProperty("sha256") String sha256,
      @JsonProperty("source") String source) {
    Check.present("sha256", sha256);
    Check.present("source", source);
    if (version != VERSION) {
      throw new UserException(
          "the model's source is written for interface %d where this version of smdm has %d: use the version that saved it"
              .formatted(version, VERSION));
    }
    if (!Sha256.of(source).equals(sha256)) {
      throw new UserException(
          "the model's source is not what its sha256 was computed from: save the config anew from the notebook that wrote it");
    }
    this.version = version;
    this.sha256 = sha256;
    this.source = source;
    validate();
  }

  /**
   * An architecture of this version.
   *
   * @param source in TorchScript
   * @throws UserException naming the line that does not do
   */
  public static Architecture of(String source) {
    String lines = source.replace("\r\n", "\n").stripTrailing() + "\n";
    return new Architecture(VERSION, Sha256.of(lines), lines);
  }

  private void validate() {
    boolean[] isEmpty = {true};
    directives((line, kind, text) -> isEmpty[0] = false);
    if (isEmpty[0] && functions().isEmpty()) {
      throw new UserException(
          "the model's source has no function: write one that replaces a function of transformer.py, as def norm(self, x: Tensor, weight: Tensor) -> Tensor:");
    }
    if (source.contains("\r")) {
      throw new UserException(
          "the model's source has carriage returns, which end lines for some and not for others: end lines by line feeds alone");
    }
    String[] lines = source.split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].contains("\"\"\"") || lines[i].contains("'''")) {
        throw at(i + 1, "has a text of several lines: write \"…\" or a comment, # …");
      }
      // Only whole lines are comments for sure: a # may stand in a text, with code behind it.
      Matcher outside = OUTSIDE.matcher(lines[i]);
      if (!lines[i].strip().startsWith("#") && outside.find()) {
        throw at(i + 1, "uses " + outside.group(1) + ": a model computes with tensors only");
      }
      if (lines[i].startsWith("class ")) {
        throw at(i + 1, "begins a class: write functions alone, def name(self, …) -> …:");
      }
    }
    blockWeights();
    embeddingWeights();
    without();
    hasTiedHead();
  }

  private static UserException at(int line, String what) {
    return new UserException("line %d of the model's source %s".formatted(line, what));
  }

  private interface Reader {
    void read(int line, String kind, String text);
  }

  private void directives(Reader reader) {
    String[] lines = source.split("\n");
    for (int i = 0; i < lines.length; i++) {
      Matcher directive = DIRECTIVE.matcher(lines[i].strip());
      if (directive.matches() && !lines[i].startsWith(" ")) {
        reader.read(i + 1, directive.group(1), directive.group(2).strip());
      }
    }
  }

  private Map<String, Weight> weights(String wanted) {
    Map<String, Weight> weights = new LinkedHashMap<>();
    directives(
        (line, kind, text) -> {
          if (kind.equals(wanted)) {
            Weight weight = weight(line, text);
            if (weights.put(weight.name, weight) != null) {
              throw at(line, "declares " + weight.name + " a second time");
            }
          }
        });
    return weights;
  }

  private static Weight weight(int line, String declared) {
    boolean hasDecay = !NO_DECAY.matcher(declared).find();
    String text = NO_DECAY.matcher(declared).replaceFirst("");
    Matcher parts = DECLARATION.matcher(text);
    if (!parts.matches()) {
      throw at(
          line,
          "declares a weight as '"
              + text
              + "': write its name, shape and start, as q_norm (head) ones");
    }
    List<String> shape = new ArrayList<>();
    for (String size : parts.group(2).split(",")) {
      if (!size.strip()
          .matches(
              "(embd|ffn|heads|head|groups|time|vocab|[1-9][0-9]{0,8})(\\s*\\*\\s*(embd|ffn|heads|head|groups|time|vocab|[1-9][0-9]{0,8}))*")) {
        throw at(
            line,
            "has a size '"
                + size.strip()
                + "': write products of integers and embd, ffn, heads, head, groups, time, vocab");
      }
      shape.add(size.strip());
    }
    String start = parts.group(3).isEmpty() ? "usual" : parts.group(3);
    if (!Set.of("usual", "ones", "zeros", "normal", "residual").contains(start)) {
      throw at(line, "begins a weight with '" + start + "': write ones, zeros, normal or residual");
    }
    Double deviation = null;
    if (!parts.group(4).isEmpty()) {
      try {
        deviation = Double.valueOf(parts.group(4));
      } catch (NumberFormatException e) {
        throw at(line, "has a deviation '" + parts.group(4) + "': write a number, as normal 0.02");
      }
      if (!start.equals("normal") || !(deviation > 0) || deviation.isInfinite()) {
        throw at(line, "has a number behind " + start + ": only normal takes one, above 0");
      }
    }
    return new Weight(
        parts.group(1),
        List.copyOf(shape),
        Start.valueOf(start.toUpperCase(Locale.ROOT)),
        deviation,
        hasDecay);
  }

  /** Weights of every block that are declared, by name. */
  @JsonIgnore
  public Map<String, Weight> blockWeights() {
    return weights("parameter");
  }

  /** Weights beside the embedding, by name. */
  @JsonIgnore
  public Map<String, Weight> embeddingWeights() {
    return weights("embedding");
  }

  /** Weights of blocks that it does without. */
  @JsonIgnore
  public Set<String> without() {
    Set<String> names = new LinkedHashSet<>();
    directives(
        (line, kind, text) -> {
          if (kind.equals("without")) {
            if (!BlockWeights.USUAL.contains(text)) {
              throw at(
                  line,
                  "does without '%s': blocks have %s"
                      .formatted(text, String.join(", ", BlockWeights.USUAL)));
            }
            names.add(text);
          }
        });
    return names;
  }

  /** Whether the output head is the embedding. */
  @JsonIgnore
  public boolean hasTiedHead() {
    boolean[] isTied = {false};
    directives(
        (line, kind, text) -> {
          if (kind.equals("tied")) {
            if (!text.equals("head")) {
              throw at(line, "ties '" + text + "': only the head can be, # tied head");
            }
            isTied[0] = true;
          }
        });
    return isTied[0];
  }

  /** Whether a function reads the masked share of sequences. */
  @JsonIgnore
  public boolean seesMaskRatio() {
    return source.contains("at[" + MASK_RATIO + "]");
  }

  /** The functions that it has. */
  @JsonIgnore
  public List<String> functions() {
    return FUNCTION.matcher(source).results().map(found -> found.group(1)).toList();
  }

  /**
   * What is otherwise than in the paper, in a line: functions, a tied head, the hash's beginning.
   */
  public String summary() {
    List<String> parts = new ArrayList<>(functions());
    if (hasTiedHead()) {
      parts.add("tied head");
    }
    return "%s (sha256 %s)".formatted(String.join(", ", parts), sha256.substring(0, 6));
  }
}
