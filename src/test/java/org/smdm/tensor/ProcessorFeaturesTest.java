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
    assertEquals(true, ProcessorFeatures.multiplyBf16(lines(line)));
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
    assertEquals(false, ProcessorFeatures.multiplyBf16(lines(line)));
  }

  @Test
  void oneOfManyProcessorsIsEnough() {
    assertEquals(
        true,
        ProcessorFeatures.multiplyBf16(
            Stream.of("flags : sse", "", "processor : 1", "flags : sse avx512_bf16")));
    assertEquals(false, ProcessorFeatures.multiplyBf16(Stream.empty()));
  }

  private static Stream<String> lines(String line) {
    return Stream.of("processor\t: 0", "vendor_id\t: any", line, "power management:");
  }
}
