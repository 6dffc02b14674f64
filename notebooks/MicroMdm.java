import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A masked diffusion model in one file: run it with {@code java notebooks/MicroMdm.java}.
 *
 * <p>The idea. Take a word and cover each letter with a mask, independently, with probability t.
 * That is the forward process: t = 0 covers nothing, t = 1 everything. Train a network to guess the
 * covered letters from those still seen. To write a new word, start from masks alone and uncover
 * one letter after another.
 */
public class MicroMdm {
  // ---- 1. Data: words of four letters, all equally likely
  // A model cannot do better than the entropy of its data. N equally likely words have log N nats
  // each.
  static final String[] WORDS = {
    "rain", "tail", "sail", "nail", "rail", "soil", "toil", "note", "tone", "nose", "rose", "lose",
        "line",
    "tile", "rise", "tire", "sore", "lion", "lane", "late", "rate", "seat", "neat", "teal", "real",
        "seal"
  };
  static final String LETTERS = "aeilnorst";
  static final int L = 4; // letters in a word
  static final int V = LETTERS.length(); // letters in the alphabet
  static final int MASK = V; // one id more, which is read but never predicted

  static int[] encode(String word) {
    return word.chars().map(LETTERS::indexOf).toArray();
  }

  static String decode(int[] ids) {
    return Arrays.stream(ids).mapToObj(id -> LETTERS.substring(id, id + 1)).collect(joining());
  }

  // ---- 2. Autograd: a matrix that remembers how it was made
  // Each operation computes its value at once and notes on a tape how to pass a gradient back to
  // its inputs. Reading the tape backwards is the chain rule.
  record Mat(int rows, int cols, double[] value, double[] grad) {
    Mat(int rows, int cols) {
      this(rows, cols, new double[rows * cols], new double[rows * cols]);
    }
  }

  static final class Tape {
    final List<Runnable> backward = new ArrayList<>();

    /** x W + b, with b one row. */
    Mat linear(Mat x, Mat w, Mat b) {
      Mat y = new Mat(x.rows, w.cols);
      for (int r = 0; r < x.rows; r++) {
        System.arraycopy(b.value, 0, y.value, r * y.cols, y.cols);
        for (int k = 0; k < w.rows; k++)
          for (int c = 0; c < w.cols; c++)
            y.value[r * y.cols + c] += x.value[r * x.cols + k] * w.value[k * w.cols + c];
      }
      backward.add(
          () -> {
            for (int i = 0; i < y.grad.length; i++) {
              int r = i / w.cols;
              int c = i % w.cols;
              b.grad[c] += y.grad[i];
              for (int k = 0; k < w.rows; k++) {
                x.grad[r * x.cols + k] += y.grad[i] * w.value[k * w.cols + c];
                w.grad[k * w.cols + c] += y.grad[i] * x.value[r * x.cols + k];
              }
            }
          });
      return y;
    }

    Mat tanh(Mat x) {
      Mat y = new Mat(x.rows, x.cols);
      Arrays.setAll(y.value, i -> Math.tanh(x.value[i]));
      backward.add(
          () -> Arrays.setAll(x.grad, i -> x.grad[i] + y.grad[i] * (1 - y.value[i] * y.value[i])));
      return y;
    }

    /** One row a word: the embeddings of its L letters, one after another. */
    Mat embed(Mat table, int[][] words) {
      int width = table.cols;
      Mat y = new Mat(words.length, L * width);
      for (int r = 0; r < words.length; r++)
        for (int i = 0; i < L; i++)
          System.arraycopy(table.value, words[r][i] * width, y.value, (r * L + i) * width, width);
      backward.add(
          () -> {
            for (int j = 0; j < y.grad.length; j++) {
              int letter = words[j / (L * width)][j / width % L];
              table.grad[letter * width + j % width] += y.grad[j];
            }
          });
      return y;
    }

    void backward() {
      for (int i = backward.size() - 1; i >= 0; i--) backward.get(i).run();
    }
  }

