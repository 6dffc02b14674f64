package org.smdm.tensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Turns kernels as they are written, in the TorchScript that anyone reads, into the form of saved
 * modules, which libtorch loads: classes and {@code self} name their types, and functions of the
 * file are named by where saved modules have them.
 */
final class TorchScriptSource {

  private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+):$");
  private static final Pattern FUNCTION = Pattern.compile("(?m)^def (\\w+)\\(");

  /** A name before a parenthesis, but neither a method nor what is defined there. */
  private static final Pattern CALL = Pattern.compile("(?<!def |[\\w.])(\\w+)(?=\\()");

  private static final Map<String, String> BUILT_IN =
      Map.of(
          "len", "torch.len", "min", "ops.prim.min", "max", "ops.prim.max", "sqrt", "torch.sqrt");

  private TorchScriptSource() {}

  /**
   * @param source functions, then one class with its attributes and methods
   * @throws IllegalArgumentException when there is not one class
   */
  static String saved(String source) {
    List<String> classes = names(CLASS, source);
    if (classes.size() != 1) {
      throw new IllegalArgumentException("one class is expected, not " + classes);
    }
    String type = "__torch__." + classes.get(0);
    String typed =
        CLASS
            .matcher(source)
            .replaceFirst("class $1(Module):\n  __parameters__ = []\n  __buffers__ = []")
            .replaceAll("(?m)^  def (\\w+)\\(self\\b", "  def $1(self: " + type);
    Map<String, String> places = new HashMap<>(BUILT_IN);
    names(FUNCTION, source).forEach(name -> places.put(name, "__torch__." + name));
    return CALL.matcher(typed)
        .replaceAll(call -> places.getOrDefault(call.group(1), call.group(1)));
  }

  private static List<String> names(Pattern pattern, String source) {
    return pattern.matcher(source).results().map(found -> found.group(1)).toList();
  }
}
