package org.smdm.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.PrepareConfig;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/** Inputs that cannot be used, and folders that may not be. */
class PreparationErrorsTest {

  private static final List<String> TEXTS = Inputs.texts(2000);

  @TempDir Path folder;

  private PrepareManifest prepare(PrepareConfig config) {
    return new Preparation(config, folder.resolve("out"), 2, 60, Progress.none()).run(false);
  }

  private void assertRefused(PrepareConfig config, String... parts) {
    UserException refusal = assertThrows(UserException.class, () -> prepare(config));
    for (String part : parts) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
    assertFalse(Files.exists(folder.resolve("out/prepare.json")));
  }

  private static Path cut(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    return Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
  }

  @Test
  void truncatedArchivesNameFileAndByte() throws Exception {
    String content = Inputs.slimPajama(TEXTS);
    Path gzip = cut(Inputs.gzip(folder.resolve("a.jsonl.gz"), content));
    assertRefused(Inputs.config(gzip), "a.jsonl.gz", "after byte", "" + Files.size(gzip));
    Path zstd = cut(Inputs.zstd(folder.resolve("b.jsonl.zst"), content));
    folder = Files.createDirectory(folder.resolve("second"));
    assertRefused(Inputs.config(zstd), "b.jsonl.zst", "after byte");
    Path table = cut(Inputs.fineWeb(folder.resolve("c.parquet"), TEXTS));
    folder = Files.createDirectory(folder.resolve("third"));
    assertRefused(Inputs.config(table), "c.parquet", "cannot be read as Parquet");
  }

  @Test
  void archiveThatIsNoneIsRefused() throws Exception {
    Path gzip = Inputs.plain(folder.resolve("a.jsonl.gz"), "{\"text\":\"not compressed\"}\n");
    assertRefused(Inputs.config(gzip), "a.jsonl.gz");
    Path zstd = Inputs.plain(folder.resolve("b.jsonl.zst"), "{\"text\":\"not compressed\"}\n");
    folder = Files.createDirectory(folder.resolve("second"));
    assertRefused(Inputs.config(zstd), "b.jsonl.zst");
  }

  @Test
  void laterMembersOfAnArchiveAreReadAndTheirDamageIsNoticed() throws Exception {
    byte[] first =
        Files.readAllBytes(
            Inputs.gzip(folder.resolve("1.gz"), Inputs.slimPajama(TEXTS.subList(0, 9))));
    byte[] second =
        Files.readAllBytes(Inputs.gzip(folder.resolve("2.gz"), "{\"text\":\"the last\"}\n"));
    PrepareManifest manifest =
        prepare(
            Inputs.config(
                null, null, null, 0, false, joined("whole", first, second, new byte[99])));
    assertEquals(10, manifest.sources().get(0).counts().kept());
    for (int at : new int[] {0, 1, 2, second.length / 2, second.length - 8, second.length - 1}) {
      byte[] damaged = second.clone();
      damaged[at] ^= 0x55;
      folder = Files.createDirectory(folder.resolve("damaged" + at));
      assertRefused(Inputs.config(joined("damaged", first, damaged)), "damaged.jsonl.gz");
      folder = Files.createDirectory(folder.resolve("cut"));
      byte[] cut = Arrays.copyOf(second, at + 1);
      if (cut.length < second.length) {
        assertRefused(Inputs.config(joined("cut", first, cut)), "cut.jsonl.gz", "ends inside");
      }
    }
  }

