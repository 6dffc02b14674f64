package org.smdm.data.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.smdm.io.UserException;
import org.smdm.tensor.OfflineDjl;

/** HuggingFace's tokenizers library as DJL ships it, set up to encode whole texts as they are. */
final class NativeTokenizer {

  /** Longer than any text: the library only warns when it is not told. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "addSpecialTokens", "false",
          "truncation", "false",
          "padding", "false",
          "modelMaxLength", String.valueOf(Integer.MAX_VALUE));

  private NativeTokenizer() {}

  /**
   * Hands a definition to the library, without what makes encoding depend on more than the text:
   * truncation, padding, and the dropping of merges at random.
   *
   * @throws UserException if the library refuses it or cannot be loaded
   */
  static HuggingFaceTokenizer open(TokenizerDefinition definition) {
    NativeHazards.check(definition);
    ObjectNode plain = definition.tokenizer().deepCopy();
    plain.putNull("truncation");
    plain.putNull("padding");
    if (plain.path("model") instanceof ObjectNode model && model.has("dropout")) {
      model.putNull("dropout");
    }
    OfflineDjl.enable();
    try {
      byte[] json = plain.toString().getBytes(StandardCharsets.UTF_8);
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
    } catch (EngineException | LinkageError e) {
      throw new UserException(
          ("The native tokenizers library cannot be loaded (%s): delete the folder .djl.ai in your"
                  + " home directory or set DJL_CACHE_DIR to a writable folder with 20 MB free")
              .formatted(reason(e)),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new UserException(
          "%s is no usable tokenizer (%s): fetch the file again or correct it"
              .formatted(definition.source(), reason(e)),
          e);
    }
  }

  /** The first line of what the library said. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }
}
