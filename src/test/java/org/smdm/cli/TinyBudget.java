package org.smdm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Commands of the documentation with budgets in which they take a moment: what stands for the
 * reader's own things is put in, numbers are made small, and what is not said is said small.
 */
final class TinyBudget {

  /** What stands for something of the reader's. */
  private static final Map<String, String> NAMES =
      Map.of(
          "RUN", "results/run",
          "CONFIG.json", "config.json",
          "results/quickstart/mdm", "results/run",
          "results/mdm-1028M", "results/run",
          "results/arm-1028M", "results/arm",
          "MDM=RUN", "MDM=results/run",
          "ARM=RUN", "ARM=results/arm");

  /** Numbers that become small wherever they are given. */
  private static final Map<String, String> NUMBERS =
      Map.ofEntries(
          Map.entry("--minutes", "0.05"),
          Map.entry("--layers", "1"),
          Map.entry("--heads", "2"),
          Map.entry("--embd", "16"),
          Map.entry("--block-size", "32"),
          Map.entry("--batch-size", "4"),
          Map.entry("--steps", "4"),
          Map.entry("--flops", "5e7"),
          Map.entry("--validate-every", "2"),
          Map.entry("--save-every", "2"),
          Map.entry("--validation-sequences", "4"),
          Map.entry("--count", "2"),
          Map.entry("--mc-num", "2"),
          Map.entry("--make", "6"),
          Map.entry("--objectives", "arm"),
          Map.entry("--budgets", "4e8"));

  /** The numbers of a verb where they are not given. */
  private static final Map<String, List<String>> USUAL =
      Map.ofEntries(
          Map.entry(
              "pretrain",
              List.of(
                  "--layers 1",
                  "--heads 2",
                  "--embd 16",
                  "--block-size 32",
                  "--batch-size 4",
                  "--validation-sequences 4")),
          Map.entry("finetune", List.of("--steps 2", "--batch-size 2", "--length 256")),
          Map.entry("sample", List.of("--length 24", "--steps 4")),
          Map.entry("eval", List.of("--limit 2", "--mc-num 2", "--bootstrap 10")),
          Map.entry("shift", List.of("--sequences 2", "--mc-num 2")),
          Map.entry("gsm8k", List.of("--limit 2", "--steps 4")),
          Map.entry("chat", List.of("--answer-length 8", "--steps 4")),
          Map.entry("mtbench", List.of("--answer-length 8", "--steps 4")),
          Map.entry(
              "reversal",
              List.of(
                  "--seeds 1", "--people 4", "--both 2", "--steps 4", "--layers 1", "--embd 16")),
          Map.entry("frontier", List.of("--count 2", "--length 32", "--repeats 1")),
          Map.entry(
              "scaling plan",
              List.of(
                  "--sizes 3",
                  "--spread 3",
                  "--optimum 5e3@4e8",
                  "--block-size 8",
                  "--batch-size 4",
                  "--validation-sequences 4",
                  "--measure 0")),
          Map.entry("scaling fit", List.of("--resamples 40")));

  private TinyBudget() {}

  /** The same command, soon done. */
  static List<String> of(List<String> words) {
    List<String> tiny = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--model")) {
        i++; // a named size is none for a moment
      } else if (NUMBERS.containsKey(word)) {
        tiny.add(word);
        tiny.add(NUMBERS.get(word));
        i++;
      } else {
        tiny.add(NAMES.getOrDefault(word, word));
      }
    }
    if (!words.contains("--make") && !words.contains("--list")) {
      for (String usual : USUAL.getOrDefault(verb(words), List.of())) {
        List<String> option = List.of(usual.split(" "));
        if (!tiny.contains(option.get(0)) && !isRefused(option.get(0), words)) {
          tiny.addAll(option);
        }
      }
    }
    return tiny;
  }

  /** A threshold says how many steps there are, and a text with blanks how long it is. */
  private static boolean isRefused(String option, List<String> words) {
    return (option.equals("--steps") && words.contains("--threshold"))
        || (option.equals("--length") && words.stream().anyMatch(word -> word.contains("▢")));
  }

  private static String verb(List<String> words) {
    String first = words.get(0);
    return first.equals("scaling") && words.size() > 1 ? first + " " + words.get(1) : first;
  }
}
