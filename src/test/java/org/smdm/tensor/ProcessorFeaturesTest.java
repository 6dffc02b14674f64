package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorFeaturesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flags\t\t: fpu vme avx512f avx512_bf16 amx_tile",
        "flags\t\t: amx_bf16",
        "flags\t\t: fpu vme amx_bf16 avx512_fp16",
        "Features\t: fp asimd evtstrm sve i8mm bf16 dgh"
      })
  void aProcessorThatNamesTheInstructionsHasThem(String line) {
    assertEquals(true, ProcessorFeatures.in(lines(line)).multiplyBf16());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flags\t\t: fpu vme avx2 avx512f avx512_vnni",
        "flags\t\t:",
        "flags",
        "flags\t\t: avx512_bf16x nobf16",
        "Features\t: fp asimd evtstrm aes ebf16",
        "model name\t: bf16 avx512_bf16",
        "vmx flags\t: avx512_bf16",
        ""
      })
  void aProcessorThatDoesNotNameThemLacksThem(String line) {
    assertEquals(false, ProcessorFeatures.in(lines(line)).multiplyBf16());
  }

  @Test
  void oneOfManyProcessorsIsEnough() {
    assertEquals(
        true,
        ProcessorFeatures.in(
                Stream.of("flags : sse", "", "processor : 1", "flags : sse avx512_bf16"))
            .multiplyBf16());
    assertEquals(false, ProcessorFeatures.in(Stream.empty()).multiplyBf16());
  }

  @Test
  void avx512NeedsAllOfItsParts() {
    assertEquals(true, haveAvx512("flags : avx2 avx512f avx512dq avx512bw avx512vl avx512cd"));
    assertEquals(false, haveAvx512("flags : avx2 avx512f avx512cd avx512er avx512pf"));
    assertEquals(false, haveAvx512("flags : avx2"));
  }

  private static boolean haveAvx512(String line) {
    return ProcessorFeatures.in(lines(line)).haveAvx512();
  }

  private static Stream<String> lines(String line) {
    return Stream.of("processor\t: 0", "vendor_id\t: any", line, "power management:");
  }
}