  // ---- 3. The denoiser: p(letter i | the letters seen), for all i at once
  // It is not told t: which letters are covered is all it needs.
  static final Random RANDOM = new Random(3407);
  static final int EMBED = 8;
  static final int HIDDEN = 64;
  static final Mat TABLE = parameter(V + 1, EMBED, 1);
  static final Mat W1 = parameter(L * EMBED, HIDDEN, Math.sqrt(1.0 / (L * EMBED)));
  static final Mat B1 = parameter(1, HIDDEN, 0);
  static final Mat W2 = parameter(HIDDEN, L * V, Math.sqrt(1.0 / HIDDEN));
  static final Mat B2 = parameter(1, L * V, 0);

  static Mat parameter(int rows, int cols, double scale) {
    Mat m = new Mat(rows, cols);
    Arrays.setAll(m.value, i -> scale * (2 * RANDOM.nextDouble() - 1));
    return m;
  }

  static Mat logits(Tape tape, int[][] words) {
    return tape.linear(tape.tanh(tape.linear(tape.embed(TABLE, words), W1, B1)), W2, B2);
  }

  /** The softmax of the V logits that begin at {@code from}. */
  static double[] softmax(double[] logits, int from) {
    double max = Arrays.stream(logits, from, from + V).max().orElseThrow();
    double[] p = new double[V];
    Arrays.setAll(p, v -> Math.exp(logits[from + v] - max));
    double sum = Arrays.stream(p).sum();
    Arrays.setAll(p, v -> p[v] / sum);
    return p;
  }

  static int[] mask(int[] word, double t) {
    return Arrays.stream(word).map(id -> RANDOM.nextDouble() < t ? MASK : id).toArray();
  }

  // ---- 4. Training: cross-entropy of the covered letters, weighted by 1/t
  // At level t about t L letters are covered. The weight 1/t makes all levels count alike, and
  // makes the mean over t exactly the bound of section 6. (t stays above 0.001, for 1/t grows
  // without limit.)
  static double trainStep(double rate) {
    int batch = 32;
    int[][] clean = new int[batch][];
    int[][] noisy = new int[batch][];
    double[] t = new double[batch];
    for (int r = 0; r < batch; r++) {
      clean[r] = encode(WORDS[RANDOM.nextInt(WORDS.length)]);
      t[r] = 0.001 + 0.999 * RANDOM.nextDouble();
      noisy[r] = mask(clean[r], t[r]);
    }
    Tape tape = new Tape();
    Mat out = logits(tape, noisy);
    double loss = 0;
    for (int r = 0; r < batch; r++) {
      for (int i = 0; i < L; i++) {
        if (noisy[r][i] == MASK) {
          double weight = 1 / (t[r] * batch * L);
          double[] p = softmax(out.value, (r * L + i) * V);
          loss -= weight * Math.log(p[clean[r][i]]);
          for (int v = 0; v < V; v++) // the gradient of -log softmax is p - 1 at the right letter
          out.grad[(r * L + i) * V + v] = weight * (p[v] - (v == clean[r][i] ? 1 : 0));
        }
      }
    }
    tape.backward();
    List<Mat> all = List.of(TABLE, W1, B1, W2, B2);
    double square = all.stream().flatMapToDouble(m -> Arrays.stream(m.grad)).map(g -> g * g).sum();
    for (Mat m :
        all) { // plain gradient descent; a rare huge 1/t is tamed by clipping the norm to 1
      Arrays.setAll(m.value, i -> m.value[i] - rate * m.grad[i] / Math.max(1, Math.sqrt(square)));
      Arrays.fill(m.grad, 0);
    }
    return loss;
  }

  // ---- 5. Sampling: uncover one letter at a time, in random order
  static String sample() {
    int[] word = new int[L];
    Arrays.fill(word, MASK);
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
    Collections.shuffle(order, RANDOM);
    for (int i : order) {
      double[] p = softmax(logits(new Tape(), new int[][] {word}).value, i * V);
      double u = RANDOM.nextDouble() - p[0];
      int v = 0;
      while (v < V - 1 && u > 0) u -= p[++v];
      word[i] = v;
    }
    return decode(word);
  }

