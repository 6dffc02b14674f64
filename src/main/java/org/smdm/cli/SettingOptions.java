package org.smdm.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.config.Setting;
import org.smdm.config.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * A mixin whose options are the settings of a record: names, types, help and defaults are those of
 * its components.
 */
final class SettingOptions {

  private final Class<? extends Record> type;
  private final Map<String, Object> given = new LinkedHashMap<>();

  /**
   * @param type a record with settings
   */
  SettingOptions(Class<? extends Record> type) {
    this.type = type;
  }

  /** Declares the options; picocli calls it. */
  @Spec
  void declare(CommandSpec own) {
    for (Settings.Item item : Settings.of(type)) {
      Setting says = item.says();
      String[] names =
          says.alias().isEmpty()
              ? new String[] {item.option()}
              : new String[] {item.option(), says.alias()};
      own.addOption(
          OptionSpec.builder(names)
              .type(item.type())
              .arity(item.type() == Boolean.class ? "0" : "1")
              .paramLabel(says.label().isEmpty() ? "<" + item.name() + ">" : says.label())
              .description(item.help().replace("%", "%%"))
              .setter(new Kept(item.name()))
              .build());
    }
  }

  /** Where picocli puts a value; null before each parsing. */
  private final class Kept implements ISetter {
    private final String name;

    Kept(String name) {
      this.name = name;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T set(T value) {
      return (T) (value == null ? given.remove(name) : given.put(name, value));
    }
  }

  /**
   * Refuses options that would do nothing.
   *
   * @param why the end of the sentence
   * @param names of settings
   * @throws org.smdm.io.UserException when one of them was given
   */
  void refuse(String why, List<String> names) {
    Settings.refuse(
        Settings.of(type).stream()
            .filter(item -> names.contains(item.name()) && given.containsKey(item.name()))
            .map(Settings.Item::option)
            .toList(),
        why);
  }

  /** Refuses options that would do nothing, as {@link #refuse(String, List)}. */
  void refuse(String why, String... names) {
    refuse(why, List.of(names));
  }

  /** What was given on the command line, by name of the setting. */
  Map<String, Object> given() {
    return given;
  }
}
