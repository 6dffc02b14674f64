package org.smdm.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What differs between two configs, field by field. */
public final class ConfigDifference {

  private static final String ABSENT = "absent";

  private ConfigDifference() {}

  /**
   * Compares the JSON of two config records.
   *
   * @param before the older one
   * @param now the newer one
   * @return one phrase per differing field, as {@code optimizer.learningRate 0.001 → 0.002}; empty
   *     where they are equal
   */
  public static List<String> between(Object before, Object now) {
    Map<String, String> old = fields(before);
    List<String> phrases = new ArrayList<>();
    changed(before, now)
        .forEach(
            (path, is) -> phrases.add(path + " " + old.getOrDefault(path, ABSENT) + " → " + is));
    return phrases;
  }

  /**
   * The fields of a config record that differ from those of another.
   *
   * @param before the older one
   * @param now the newer one
   * @return values of the newer one as JSON, {@code absent} where it has none, by path in the order
   *     of the alphabet
   */
  public static SortedMap<String, String> changed(Object before, Object now) {
    Map<String, String> old = fields(before);
    Map<String, String> present = fields(now);
    SortedMap<String, String> changed = new TreeMap<>(old);
    changed.putAll(present);
    changed.replaceAll((path, value) -> present.getOrDefault(path, ABSENT));
    changed.entrySet().removeIf(field -> field.getValue().equals(old.get(field.getKey())));
    return changed;
  }

  private static Map<String, String> fields(Object config) {
    Map<String, String> fields = new TreeMap<>();
    collect("", Json.tree(config), fields);
    return fields;
  }

  private static void collect(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  collect(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      into));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(path + "[" + i + "]", node.get(i), into);
      }
    } else {
      into.put(path, node.toString());
    }
  }
}
