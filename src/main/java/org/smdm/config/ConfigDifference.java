package org.smdm.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What differs between two configs, field by field. */
public final class ConfigDifference {

  private static final JsonMapper MAPPER = new JsonMapper();

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
    Map<String, String> present = fields(now);
    List<String> phrases = new ArrayList<>();
    Map<String, String> all = new TreeMap<>(old);
    all.putAll(present);
    for (String path : all.keySet()) {
      String was = old.getOrDefault(path, "absent");
      String is = present.getOrDefault(path, "absent");
      if (!was.equals(is)) {
        phrases.add(path + " " + was + " → " + is);
      }
    }
    return phrases;
  }

  private static Map<String, String> fields(Object config) {
    Map<String, String> fields = new TreeMap<>();
    collect("", MAPPER.valueToTree(config), fields);
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
