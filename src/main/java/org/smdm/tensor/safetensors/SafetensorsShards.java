package org.smdm.tensor.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.io.Excerpt;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/**
 * The tensors of one checkpoint in the HuggingFace layout: all in {@value #SINGLE}, or spread over
 * several files that {@value #INDEX} lists, a name and its file each in {@code weight_map}.
 *
 * <p>Every header is checked on opening. Not safe for several threads while one closes it.
 */
public final class SafetensorsShards implements AutoCloseable {

  /** Name of the file that holds everything. */
  public static final String SINGLE = "model.safetensors";

  /** Name of the list of files. */
  public static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final Map<String, SafetensorsFile> files = new LinkedHashMap<>();
  private final Map<String, SafetensorsFile> places = new LinkedHashMap<>();

  private SafetensorsShards(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a checkpoint.
   *
   * @param folder holds {@value #SINGLE} or {@value #INDEX} with its files
   * @throws UserException when neither is there, one is damaged, or the index and the files differ
   */
  public static SafetensorsShards open(Path folder) {
    SafetensorsShards shards = new SafetensorsShards(folder);
    try {
      if (Files.exists(folder.resolve(SINGLE))) {
        SafetensorsFile file = shards.file(folder, SINGLE);
        file.tensors().keySet().forEach(name -> shards.places.put(name, file));
      } else if (Files.exists(folder.resolve(INDEX))) {
        shards.openListed(folder.resolve(INDEX));
      } else {
        throw new UserException(
            ("%s holds neither %s nor %s: add the weights, or save them as safetensors where they"
                    + " are there in another format")
                .formatted(folder, SINGLE, INDEX));
      }
      return shards;
    } catch (RuntimeException e) {
      shards.close();
      throw e;
    }
  }

  private void openListed(Path index) {
    JsonNode map = weightMap(index);
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String name = entry.getKey();
      String fileName = entry.getValue().textValue();
      // The name comes from a stranger's file: it must not lead out of the folder.
      if (fileName == null || !fileName.matches("[^/\\\\\\p{Cntrl}]+\\.safetensors")) {
        throw new UserException(
            "%s gives tensor %s the file %s: write the name of a .safetensors file beside it"
                .formatted(
                    index, DamagedFile.quoted(name), Excerpt.of(entry.getValue().toString())));
      }
      SafetensorsFile file = file(index, fileName);
      if (!file.tensors().containsKey(name)) {
        throw new UserException(
            "%s looks for tensor %s in %s, which lacks it: fetch both from the same place again"
                .formatted(index, DamagedFile.quoted(name), fileName));
      }
      places.put(name, file);
    }
  }

  private static JsonNode weightMap(Path index) {
    JsonNode map = Json.object(index, "the index of a checkpoint").path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new UserException(
          "%s has no weight_map from tensors to files: fetch or write the file again"
              .formatted(index));
    }
    return map;
  }

  private SafetensorsFile file(Path index, String name) {
    try {
      return files.computeIfAbsent(name, n -> SafetensorsFile.open(folder.resolve(n)));
    } catch (InvalidPathException e) {
      throw new UserException(
          "%s names the file %s, which no path of this system can be: fetch or write the file again"
              .formatted(index, Excerpt.quoted(name)),
          e);
    }
  }

  /** The tensors by name, in the order of the file or the index. */
  public Map<String, TensorInfo> tensors() {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    places.forEach((name, file) -> tensors.put(name, file.tensors().get(name)));
    return Collections.unmodifiableMap(tensors);
  }

  /** The files, at least one. */
  public Collection<Path> paths() {
    return List.copyOf(files.values().stream().map(SafetensorsFile::path).toList());
  }

  /**
   * A tensor as a FLOAT32 array of the engine; F16 and BF16 widen without loss, F64 is rounded.
   *
   * @param manager owner of the array; the array goes to its device
   * @param name the tensor
   * @throws UserException when there is no such tensor or it is of another type
   */
  public NDArray read(NDManager manager, String name) {
    SafetensorsFile file = places.get(name);
    if (file == null) {
      throw new UserException(
          "%s has no tensor %s: fetch or write the checkpoint again"
              .formatted(folder, DamagedFile.quoted(name)));
    }
    TensorType type = file.tensors().get(name).type();
    return switch (type) {
      case F32, F16, BF16 -> file.read(manager, name);
      case F64 -> {
        try (NDArray wide = file.read(manager, name)) {
          NDArray narrow = wide.toType(ai.djl.ndarray.types.DataType.FLOAT32, false);
          narrow.attach(manager);
          yield narrow;
        }
      }
      default ->
          throw new UserException(
              "%s: tensor %s is of type %s, which is no floating-point weight: give an unquantised checkpoint"
                  .formatted(file.path(), DamagedFile.quoted(name), type));
    };
  }

  /** Closes the files; arrays that were read stay. */
  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }
}
