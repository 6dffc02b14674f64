package org.smdm.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.smdm.io.Spelling;
import org.smdm.io.UserException;

/**
 * The components of a record that are a {@link Setting}, those of records within it too. Where null
 * means that nothing was said, {@link #none} is the record to begin with and {@link #usual} fills
 * it.
 */
public final class Settings {

  private Settings() {}

  /**
   * A setting of a record.
   *
   * @param name as a word of notebooks
   * @param type of its values
   * @param says its annotation
   */
  public record Item(String name, Class<?> type, Setting says) {

    private static Item of(RecordComponent component, Setting says) {
      String name = says.name().isEmpty() ? component.getName() : says.name();
      return new Item(name, component.getType(), says);
    }

    /** Its option, as {@code --query-groups}. */
    public String option() {
      return Settings.option(name);
    }

    /** A sentence with its values and the usual one. */
    public String help() {
      String values = type.isEnum() ? ": " + Spelling.either(Spelling.all(type)) : "";
      String usual =
          !says.usual().isEmpty()
              ? " (default %s)".formatted(says.usual())
              : says.otherwise().isEmpty() ? "" : " (default: %s)".formatted(says.otherwise());
      return says.value() + values + usual + ".";
    }

    private Object usual() {
      String text = says.usual();
      if (type == Boolean.class) {
        return Boolean.valueOf(text);
      }
      if (text.isEmpty() || type == String.class) {
        return text.isEmpty() ? null : text;
      }
      if (type.isEnum()) {
        return Spelling.read(type, text);
      }
      // Not one conditional expression: it would make them all of one type.
      if (type == Integer.class) {
        return Integer.valueOf(text);
      }
      return type == Long.class ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
    }
  }

  /** The option of a setting's name: {@code queryGroups} is {@code --query-groups}. */
  public static String option(String name) {
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The settings of a record in their order. */
  public static List<Item> of(Class<?> type) {
    List<Item> items = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting says = component.getAnnotation(Setting.class);
      if (says != null) {
        items.add(Item.of(component, says));
      } else if (component.getType().isRecord()) {
        items.addAll(of(component.getType()));
      }
    }
    return items;
  }

  /** The record of which nothing is said: all null. */
  public static <R extends Record> R none(Class<R> type) {
    return rebuilt(type, null, (item, value) -> null);
  }

  /** The same record with the usual value of every setting of which nothing is said. */
  public static <R extends Record> R usual(R record) {
    return rebuilt(record, (item, value) -> value == null ? item.usual() : value);
  }

  /**
   * The same record with other values, all put in at once, so that only the whole has to be right.
   *
   * @param values by name of the setting, wherever in the record it is
   * @throws UserException when they do not go together
   * @throws IllegalArgumentException when there is no such setting
   */
  public static <R extends Record> R with(R record, Map<String, ?> values) {
    List<String> known = of(record.getClass()).stream().map(Item::name).toList();
    if (!known.containsAll(values.keySet())) {
      throw new IllegalArgumentException(values.keySet() + " are not all settings of " + known);
    }
    return rebuilt(
        record, (item, value) -> values.containsKey(item.name()) ? values.get(item.name()) : value);
  }

  /** What is said: the settings that are not null, by name. */
  public static Map<String, Object> said(Record record) {
    Map<String, Object> said = new LinkedHashMap<>();
    rebuilt(
        record,
        (item, value) -> {
          if (value != null) {
            said.put(item.name(), value);
          }
          return value;
        });
    return said;
  }

  /**
   * Refuses what would have no effect.
   *
   * @param given options or words that were given; none is right
   * @param why the end of a sentence, as {@code with --model, which says the shape}
   * @throws UserException when there are any
   */
  public static void refuse(Collection<String> given, String why) {
    if (!given.isEmpty()) {
      String all = Spelling.either(List.copyOf(given)).replace(" or ", " and ");
      boolean isOne = given.size() == 1;
      throw new UserException(
          "%s %s nothing %s: leave %s out"
              .formatted(all, isOne ? "does" : "do", why, isOne ? "it" : "them"));
    }
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> R rebuilt(R record, BiFunction<Item, Object, Object> change) {
    return rebuilt((Class<R>) record.getClass(), record, change);
  }

  private static <R extends Record> R rebuilt(
      Class<R> type, R record, BiFunction<Item, Object, Object> change) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        Object value = record == null ? null : components[i].getAccessor().invoke(record);
        Setting says = components[i].getAnnotation(Setting.class);
        values[i] =
            says != null
                ? change.apply(Item.of(components[i], says), value)
                : value instanceof Record inner ? rebuilt(inner, change) : value;
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new IllegalStateException("a record's constructor failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is no public record", e);
    }
  }
}
