package org.smdm.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

class HubNamesTest {

  private static HubRequest request(String name) {
    return HubNames.request(name, false, List.of());
  }

  @Test
  void releasedWeightsGoByTheirNames() {
    HubRequest mdm = request("smdm:mdm-1028M-3300e18-rsl-0.01-bs-1024");
    assertEquals("nieshen/SMDM", mdm.repo().name());
    assertEquals(
        List.of("mdm_safetensors/mdm-1028M-3300e18-rsl-0.01-bs-1024.safetensors"), mdm.patterns());
    assertTrue(mdm.namesFiles());
    assertEquals(
        List.of("ar_safetensors/ar-170M-100e18.safetensors"),
        request("smdm:ar-170M-100e18.safetensors").patterns());
  }

  @Test
  void repositoriesGoByTheirOwnNames() {
    HubRequest plain = request("owner/name.v2@refs/pr/1");
    assertEquals(new HubRepo(false, "owner/name.v2", "refs/pr/1"), plain.repo());
    assertFalse(plain.namesFiles());
    HubRequest data = HubNames.request("owner/set", true, List.of("a/*.parquet", "b.txt"));
    assertEquals(new HubRepo(true, "owner/set", "main"), data.repo());
    assertEquals(Path.of("hub/datasets/owner/set"), data.repo().folder(Path.of("hub")));
    assertEquals(Path.of("hub/owner/name.v2"), plain.repo().folder(Path.of("hub")));
  }

  @Test
  void filesMayBeChosenOfANamedRepository() {
    assertEquals(
        List.of("config.json"), HubNames.request("gpt2", false, List.of("config.json")).patterns());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nothing", "", "smdm:170M", "smdm:", "a/b/c", "../up", "a/..", "a/b@", "a b/c"})
  void otherNamesAreRefused(String name) {
    UserException e = assertThrows(UserException.class, () -> request(name));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void everyListedNameStandsForSomething() {
    List<String> names =
        HubNames.list().lines().map(l -> l.split("\\s")[0]).filter(n -> !n.contains("[")).toList();
    assertTrue(names.size() > 15, names.toString());
    names.forEach(name -> assertFalse(request(name).patterns().isEmpty(), name));
  }

  @Test
  void aBenchmarkIsFetchedFromTheParquetBranch(@TempDir Path base) {
    HubRequest request = request("arc_easy");
    try (LocalHub hub = new LocalHub("datasets/allenai/ai2_arc")) {
      hub.add("ARC-Easy/test/0000.parquet", new byte[2000]);
      hub.add("ARC-Challenge/test/0000.parquet", new byte[2000]);
      HubEndpoint endpoint = HubEndpoint.of(Map.of("HF_ENDPOINT", hub.address() + "/"));
      List<String> list = new HubDownload(endpoint, base, false, Progress.none()).list(request);
      assertEquals(List.of("    0.0 MB  ARC-Easy/test/0000.parquet"), list);
      assertEquals(
          "/api/datasets/allenai/ai2_arc/revision/refs%2Fconvert%2Fparquet",
          hub.requests().get(0).path());
      assertEquals(
          List.of(base.resolve("datasets/allenai/ai2_arc/ARC-Easy/test/0000.parquet")),
          new HubDownload(endpoint, base, false, Progress.none()).fetch(request));
    }
  }

  @Test
  void environmentsThatMakeNoSenseAreRefused() {
    for (String address : List.of("hub.example", "ftp://hub.example", "https://", "a b")) {
      UserException e =
          assertThrows(UserException.class, () -> HubEndpoint.of(Map.of("HF_ENDPOINT", address)));
      assertTrue(e.getMessage().contains("HF_ENDPOINT is '" + address + "'"), e.getMessage());
    }
    UserException e =
        assertThrows(UserException.class, () -> HubEndpoint.of(Map.of("HF_TOKEN", "a\nb")));
    assertTrue(e.getMessage().startsWith("HF_TOKEN"), e.getMessage());
    assertFalse(HubEndpoint.of(Map.of("HF_TOKEN", "hf_secret")).toString().contains("hf_secret"));
  }
}
