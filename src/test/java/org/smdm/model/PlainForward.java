package org.smdm.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Llama and GPT-2 in plain double arithmetic, one position at a time, straight from their formulas:
 * what the engine's logits are compared with.
 */
public final class PlainForward {

  private PlainForward() {}

  /** Logits (time, vocab) of a Llama fixture. */
  public static double[][] llama(HuggingFaceFixture f, long[] ids) {
    int heads = f.config.get("num_attention_heads").intValue();
    int groups = f.config.get("num_key_value_heads").intValue();
    JsonNode rope = f.config;
    double eps = f.config.get("rms_norm_eps").doubleValue();
    double[][] embedding = f.matrix("model.embed_tokens.weight");
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      x[t] = embedding[(int) ids[t]].clone();
    }
    for (int layer = 0; layer < f.config.get("num_hidden_layers").intValue(); layer++) {
      String prefix = "model.layers." + layer + ".";
      double[][] q = new double[ids.length][];
      double[][] k = new double[ids.length][];
      double[][] v = new double[ids.length][];
      for (int t = 0; t < ids.length; t++) {
        double[] n = rmsNorm(x[t], f.vector(prefix + "input_layernorm.weight"), eps);
        q[t] = turn(product(f.matrix(prefix + "self_attn.q_proj.weight"), n), heads, t, rope);
        k[t] = turn(product(f.matrix(prefix + "self_attn.k_proj.weight"), n), groups, t, rope);
        v[t] = product(f.matrix(prefix + "self_attn.v_proj.weight"), n);
      }
      for (int t = 0; t < ids.length; t++) {
        double[] y = attend(q, k, v, t, heads, heads / groups);
        x[t] = sum(x[t], product(f.matrix(prefix + "self_attn.o_proj.weight"), y));
        double[] n = rmsNorm(x[t], f.vector(prefix + "post_attention_layernorm.weight"), eps);
        double[] gate = product(f.matrix(prefix + "mlp.gate_proj.weight"), n);
        double[] up = product(f.matrix(prefix + "mlp.up_proj.weight"), n);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        x[t] = sum(x[t], product(f.matrix(prefix + "mlp.down_proj.weight"), gate));
      }
    }
    double[][] head =
        f.config.get("tie_word_embeddings").booleanValue() ? embedding : f.matrix("lm_head.weight");
    for (int t = 0; t < ids.length; t++) {
      x[t] = product(head, rmsNorm(x[t], f.vector("model.norm.weight"), eps));
    }
    return x;
  }

  /** Logits (time, vocab) of a GPT-2 fixture whose names have a prefix. */
  public static double[][] gpt2(HuggingFaceFixture f, String prefix, long[] ids) {
    int heads = f.config.get("n_head").intValue();
    double eps = f.config.get("layer_norm_epsilon").doubleValue();
    double[][] tokens = f.matrix(prefix + "wte.weight");
    double[][] positions = f.matrix(prefix + "wpe.weight");
    int embd = tokens[0].length;
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      x[t] = sum(tokens[(int) ids[t]], positions[t]);
    }
    for (int layer = 0; layer < f.config.get("n_layer").intValue(); layer++) {
      String h = prefix + "h." + layer + ".";
      double[][] q = new double[ids.length][embd];
      double[][] k = new double[ids.length][embd];
      double[][] v = new double[ids.length][embd];
      for (int t = 0; t < ids.length; t++) {
        double[] all = conv(f, h + "attn.c_attn", layerNorm(f, h + "ln_1", x[t], eps));
        System.arraycopy(all, 0, q[t], 0, embd);
        System.arraycopy(all, embd, k[t], 0, embd);
        System.arraycopy(all, 2 * embd, v[t], 0, embd);
      }
      for (int t = 0; t < ids.length; t++) {
        x[t] = sum(x[t], conv(f, h + "attn.c_proj", attend(q, k, v, t, heads, 1)));
        double[] hidden = conv(f, h + "mlp.c_fc", layerNorm(f, h + "ln_2", x[t], eps));
        for (int i = 0; i < hidden.length; i++) {
          double z = hidden[i];
          hidden[i] =
              0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
        }
        x[t] = sum(x[t], conv(f, h + "mlp.c_proj", hidden));
      }
    }
    double[][] head = f.weights.containsKey("lm_head.weight") ? f.matrix("lm_head.weight") : tokens;
    for (int t = 0; t < ids.length; t++) {
      x[t] = product(head, layerNorm(f, prefix + "ln_f", x[t], eps));
    }
    return x;
  }

  /** −log softmax(logits)[target]. */
  static double nll(double[] logits, int target) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - logits[target];
  }

  /** Causal attention of the position t; several query heads share a key head. */
  private static double[] attend(
      double[][] q, double[][] k, double[][] v, int t, int heads, int sharing) {
    int size = q[t].length / heads;
    double[] y = new double[q[t].length];
    for (int head = 0; head < heads; head++) {
      int from = head * size;
      int keyFrom = head / sharing * size;
      double[] weight = new double[t + 1];
      double total = 0;
      for (int s = 0; s <= t; s++) {
        double score = 0;
        for (int i = 0; i < size; i++) {
          score += q[t][from + i] * k[s][keyFrom + i];
        }
        weight[s] = Math.exp(score / Math.sqrt(size));
        total += weight[s];
      }
      for (int s = 0; s <= t; s++) {
        for (int i = 0; i < size; i++) {
          y[from + i] += weight[s] / total * v[s][keyFrom + i];
        }
      }
    }
    return y;
  }

  /** The frequency i of a head, as transformers' modeling_rope_utils has it. */
  private static double frequency(JsonNode config, int i, int size) {
    double frequency = Math.pow(config.get("rope_theta").doubleValue(), -2.0 * i / size);
    JsonNode scaling = config.path("rope_scaling");
    if (!scaling.isObject()) {
      return frequency;
    }
    double factor = scaling.get("factor").doubleValue();
    double low = scaling.get("low_freq_factor").doubleValue();
    double high = scaling.get("high_freq_factor").doubleValue();
    double waves = scaling.get("original_max_position_embeddings").doubleValue() * frequency;
    waves /= 2 * Math.PI; // that fit into the original length
    double kept = Math.min(1, Math.max(0, (waves - low) / (high - low)));
    return frequency * (kept + (1 - kept) / factor);
  }

  private static double[] turn(double[] x, int heads, int position, JsonNode config) {
    int size = x.length / heads;
    double[] turned = new double[x.length];
    for (int head = 0; head < heads; head++) {
      for (int i = 0; i < size / 2; i++) {
        double angle = position * frequency(config, i, size);
        double first = x[head * size + i];
        double second = x[head * size + size / 2 + i];
        turned[head * size + i] = first * Math.cos(angle) - second * Math.sin(angle);
        turned[head * size + size / 2 + i] = second * Math.cos(angle) + first * Math.sin(angle);
      }
    }
    return turned;
  }

  private static double[] rmsNorm(double[] x, double[] weight, double eps) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(squares / x.length + eps) * weight[i];
    }
    return y;
  }

  private static double[] layerNorm(HuggingFaceFixture f, String name, double[] x, double eps) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] weight = f.vector(name + ".weight");
    double[] bias = f.vector(name + ".bias");
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (x[i] - mean) / Math.sqrt(variance + eps) * weight[i] + bias[i];
    }
    return y;
  }

  /** x · weight + bias with a weight of (in, out). */
  private static double[] conv(HuggingFaceFixture f, String name, double[] x) {
    double[][] weight = f.matrix(name + ".weight");
    double[] y = f.vector(name + ".bias");
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < y.length; o++) {
        y[o] += x[i] * weight[i][o];
      }
    }
    return y;
  }

  private static double[] product(double[][] weight, double[] x) {
    double[] y = new double[weight.length];
    for (int o = 0; o < y.length; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += weight[o][i] * x[i];
      }
    }
    return y;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] c = new double[a.length];
    for (int i = 0; i < c.length; i++) {
      c[i] = a[i] + b[i];
    }
    return c;
  }
}