  // ---- 6. Likelihood: the exact value and the bound
  // The sampler draws an order, then letters, so p(x) = mean over orders of the product of
  // p(letter | seen). Log is concave: the mean of logs is at most the log of the mean (Jensen).
  // Hence the bound on -log p(x), mean over orders of the sum of -log p(letter | seen). It is
  // loose as far as orders disagree about x. Orders share their states, the sets S of letters
  // seen, so 2^L sets do instead of L! orders.
  static double[] exactAndBound(int[] x) {
    double[] prob = new double[1 << L]; // of finishing x when S is seen
    double[] bound = new double[1 << L];
    prob[(1 << L) - 1] = 1;
    for (int s = (1 << L) - 2; s >= 0; s--) {
      int seen = s;
      int[] noisy = x.clone();
      Arrays.setAll(noisy, i -> (seen >> i & 1) == 1 ? x[i] : MASK);
      double[] out = logits(new Tape(), new int[][] {noisy}).value;
      int covered = L - Integer.bitCount(s);
      for (int i = 0; i < L; i++) {
        if (noisy[i] == MASK) {
          double p = softmax(out, i * V)[x[i]];
          prob[s] += p * prob[s | 1 << i] / covered;
          bound[s] += (bound[s | 1 << i] - Math.log(p)) / covered;
        }
      }
    }
    return new double[] {prob[0], bound[0]};
  }

  // ---- 7. The same bound by chance, as large models must measure it: draw t, mask, weigh
  // Given m masks, 1/t has mean (L + 1)/m: this weight keeps the mean and makes the variance
  // finite.
  static double drawBound(int[] x) {
    int[] noisy = mask(x, RANDOM.nextDouble());
    double[] out = logits(new Tape(), new int[][] {noisy}).value;
    int[] covered = IntStream.range(0, L).filter(i -> noisy[i] == MASK).toArray();
    double loss =
        Arrays.stream(covered).mapToDouble(i -> -Math.log(softmax(out, i * V)[x[i]])).sum();
    return (L + 1.0) / Math.max(1, covered.length) * loss / L;
  }

  static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%-28s %.12f%n", name, value);
  }

  public static void main(String[] args) {
    System.out.println("samples before: " + Stream.generate(MicroMdm::sample).limit(12).toList());
    int steps = Integer.getInteger("steps", 6000);
    double[] loss = new double[steps];
    for (int step = 0; step < steps; step++)
      loss[step] = trainStep(0.5 * (1 - step / (double) steps));
    System.out.println("samples after:  " + Stream.generate(MicroMdm::sample).limit(12).toList());
    print("loss, first 100 steps", Arrays.stream(loss, 0, 100).average().orElseThrow());
    print("loss, last 100 steps", Arrays.stream(loss, steps - 100, steps).average().orElseThrow());
    double[] mean = new double[2];
    for (String word : WORDS) {
      double[] both = exactAndBound(encode(word));
      mean[0] -= Math.log(both[0]) / (L * WORDS.length);
      mean[1] += both[1] / (L * WORDS.length);
    }
    print("entropy of the data (floor)", Math.log(WORDS.length) / L);
    print("exact, nats per letter", mean[0]);
    print("bound, enumerated", mean[1]);
    int n = 20000;
    double[] draw = new double[n];
    Arrays.setAll(draw, k -> drawBound(encode(WORDS[RANDOM.nextInt(WORDS.length)])));
    double mc = Arrays.stream(draw).average().orElseThrow();
    print("bound, Monte Carlo", mc);
    double variance = Arrays.stream(draw).map(d -> (d - mc) * (d - mc)).sum() / (n - 1);
    print("its standard error", Math.sqrt(variance / n));
    int[] every = new int[L]; // a counter through all words there could be
    double total = 0;
    for (int k = 0; k < Math.pow(V, L); k++) {
      int number = k;
      Arrays.setAll(every, i -> number / (int) Math.pow(V, i) % V);
      total += exactAndBound(every)[0];
    }
    print("sum of p(x) over all words", total);
  }
}
