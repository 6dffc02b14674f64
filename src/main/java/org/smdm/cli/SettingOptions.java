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

  private final List<Settings.Item> items;
  private final Map<String, Object> given = new LinkedHashMap<>();

  /**
   * @param type a record with settings
   * @param names of those that are options; none stands for all
   */
  SettingOptions(Class<? extends Record> type, String... names) {
    this.items =
        Settings.of(type).stream()
            .filter(item -> names.length == 0 || List.of(names).contains(item.name()))
            .toList();
  }

  /** Declares the options; picocli calls it. */
  @Spec
  void declare(CommandSpec own) {
    for (Settings.Item item : items) {
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
  void refuse(String why, String... names) {
    Settings.refuse(
        items.stream()
            .filter(item -> List.of(names).contains(item.name()) && given.containsKey(item.name()))
            .map(Settings.Item::option)
            .toList(),
        why);
  }

  /** What was given on the command line, by name of the setting. */
  Map<String, Object> given() {
    return given;
  }
}
