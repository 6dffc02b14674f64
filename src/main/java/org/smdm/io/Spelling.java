package org.smdm.io;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The one spelling of an enum's values in JSON, options, help and messages: what {@link
 * JsonProperty} says, else the name in small letters with hyphens.
 */
public final class Spelling {

  private Spelling() {}

  /** How a value is written, as {@code low-discrepancy}. */
  public static String of(Enum<?> value) {
    try {
      Field field = value.getDeclaringClass().getField(value.name());
      JsonProperty json = field.getAnnotation(JsonProperty.class);
      return json != null ? json.value() : value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("every value of an enum is a field", e);
    }
  }

  /**
   * How the values of a type are written, in their order.
   *
   * @param type an enum
   */
  public static List<String> all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(value -> of((Enum<?>) value)).toList();
  }

  /** Words as in a sentence: {@code a, b or c}. */
  public static String either(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /**
   * Reads a value, also in capitals and with underscores in the place of hyphens.
   *
   * @param type an enum
   * @param word how it is written
   * @throws UserException naming all that can be written
   */
  public static Object read(Class<?> type, String word) {
    String sought = word.replace('_', '-');
    for (Object value : type.getEnumConstants()) {
      boolean isName = ((Enum<?>) value).name().replace('_', '-').equalsIgnoreCase(sought);
      if (isName || of((Enum<?>) value).equalsIgnoreCase(sought)) {
        return value;
      }
    }
    throw new UserException(
        "'%s' is none of its values: write %s".formatted(word, either(all(type))));
  }
}
