package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.ConfigJson;

/** Lists of finished items, killed and damaged in many ways. */
class JournalTest {

  /** An item; its text is of several alphabets. */
  record Item(int number, String text) {}

  /** A plan. */
  record Plan(int seed, List<String> models) {}

  private static final List<Item> ALL =
      List.of(new Item(0, "ä 数"), new Item(1, "b\u2028ü"), new Item(2, "😀"), new Item(3, ""));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("items.jsonl");
  }

  private Journal<Integer, Item> open() {
    return open(() -> {});
  }

  private Journal<Integer, Item> open(Runnable admission) {
    return Journal.open(
        OutputLock.ofFolder(folder, "written by another test"),
        admission,
        file,
        ConfigJson.lines(Item.class, Item::number));
  }

  /** Does what is not done; the numbers of what it did. */
  private List<Integer> work() {
    try (Journal<Integer, Item> journal = open()) {
      List<Item> open = ALL.stream().filter(item -> !journal.has(item.number())).toList();
      open.forEach(journal::add);
      return open.stream().map(Item::number).toList();
    }
  }

  @Test
  void cutAtAnyByteItGoesOnToTheSameFile() throws Exception {
    assertEquals(List.of(0, 1, 2, 3), work());
    assertEquals(List.of(), work());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      // What has all but its line feed is done.
      int done = 0;
      for (int i = 0; i < length; i++) {
        done += whole[i] == '}' ? 1 : 0;
      }
      assertEquals(ALL.size() - done, work().size(), "cut at " + length);
      assertEquals(
          new String(whole, StandardCharsets.UTF_8), Files.readString(file), "cut at " + length);
    }
  }

  @Test
  void aDamagedLineIsNamedAndTheLockGivenBack() throws Exception {
    work();
    List<String> lines = Files.readAllLines(file);
    for (String damage : List.of("{\"number\":1,", "[]", "{\"number\":1}", "\u00ff")) {
      byte[] bad = damage.getBytes(StandardCharsets.ISO_8859_1);
      byte[] text = (lines.get(0) + "\n?\n" + lines.get(2) + "\n").getBytes(StandardCharsets.UTF_8);
      int mark = (lines.get(0) + "\n").getBytes(StandardCharsets.UTF_8).length;
      byte[] all = new byte[text.length - 1 + bad.length];
      System.arraycopy(text, 0, all, 0, mark);
      System.arraycopy(bad, 0, all, mark, bad.length);
      System.arraycopy(text, mark + 1, all, mark + bad.length, text.length - mark - 1);
      Files.write(file, all);
      for (int i = 0; i < 2; i++) {
        String message = assertThrows(UserException.class, this::open).getMessage();
        assertTrue(message.startsWith("Line 2 of " + file), message);
        assertTrue(message.endsWith("deleting that line does its item again"), message);
      }
      assertEquals(all.length, Files.size(file), "a journal that is refused stays as it is");
    }
  }

  @Test
  void whatIsDoneIsNotWrittenAgainAndTheLaterOfTwoLinesCounts() throws Exception {
    Files.writeString(
        file, "\uFEFF{\"number\":1,\"text\":\"a\"}\r\n\n{ \"number\" : 1, \"text\" : \"b\" }\n");
    long size = Files.size(file);
    try (Journal<Integer, Item> journal = open()) {
      journal.add(new Item(1, "c"));
      assertEquals(List.of(new Item(1, "b")), journal.items());
      assertEquals(new Item(1, "b"), journal.get(1).orElseThrow());
    }
    assertEquals(size, Files.size(file));
  }

  @Test
  void theLockIsTakenBeforeThePlanIsCompared() {
    Path plan = folder.resolve("plan.json");
    Runnable[] asked = new Runnable[1];
    asked[0] =
        () ->
            ConfigJson.plan(plan, new Plan(1, List.of("a", "b")))
                .admit(folder, "test", Files.exists(file));
    Runnable other =
        () ->
            ConfigJson.plan(plan, new Plan(2, List.of("a", "c", "d")))
                .admit(folder, "test", Files.exists(file));
    try (Journal<Integer, Item> first = open(asked[0])) {
      first.add(ALL.get(0));
      String busy = assertThrows(UserException.class, () -> open(other)).getMessage();
      assertTrue(busy.contains(folder + " is being written by another test"), busy);
      assertEquals(1, first.items().size());
    }
    String differs = assertThrows(UserException.class, () -> open(other)).getMessage();
    assertTrue(
        differs.contains("(models[1] \"b\" → \"c\", models[2] absent → \"d\", seed 1 → 2)"),
        differs);
    open(asked[0]).close();
    assertTrue(plan.toFile().delete());
    String planless = assertThrows(UserException.class, () -> open(asked[0])).getMessage();
    assertTrue(planless.contains("no plan.json says how it was made"), planless);
    assertFalse(Files.exists(plan));
  }

  @Test
  void anInterruptedThreadStillWritesItsItem() throws Exception {
    try (Journal<Integer, Item> journal = open()) {
      Thread.currentThread().interrupt();
      journal.add(ALL.get(0));
      assertTrue(Thread.interrupted());
      journal.add(ALL.get(1));
    }
    assertEquals(2, Files.readAllLines(file).size());
  }

  @Test
  void threadsWriteWholeLines() throws Exception {
    try (Journal<Integer, Item> journal = open()) {
      IntStream.range(0, 400)
          .parallel()
          .forEach(i -> journal.add(new Item(i % 200, "数".repeat(i))));
    }
    try (Journal<Integer, Item> journal = open()) {
      assertEquals(200, journal.items().size());
    }
    assertEquals(200, Files.readAllLines(file).size());
  }

  @Test
  void whatIsDiscardedLeavesNothing() throws Exception {
    Path output = folder.resolve("out.txt");
    try (Journal<Integer, Item> journal =
        Journal.open(
            OutputLock.ofFile(output, "written by another test"),
            () -> {},
            file,
            ConfigJson.lines(Item.class, Item::number))) {
      journal.add(ALL.get(0));
      journal.discard(List.of());
    }
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
