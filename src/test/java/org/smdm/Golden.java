package org.smdm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.smdm.config.ModelConfig;
import org.smdm.config.RopePrecision;
import org.smdm.tensor.safetensors.SafetensorsFile;

/**
 * Values made by running the Python reference (commit 583aa47, fp32 on one CPU thread, torch
 * 1.13.0a0), in {@code src/test/resources/golden}.
 */
public final class Golden {

  private Golden() {}

  /** Path of a golden file. */
  public static Path path(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A golden tensor file; the caller closes it. */
  public static SafetensorsFile tensors(String name) {
    return SafetensorsFile.open(path(name + ".safetensors"));
  }

  /** A golden JSON file. */
  public static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(path(name + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shape of model A, B or C with the reference's bfloat16 rotary tables. */
  public static ModelConfig config(String model) {
    JsonNode c = json("configs").get(model).get("config");
    return new ModelConfig(
        c.get("block_size").intValue(),
        c.get("vocab_size").intValue(),
        c.get("n_layer").intValue(),
        c.get("n_head").intValue(),
        c.get("n_query_groups").intValue(),
        c.get("n_embd").intValue(),
        c.get("intermediate_size").intValue(),
        c.get("norm_eps").doubleValue(),
        10_000,
        RopePrecision.BF16,
        null,
        null,
        null);
  }
}
