package org.smdm.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpiCommunicatorTest {

  @TempDir private Path folder;

  /** By what each rank said; with few elements to a call, tensors are sent piece by piece. */
  @ParameterizedTest
  @CsvSource({"openmpi, 2, 1000", "openmpi, 3, 2", "mpich, 2, 2", "mpich, 3, 1000"})
  void everyOperationGivesWhatItSays(Mpi mpi, int size, int most) throws Exception {
    Map<String, String> said = said(mpi, size, most);
    for (int rank = 0; rank < size; rank++) {
      String who = "rank " + rank + " ";
      assertEquals("%d/%d %d/%d".formatted(rank, size, rank, size), said.get(who + "place"));
      long others = 100L * size * (size - 1) / 2;
      long[] sum = LongStream.range(0, 10).map(i -> i * size + others).toArray();
      for (String type : List.of("float32", "float64", "int64")) {
        assertEquals(Arrays.toString(sum), said.get(who + "sum " + type));
      }
      float[] view = new float[12];
      Arrays.fill(view, 1);
      Arrays.fill(view, 4, 9, size);
      assertEquals(Arrays.toString(view), said.get(who + "view"));
      int last = size - 1;
      assertEquals(
          Arrays.toString(new int[] {last, last + 1, last + 2}), said.get(who + "broadcast"));
      float offset = size * (size - 1) / 2f;
      float[] part = new float[3];
      for (int i = 0; i < 3; i++) {
        part[i] = (3 * rank + i) * size + offset;
      }
      assertEquals(Arrays.toString(part), said.get(who + "scatter"));
      float[] all = new float[3 * size];
      for (int i = 0; i < all.length; i++) {
        all[i] = i * size + offset;
      }
      assertEquals(Arrays.toString(all), said.get(who + "gather"));
      float once = IntStream.rangeClosed(1, size).sum();
      assertEquals(Arrays.toString(new float[] {once * size}), said.get(who + "twice"));
      assertEquals(
          Arrays.toString(new double[] {last, 0, Math.PI}).replace("-0.0", "0.0"),
          said.get(who + "max").replace("-0.0", "0.0"));
      assertEquals("%.6f".formatted(size * (size - 1) / 6.0), said.get(who + "thirds"));
      assertEquals("Grüße", said.get(who + "text"));
      assertEquals("''", said.get(who + "empty"));
    }
  }

  private Map<String, String> said(Mpi mpi, int size, int most) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process job =
        mpi.job(size, CollectiveProbe.class, List.of(most))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertTrue(job.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, job.exitValue(), Files.readString(err));
    Map<String, String> said = new TreeMap<>();
    for (String line : Files.readAllLines(out, StandardCharsets.UTF_8)) {
      int colon = line.indexOf(": ");
      said.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return said;
  }
}