  private Path joined(String name, byte[]... parts) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return Files.write(folder.resolve(name + ".jsonl.gz"), all.toByteArray());
  }

  @Test
  void pointersAndPagesAreNeverText() throws Exception {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";
    String page = "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n";
    for (String name : List.of("a.txt", "a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet")) {
      folder = Files.createDirectory(folder.resolve("pointer"));
      Path file = Inputs.plain(folder.resolve(name), pointer);
      PrepareConfig skipping = Inputs.config(null, null, null, 0, true, file);
      assertRefused(skipping, name, "is a Git LFS pointer", "git lfs pull");
      folder = Files.createDirectory(folder.resolve("page"));
      Inputs.plain(file, page);
      assertRefused(skipping, name, "is a web page");
    }
    folder = Files.createDirectory(folder.resolve("inside"));
    Path inside = Inputs.gzip(folder.resolve("b.txt.gz"), page);
    assertRefused(Inputs.config(inside), "b.txt.gz", "is a web page");
  }

  @Test
  void rowsWithoutATextAreCountedAndTextsThatCannotBeTokenizedAreNamed() throws Exception {
    Path nulls =
        Inputs.plain(
            folder.resolve("n.jsonl"), "{\"text\":\"a\"}\n{\"text\":null}\n{\"text\":\"\"}\n");
    PrepareManifest manifest = prepare(Inputs.config(null, null, null, 0, false, nulls));
    assertEquals(1, manifest.sources().get(0).counts().kept());
    assertEquals(2, manifest.sources().get(0).counts().empty());
    Path nul =
        Inputs.plain(folder.resolve("z.jsonl"), "{\"text\":\"a\"}\n{\"text\":\"b\\u0000\"}\n");
    folder = Files.createDirectory(folder.resolve("second"));
    assertRefused(Inputs.config(nul), "Line 2 of", "z.jsonl", "U+0000", "--skip-bad-lines");
    folder = Files.createDirectory(folder.resolve("third"));
    manifest = prepare(Inputs.config(null, null, null, 0, true, nul));
    assertEquals(1, manifest.sources().get(0).counts().kept());
    assertEquals(1, manifest.sources().get(0).counts().bad());
  }

  @Test
  void hiddenCopiesOfAFolderAreNotReadAndFieldsBesideTheTextMayBeNoNumbers() throws Exception {
    Path data = Files.createDirectories(folder.resolve(".data/in"));
    Inputs.plain(data.resolve("a.ndjson"), "{\"text\":\"a\",\"score\":NaN}\r\n");
    Path hidden = Files.createDirectory(data.resolve(".ipynb_checkpoints"));
    Inputs.plain(hidden.resolve("a-checkpoint.jsonl"), "{\"text\":\"a\"}\n");
    PrepareManifest manifest = prepare(Inputs.config(null, null, null, 0, false, data));
    assertEquals(1, manifest.sources().get(0).counts().documents());
    assertEquals(1, manifest.sources().get(0).counts().kept());
  }

  @Test
  void linesThatAreNoDocumentsNameLineAndFileOrAreCounted() throws Exception {
    Path bad =
        Inputs.plain(
            folder.resolve("a.jsonl"),
            "{\"text\":\"good\"}\n\n{\"text\":\"cut off\n{\"body\":1}\n[1]\n{\"text\":\"more\"}\n");
    assertRefused(Inputs.config(bad), "Line 3", "a.jsonl", "--skip-bad-lines");
    folder = Files.createDirectory(folder.resolve("second"));
    PrepareManifest manifest = prepare(Inputs.config(null, null, null, 0, true, bad));
    assertEquals(3, manifest.sources().get(0).counts().bad());
    assertEquals(2, manifest.sources().get(0).counts().kept());
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAndAByteOrderMarkIsNot() throws Exception {
    Path marked = Inputs.plain(folder.resolve("a.jsonl"), "\uFEFF{\"text\":\"first\"}\n");
    Path latin = folder.resolve("b.txt");
    Files.write(latin, new byte[] {'c', 'a', 'f', (byte) 0xE9});
    assertRefused(Inputs.config(marked, latin), "b.txt is not UTF-8 at byte 3", "--skip-bad-lines");
    folder = Files.createDirectory(folder.resolve("second"));
    PrepareManifest manifest = prepare(Inputs.config(null, null, null, 0, true, marked, latin));
    assertEquals(1, manifest.sources().get(0).counts().bad());
    assertEquals("first".length(), manifest.sources().get(0).counts().textBytes());
  }

  @Test
  void wrongColumnsAreNamedWithTheRightOnes() throws Exception {
    Path lines = Inputs.plain(folder.resolve("a.jsonl"), "{\"content\":\"good\"}\n");
    assertRefused(Inputs.config(lines), "Line 1", "\"text\"", "--text-column");
    Path table = Inputs.fineWeb(folder.resolve("c.parquet"), TEXTS.subList(0, 20));
    folder = Files.createDirectory(folder.resolve("second"));
    assertRefused(
        Inputs.config("day", "2021-01-01", null, 0, false, table), "no column day", "language");
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws Exception {
    Path latin =
        Files.write(folder.resolve("a.txt"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(Inputs.config(latin), "a.txt", "UTF-8");
  }

  @Test
  void inputsThatAreNotThereOrHoldNothing() throws Exception {
    assertRefused(Inputs.config(folder.resolve("nowhere")), "nowhere", "correct the path");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(Inputs.config(empty), "empty", "no file that can be read");
    Path foreign = Inputs.plain(folder.resolve("a.pdf"), "x");
    assertRefused(Inputs.config(foreign), "a.pdf", ".parquet");
    Path blank = Inputs.plain(folder.resolve("blank.jsonl"), "\n \n");
    assertRefused(Inputs.config(blank), "0 of 0 documents");
  }

  @Test
  void preparationBegunWithOtherOptionsIsNotGoneOnWith() throws Exception {
    Path lines = Inputs.plain(folder.resolve("a.jsonl"), Inputs.slimPajama(TEXTS));
    Path out = folder.resolve("out");
    assertThrows(
        StopAfter.Stopped.class,
        () -> new Preparation(Inputs.config(lines), out, 2, 0, new StopAfter(3)).run(false));
    assertRefused(
        Inputs.config(null, null, null, 0.2, false, lines), "validationFraction", "--restart");
    Files.writeString(lines, Inputs.slimPajama(TEXTS.subList(0, 1999)));
    assertRefused(Inputs.config(lines), "input files", "--restart");
    PrepareManifest manifest =
        new Preparation(Inputs.config(lines), out, 2, 60, Progress.none()).run(true);
    assertEquals(1999, manifest.sources().get(0).counts().documents());
    UserException refusal = assertThrows(UserException.class, () -> prepare(Inputs.config(lines)));
    assertTrue(refusal.getMessage().contains("prepared already"), refusal.getMessage());
  }

  @Test
  void foreignShardsAreNotOverwritten() throws Exception {
    Path lines = Inputs.plain(folder.resolve("a.jsonl"), Inputs.slimPajama(TEXTS));
    Files.createDirectory(folder.resolve("out"));
    Path own = Files.writeString(folder.resolve("out/train_a_0000000009.bin"), "mine");
    assertRefused(Inputs.config(lines), "train_a_0000000009.bin");
    assertEquals("mine", Files.readString(own));
  }

  @Test
  void secondProcessIsSentAway() throws Exception {
    Path lines = Inputs.plain(folder.resolve("a.jsonl"), Inputs.slimPajama(TEXTS));
    Path out = Files.createDirectory(folder.resolve("out"));
    OutputLock lock = OutputLock.ofFolder(out, "kept");
    assertRefused(Inputs.config(lines), "another process");
    lock.close();
    assertEquals(2000, prepare(Inputs.config(lines)).sources().get(0).counts().documents());
  }

  @Test
  void filesOfOtherKindsAreNamedAndLinksAreNotPassedOver() throws Exception {
    Path data = Files.createDirectories(folder.resolve("in/sub"));
    Inputs.plain(data.resolve("a.jsonl"), "{\"text\":\"a\"}\n");
    for (String name : List.of("b.jsonl.bz2", "c.jsonl.xz", "README", ".gitattributes")) {
      Inputs.plain(data.resolve(name), "x");
    }
    Files.createSymbolicLink(data.getParent().resolve("linked"), data);
    List<String> said = new ArrayList<>();
    Progress<Object> progress =
        new Progress<>() {
          @Override
          public void said(String sentence) {
            said.add(sentence);
          }
        };
    PrepareConfig config = Inputs.config(null, null, null, 0, false, data.getParent());
    PrepareManifest manifest =
        new Preparation(config, folder.resolve("out"), 2, 60, progress).run(false);
    assertEquals(1, manifest.sources().get(0).counts().kept());
    assertEquals(1, said.size());
    assertTrue(said.get(0).startsWith("4 files are left out"), said.get(0));
    for (String name : List.of("b.jsonl.bz2", "c.jsonl.xz", "README", "linked/")) {
      assertTrue(said.get(0).contains(name), said.get(0));
    }
    Files.createSymbolicLink(data.resolve("d.jsonl"), folder.resolve("nowhere"));
    folder = Files.createDirectory(folder.resolve("second"));
    assertRefused(config, "d.jsonl");
  }

  @Test
  void halvesOfSurrogatePairsAreNamedOrCounted() throws Exception {
    Path lines =
        Inputs.plain(
            folder.resolve("a.jsonl"),
            "{\"text\":\"\\ud83d\\ude00\"}\n{\"text\":\"b\\ud83d\"}\n{\"text\":\"\\ude00\\ud83d\"}\n");
    assertRefused(Inputs.config(lines), "Line 2 of", "surrogate pair (character 2", "--skip-bad");
    folder = Files.createDirectory(folder.resolve("second"));
    PrepareManifest manifest = prepare(Inputs.config(null, null, null, 0, true, lines));
    assertEquals(1, manifest.sources().get(0).counts().kept());
    assertEquals(2, manifest.sources().get(0).counts().bad());
  }
}
