package org.smdm.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class RunMetricsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Double> BY_RATIO =
      List.of(1., Double.NaN, 3., 4., 5., 6., 7., 8., 9., Double.POSITIVE_INFINITY);

  @TempDir Path temporary;
  private RunFolder folder;

  @BeforeEach
  void folder() {
    folder = new RunFolder(temporary);
  }

  private static StepMetrics step(long step) {
    return new StepMetrics(
        step,
        step * 512,
        step * 1e9,
        5.5 / step,
        1e-3,
        0.25,
        step / 3,
        1234.56,
        2.5e9,
        0.125,
        1L << 30,
        step * 0.5);
  }

  private static ValidationResult result() {
    return new ValidationResult(3.25, 0.0625, 8, 16, BY_RATIO, 8);
  }

  private void write(long afterStep, int... steps) {
    try (RunMetrics metrics = RunMetrics.open(folder, afterStep)) {
      for (int step : steps) {
        metrics.step(step(step));
        if (step % 2 == 0) {
          metrics.validation(step, step * 512L, step * 1e9, step * 0.5, result());
        }
      }
    }
  }

  private List<String> csv() throws IOException {
    return Files.readAllLines(folder.metrics());
  }

  private List<JsonNode> json() throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : Files.readAllLines(temporary.resolve("metrics.jsonl"))) {
      objects.add(JSON.readTree(line));
    }
    return objects;
  }

  private Path board() {
    return temporary.resolve("tensorboard");
  }

  private static void assertNoPointTwice(List<EventFileReader.Point> shown) {
    Set<String> seen = new TreeSet<>();
    for (EventFileReader.Point point : shown) {
      assertTrue(seen.add(point.tag() + " at " + point.step()), point.toString());
    }
  }

  private static Set<Long> steps(List<EventFileReader.Point> shown, String tag) {
    return shown.stream()
        .filter(point -> point.tag().equals(tag))
        .map(EventFileReader.Point::step)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void csvHoldsEveryColumnOfStepsAndValidations() throws Exception {
    write(0, 1, 2);
    assertEquals(
        List.of(
            "step,tokens,flops,loss,learning_rate,gradient_norm,skipped_steps,tokens_per_second,"
                + "flops_per_second,utilisation,resident_bytes,elapsed_seconds,validation_loss,"
                + "validation_standard_error",
            "1,512,1.0E9,5.5,0.001,0.25,0,1234.6,2.5E9,0.125,1073741824,0.5,,",
            "2,1024,2.0E9,2.75,0.001,0.25,0,1234.6,2.5E9,0.125,1073741824,1.0,,",
            "2,1024,2.0E9,,,,,,,,,1.0,3.25,0.0625"),
        csv());
  }

  @Test
  void jsonLinesHoldTheSameValuesUnderTheSameNames() throws Exception {
    write(0, 1, 2, 3, 4);
    List<String> csv = csv();
    List<String> names = List.of(csv.get(0).split(","));
    List<JsonNode> json = json();
    assertEquals(csv.size() - 1, json.size());
    for (int i = 0; i < json.size(); i++) {
      String[] cells = csv.get(i + 1).split(",", -1);
      int filled = 0;
      for (int c = 0; c < cells.length; c++) {
        JsonNode value = json.get(i).get(names.get(c));
        assertEquals(cells[c].isEmpty(), value == null, names.get(c));
        if (value != null) {
          filled++;
          assertEquals(Double.parseDouble(cells[c]), value.doubleValue(), names.get(c));
        }
      }
      JsonNode byRatio = json.get(i).get("validation_loss_by_mask_ratio");
      assertEquals(filled + (byRatio == null ? 0 : 1), json.get(i).size());
    }
    JsonNode byRatio = json.get(2).get("validation_loss_by_mask_ratio");
    assertEquals("[1.0,null,3.0,4.0,5.0,6.0,7.0,8.0,9.0,null]", byRatio.toString());
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws Exception {
    try (RunMetrics metrics = RunMetrics.open(folder, 0)) {
      metrics.step(
          new StepMetrics(
              1, 2, 3, 4, 5, 6, 0, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN, -1, 9));
      metrics.validation(1, 2, 3, 9, new ValidationResult(7, Double.NaN, 1, 1, null, 1));
    }
    assertEquals("1,2,3.0,4.0,5.0,6.0,0,,,,,9.0,,", csv().get(1));
    assertEquals("1,2,3.0,,,,,,,,,9.0,7.0,", csv().get(2));
    assertFalse(json().get(0).has("utilisation"));
    assertEquals(
        "{\"step\":1,\"tokens\":2,\"flops\":3.0,\"elapsed_seconds\":9.0,\"validation_loss\":7.0}",
        json().get(1).toString());
    for (EventFileReader.Point point : EventFileReader.shown(board())) {
      assertTrue(Float.isFinite(point.value()), point.toString());
    }
  }

  @Test
  void tensorBoardReadsWhatWasWritten() throws Exception {
    double before = System.currentTimeMillis() / 1000.0;
    write(0, 1, 2);
    List<Path> files = EventFileReader.files(board());
    assertEquals(1, files.size());
    assertTrue(files.get(0).getFileName().toString().startsWith("events.out.tfevents."));
    var events = EventFileReader.events(files.get(0));
    assertEquals("brain.Event:2", events.get(0).getFileVersion());
    assertEquals(List.of(0L, 1L, 2L, 2L), events.stream().map(e -> e.getStep()).toList());
    for (var event : events) {
      assertTrue(
          event.getWallTime() >= before
              && event.getWallTime() <= System.currentTimeMillis() / 1000.0);
    }
    List<EventFileReader.Point> shown = EventFileReader.shown(board());
    assertNoPointTwice(shown);
    for (EventFileReader.Point expected :
        List.of(
            new EventFileReader.Point("train/loss", 2, 2.75f),
            new EventFileReader.Point("train/learning_rate", 1, 1e-3f),
            new EventFileReader.Point("train/gradient_norm", 1, 0.25f),
            new EventFileReader.Point("train/tokens_per_second", 1, 1234.6f),
            new EventFileReader.Point("train/resident_bytes", 1, 1 << 30),
            new EventFileReader.Point("validation/loss", 2, 3.25f),
            new EventFileReader.Point("validation/standard_error", 2, 0.0625f),
            new EventFileReader.Point("validation_loss_by_mask_ratio/0.2-0.3", 2, 3))) {
      assertTrue(shown.contains(expected), expected + " in " + shown);
    }
    // Two of the ten ranges held no mask.
    assertEquals(
        8, shown.stream().filter(p -> p.tag().startsWith("validation_loss_by_mask")).count());
  }

  @Test
  void everyLineIsThereBeforeTheRunGoesOn() throws Exception {
    try (RunMetrics metrics = RunMetrics.open(folder, 0)) {
      for (int step = 1; step <= 3; step++) {
        metrics.step(step(step));
        assertEquals(1 + step, csv().size());
        assertEquals(step, json().size());
        Path file = EventFileReader.files(board()).get(0);
        assertEquals(1 + step, EventFileReader.events(file).size());
      }
    }
  }

  @Test
  void aResumedRunHasEveryStepOnce() throws Exception {
    write(0, 1, 2, 3, 4, 5, 6);
    List<EventFileReader.Point> open = EventFileReader.shown(board());
    write(3, 4, 5);
    // Killed again before the first checkpoint of this session.
    write(3, 4, 5, 6, 7, 8);
    List<Long> steps = List.of(1L, 2L, 2L, 3L, 4L, 4L, 5L, 6L, 6L, 7L, 8L, 8L);
    assertEquals(
        steps,
        csv().stream().skip(1).map(l -> Long.parseLong(l.substring(0, l.indexOf(',')))).toList());
    assertEquals(steps, json().stream().map(o -> o.get("step").longValue()).toList());
    List<EventFileReader.Point> shown = EventFileReader.shown(board());
    assertNoPointTwice(shown);
    assertEquals(Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), steps(shown, "train/loss"));
    assertEquals(Set.of(2L, 4L, 6L, 8L), steps(shown, "validation/loss"));

    // A TensorBoard that was open all the time has read the first file before it was cut.
    List<Path> files = EventFileReader.files(board());
    assertEquals(3, files.size());
    for (Path later : files.subList(1, 3)) {
      EventFileReader.show(open, EventFileReader.events(later));
    }
    assertNoPointTwice(open);
    assertEquals(Set.copyOf(shown), Set.copyOf(open));
  }

  @Test
  void aRunThatBeginsAgainForgetsAll() throws Exception {
    write(0, 1, 2, 3);
    write(0, 1);
    assertEquals(2, csv().size());
    assertEquals(1, json().size());
    assertEquals(Set.of(1L), steps(EventFileReader.shown(board()), "train/loss"));
  }

  @Test
  void aTornEndIsDroppedWhereverItWasCut() throws Exception {
    write(0, 1, 3);
    Path events = EventFileReader.files(board()).get(0);
    for (Path file : List.of(folder.metrics(), temporary.resolve("metrics.jsonl"), events)) {
      byte[] whole = Files.readAllBytes(file);
      for (int bytes = whole.length; bytes >= 0; bytes -= 7) {
        Files.write(file, java.util.Arrays.copyOf(whole, bytes));
        if (file.equals(events)) {
          EventFileCut.after(file, 3);
          assertTrue(EventFileReader.events(file).size() <= 3);
          assertTrue(bytes < whole.length || EventFileReader.events(file).size() == 3);
          continue;
        }
        boolean isCsv = file.equals(folder.metrics());
        String text = new String(whole, 0, bytes, java.nio.charset.StandardCharsets.UTF_8);
        long complete = text.chars().filter(c -> c == '\n').count();
        if (isCsv) {
          CsvMetrics.open(file, 3).close();
          assertEquals(Math.max(1, complete), csv().size(), "cut at " + bytes);
        } else {
          JsonMetrics.open(file, 3).close();
          assertEquals(complete, json().size(), "cut at " + bytes);
        }
      }
    }
  }

  @Test
  void damagedLinesAndEventsDoNotStopARunFromResuming() throws Exception {
    write(0, 1, 3, 5);
    Path events = EventFileReader.files(board()).get(0);
    byte[] bytes = Files.readAllBytes(events);
    bytes[bytes.length / 2] ^= 1;
    Files.write(events, bytes);
    List<String> lines = new ArrayList<>(csv());
    lines.add(2, "2,3");
    lines.add(3, "x" + ",".repeat(13));
    Files.write(folder.metrics(), lines);
    Path jsonl = temporary.resolve("metrics.jsonl");
    Files.writeString(jsonl, Files.readString(jsonl) + "{\"step\":\n[4]\n\u00e9\u0000\n");
    write(5, 7);
    assertEquals(5, csv().size());
    assertEquals(4, json().size());
    assertEquals(
        Set.of(1L, 7L), steps(EventFileReader.shown(board()), "train/loss"), "cut at the damage");
  }

  @Test
  void linesOfAnOlderProgramComeToTheirColumns() throws Exception {
    Files.writeString(
        folder.metrics(),
        "step,tokens,flops,loss,learning_rate,gradient_norm,tokens_per_second,elapsed_seconds,"
            + "validation_loss,validation_standard_error\n"
            + "1,512,1.0E9,5.5,0.001,0.25,100.0,0.5,,\n"
            + "1,512,1.0E9,,,,,0.5,3.5,0.1\n");
    write(1, 3);
    assertEquals("1,512,1.0E9,5.5,0.001,0.25,,100.0,,,,0.5,,", csv().get(1));
    assertEquals("1,512,1.0E9,,,,,,,,,0.5,3.5,0.1", csv().get(2));
    assertEquals(4, csv().size());
  }

  @Test
  void eventFilesOfOtherProgramsAreLeftAlone() throws Exception {
    Files.createDirectories(board());
    Path other = Files.writeString(board().resolve("events.out.tfevents.1.host"), "not ours");
    write(0, 1);
    assertEquals("not ours", Files.readString(other));
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws Exception {
    Files.createDirectory(folder.metrics());
    String message =
        assertThrows(UserException.class, () -> RunMetrics.open(folder, 0)).getMessage();
    assertTrue(message.contains("metrics.csv"), message);
    Files.delete(folder.metrics());
    Files.writeString(board(), "a file where a folder belongs");
    message = assertThrows(UserException.class, () -> RunMetrics.open(folder, 0)).getMessage();
    assertTrue(message.contains("tensorboard"), message);
  }

  @Test
  void theChecksumsAreThatOfThePublishedVector() {
    byte[] digits = "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertEquals(0xE3069283, EventFileReader.crc32c(digits));
    int crc = 0xE3069283;
    assertEquals(
        ((crc >>> 15) | (crc << 17)) + 0xa282ead8,
        EventRecord.maskedChecksum(digits, 0, digits.length));
  }

  @Test
  void stepsOfAnyLengthAreReadBack() {
    for (long step : new long[] {0, 1, 127, 128, 300, 1L << 35, Long.MAX_VALUE}) {
      assertEquals(step, EventMessage.step(EventMessage.restart(1.5, step)));
    }
    assertEquals(-1, EventMessage.step(new byte[0]));
    assertEquals(-1, EventMessage.step(new byte[40]));
  }

  @Test
  void residentMemoryIsThatOfTheProcessOrUnknown() throws Exception {
    Path status = Files.writeString(temporary.resolve("status"), "Name:\tx\nVmRSS:\t  2048 kB\n");
    assertEquals(2048 * 1024, ResidentMemory.bytes(status));
    assertEquals(-1, ResidentMemory.bytes(temporary.resolve("none")));
    assertEquals(-1, ResidentMemory.bytes(Files.writeString(status, "VmRSS: unknown\n")));
    long now = ResidentMemory.bytes();
    assertTrue(now == -1 || now > 10_000_000, "a JVM takes more than " + now);
  }
}
