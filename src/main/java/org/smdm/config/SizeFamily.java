package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/** The model shapes that a scaling study may choose from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SizeFamily.Paper.class, name = "paper"),
  @JsonSubTypes.Type(value = SizeFamily.Rule.class, name = "rule"),
  @JsonSubTypes.Type(value = SizeFamily.Shapes.class, name = "shapes")
})
public sealed interface SizeFamily {

  /**
   * All shapes in ascending order of their non-embedding parameters.
   *
   * @param blockSize tokens per sequence
   * @param vocabSize ids of the tokenizer
   */
  List<ModelConfig> shapes(int blockSize, int vocabSize);

  /** The thirty named sizes. */
  record Paper() implements SizeFamily {
    @Override
    public List<ModelConfig> shapes(int blockSize, int vocabSize) {
      return ModelSizes.all().values().stream()
          .map(s -> ModelConfig.of(blockSize, vocabSize, s.layers(), s.heads(), s.embd(), s.ffn()))
          .sorted(Comparator.comparingLong(ModelConfig::nonEmbeddingParameters))
          .toList();
    }
  }

  /**
   * Depth that grows with width: embd is a multiple of the head size, layers are embd / aspect, but
   * at least so many.
   *
   * @param headSize width of a head, even; the steps of embd
   * @param aspect embd per layer
   * @param minLayers fewest layers
   * @param ffnRatio ffn per embd
   * @param minEmbd smallest width
   * @param maxEmbd largest width
   */
  record Rule(int headSize, double aspect, int minLayers, double ffnRatio, int minEmbd, int maxEmbd)
      implements SizeFamily {

    /** Validates the ranges. */
    public Rule {
      Check.atLeast("headSize", headSize, 2);
      if (headSize % 2 != 0) {
        throw new UserException("headSize is " + headSize + ": write an even number");
      }
      Check.positive("aspect", aspect);
      Check.atLeast("minLayers", minLayers, 1);
      Check.positive("ffnRatio", ffnRatio);
      Check.atLeast("minEmbd", minEmbd, headSize);
      Check.atLeast("maxEmbd", maxEmbd, minEmbd);
    }

    /** Widths from 8 to 1024 in steps of 8, two layers up to width 112. */
    public static Rule tiny() {
      return new Rule(8, 48, 2, 4, 8, 1024);
    }

    @Override
    public List<ModelConfig> shapes(int blockSize, int vocabSize) {
      List<ModelConfig> shapes = new ArrayList<>();
      for (int embd = (minEmbd + headSize - 1) / headSize * headSize;
          embd <= maxEmbd;
          embd += headSize) {
        int layers = (int) Math.max(minLayers, Math.round(embd / aspect));
        int ffn = (int) Math.max(1, Math.round(embd * ffnRatio));
        shapes.add(ModelConfig.of(blockSize, vocabSize, layers, embd / headSize, embd, ffn));
      }
      return shapes;
    }
  }

  /**
   * Shapes one by one.
   *
   * @param shapes at least three
   */
  record Shapes(List<Shape> shapes) implements SizeFamily {

    /** Validates that there are enough. */
    public Shapes {
      if (shapes == null || shapes.size() < 3) {
        throw new UserException("shapes are fewer than 3: a parabola needs at least three sizes");
      }
      shapes = List.copyOf(shapes);
    }

    @Override
    public List<ModelConfig> shapes(int blockSize, int vocabSize) {
      return shapes.stream()
          .map(s -> ModelConfig.of(blockSize, vocabSize, s.layers(), s.heads(), s.embd(), s.ffn()))
          .sorted(Comparator.comparingLong(ModelConfig::nonEmbeddingParameters))
          .toList();
    }
  }

  /** A shape as {@link ModelConfig} names its parts. */
  record Shape(int layers, int heads, int embd, int ffn) {}
}
