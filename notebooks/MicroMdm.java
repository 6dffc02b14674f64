import java.util.*;
import java.util.stream.*;

/**
 * A masked diffusion model in one file, without a library: {@code java notebooks/MicroMdm.java}.
 *
 * <p>Take a word and cover each letter with a mask, independently, with probability t. That is the forward
 * process: t = 0 covers nothing, t = 1 everything. Train a network to guess the covered letters from those
 * still seen. To write a word, begin with masks alone and uncover letter after letter. Below, what the
 * network learnt is measured twice: exactly, and by the bound that large models have to be content with.
 */
public class MicroMdm {
  // 1. Data: words of four letters, all equally likely. No model can do better than the entropy of its data,
  // which for N equally likely words is log N nats a word.
  static final String[] WORDS = ("rain tail sail nail rail soil toil note tone nose rose lose line tile rise"
      + " tire sore lion lane late rate seat neat teal real seal").split(" ");
  static final String LETTERS = "aeilnorst";
  static final int L = 4; // letters of a word
  static final int V = LETTERS.length(); // letters of the alphabet
  static final int MASK = V; // one id more: it is read, but never predicted

  static int[] encode(String word) {
    return word.chars().map(LETTERS::indexOf).toArray();
  }

  // 2. Automatic differentiation. A matrix has a value and a gradient. Each operation computes its value at
  // once and notes how to pass a gradient back to its inputs; reading these notes from the last to the first
  // is the chain rule.
  record Matrix(int rows, int cols, double[] value, double[] grad) {
    Matrix(int rows, int cols) {
      this(rows, cols, new double[rows * cols], new double[rows * cols]);
    }
  }

  static final class Tape {
    final List<Runnable> notes = new ArrayList<>();

    /** x W + b, with b one row. */
    Matrix linear(Matrix x, Matrix w, Matrix b) {
      Matrix y = new Matrix(x.rows, w.cols);
      for (int i = 0; i < y.value.length; i++) {
        y.value[i] = b.value[i % w.cols];
        for (int k = 0; k < w.rows; k++) {
          y.value[i] += x.value[i / w.cols * x.cols + k] * w.value[k * w.cols + i % w.cols];
        }
      }
      notes.add(() -> {
        for (int i = 0; i < y.grad.length; i++) {
          b.grad[i % w.cols] += y.grad[i];
          for (int k = 0; k < w.rows; k++) {
            int in = i / w.cols * x.cols + k;
            int at = k * w.cols + i % w.cols;
            x.grad[in] += y.grad[i] * w.value[at];
            w.grad[at] += y.grad[i] * x.value[in];
          }
        }
      });
      return y;
    }

    Matrix tanh(Matrix x) {
      Matrix y = new Matrix(x.rows, x.cols);
      Arrays.setAll(y.value, i -> Math.tanh(x.value[i]));
      notes.add(() -> Arrays.setAll(x.grad, i -> x.grad[i] + y.grad[i] * (1 - y.value[i] * y.value[i])));
      return y;
    }

    /** A row for each word: the rows of a table that its letters name, one after the other. */
    Matrix embed(Matrix table, int[][] words) {
      Matrix y = new Matrix(words.length, L * table.cols);
      int[] from = new int[y.value.length];
      Arrays.setAll(from, i -> words[i / y.cols][i % y.cols / table.cols] * table.cols + i % table.cols);
      Arrays.setAll(y.value, i -> table.value[from[i]]);
      notes.add(() -> IntStream.range(0, from.length).forEach(i -> table.grad[from[i]] += y.grad[i]));
      return y;
    }

    void backward() {
      Collections.reverse(notes);
      notes.forEach(Runnable::run);
    }
  }

  // 3. The denoiser: p(letter at place i | the letters seen), for all places at once. It is not told t, for
  // which letters are covered is all there is to know.
  static final Random RANDOM = new Random(3407);
  static final int EMBD = 8;
  static final int HIDDEN = 64;
  static final Matrix TABLE = parameter(V + 1, EMBD, 1);
  static final Matrix W1 = parameter(L * EMBD, HIDDEN, 1 / Math.sqrt(L * EMBD));
  static final Matrix B1 = parameter(1, HIDDEN, 0);
  static final Matrix W2 = parameter(HIDDEN, L * V, 1 / Math.sqrt(HIDDEN));
  static final Matrix B2 = parameter(1, L * V, 0);

  static Matrix parameter(int rows, int cols, double scale) {
    Matrix matrix = new Matrix(rows, cols);
    Arrays.setAll(matrix.value, i -> scale * (2 * RANDOM.nextDouble() - 1));
    return matrix;
  }

  static Matrix logits(Tape tape, int[]... words) {
    return tape.linear(tape.tanh(tape.linear(tape.embed(TABLE, words), W1, B1)), W2, B2);
  }

  /** The probabilities of the letters at one place of one word. */
  static double[] softmax(Matrix logits, int word, int place) {
    int from = (word * L + place) * V;
    double[] p = new double[V];
    Arrays.setAll(p, v -> Math.exp(logits.value[from + v]));
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(e -> e / sum).toArray();
  }

  static int[] mask(int[] word, double t) {
    return Arrays.stream(word).map(id -> RANDOM.nextDouble() < t ? MASK : id).toArray();
  }

  // 4. Training: the cross-entropy of the covered letters, weighted by 1/t. About t L letters are covered,
  // so the weight makes all levels of noise count alike; the mean over t is then the bound of section 6.
  // (Here t stays above 0.01: 1/t has no limit. That leaves out a hundredth of it.)
  static double trainingStep(double rate) {
    int batch = 32;
    int[][] clean = new int[batch][];
    int[][] noisy = new int[batch][];
    double[] weight = new double[batch];
    for (int b = 0; b < batch; b++) {
      double t = 0.01 + 0.99 * RANDOM.nextDouble();
      clean[b] = encode(WORDS[RANDOM.nextInt(WORDS.length)]);
      noisy[b] = mask(clean[b], t);
      weight[b] = 1 / (t * batch * L);
    }
    Tape tape = new Tape();
    Matrix out = logits(tape, noisy);
    double loss = 0;
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < L; i++) {
        if (noisy[b][i] == MASK) {
          double[] p = softmax(out, b, i);
          loss -= weight[b] * Math.log(p[clean[b][i]]);
          // The gradient of -log softmax: the probabilities, less 1 at the right letter.
          for (int v = 0; v < V; v++) {
            out.grad[(b * L + i) * V + v] = weight[b] * (p[v] - (v == clean[b][i] ? 1 : 0));
          }
        }
      }
    }
    tape.backward();
    // Gradient descent; a rare large 1/t is tamed by cutting the gradient's norm to 1.
    List<Matrix> all = List.of(TABLE, W1, B1, W2, B2);
    double norm = Math.sqrt(all.stream().flatMapToDouble(m -> Arrays.stream(m.grad)).map(g -> g * g).sum());
    for (Matrix m : all) {
      Arrays.setAll(m.value, i -> m.value[i] - rate * m.grad[i] / Math.max(1, norm));
      Arrays.fill(m.grad, 0);
    }
    return loss;
  }

  // 5. Sampling. Going back from t = 1 to 0 in infinitely many steps, letters are uncovered one at a time,
  // each order being equally likely. So: draw an order, then the letters.
  static String sample() {
    int[] word = new int[L];
    Arrays.fill(word, MASK);
    List<Integer> order = new ArrayList<>(IntStream.range(0, L).boxed().toList());
    Collections.shuffle(order, RANDOM);
    for (int i : order) {
      double[] p = softmax(logits(new Tape(), word), 0, i);
      double u = RANDOM.nextDouble() - p[0];
      for (word[i] = 0; u > 0 && word[i] < V - 1; u -= p[word[i]]) {
        word[i]++;
      }
    }
    return Arrays.stream(word).mapToObj(id -> "" + LETTERS.charAt(id)).collect(Collectors.joining());
  }

  // 6. Likelihood. By the sampler p(x) is the mean over orders of the product of p(letter | letters seen).
  // The logarithm is concave, so -log p(x) is at most the mean over orders of the sum of -log p(letter |
  // letters seen): the bound. It is loose as far as orders disagree about x. Orders meet in the sets of
  // letters seen, so both are sums over 2^L sets and not over L! orders.
  static double[] likelihoodAndBound(int[] x) {
    int sets = 1 << L;
    int[][] noisy = new int[sets][L];
    for (int s = 0; s < sets * L; s++) {
      noisy[s / L][s % L] = (s / L >> s % L & 1) == 1 ? x[s % L] : MASK;
    }
    Matrix out = logits(new Tape(), noisy);
    double[] likelihood = new double[sets]; // of the rest of x, when a set of its letters is seen
    double[] bound = new double[sets];
    likelihood[sets - 1] = 1;
    for (int s = sets - 2; s >= 0; s--) {
      int covered = L - Integer.bitCount(s);
      for (int i = 0; i < L; i++) {
        if (noisy[s][i] == MASK) {
          double p = softmax(out, s, i)[x[i]];
          likelihood[s] += p * likelihood[s | 1 << i] / covered;
          bound[s] += (bound[s | 1 << i] - Math.log(p)) / covered;
        }
      }
    }
    return new double[] {likelihood[0], bound[0]};
  }

  // 7. The bound as large models measure it: draw t, cover, weigh. Knowing that m letters are covered, 1/t
  // has the mean (L + 1)/m; with it in the place of 1/t the variance is finite.
  static double drawnBound(int[] x) {
    int[] noisy = mask(x, RANDOM.nextDouble());
    Matrix out = logits(new Tape(), noisy);
    int[] covered = IntStream.range(0, L).filter(i -> noisy[i] == MASK).toArray();
    double sum = Arrays.stream(covered).mapToDouble(i -> Math.log(softmax(out, 0, i)[x[i]])).sum();
    return covered.length == 0 ? 0 : -sum * (L + 1) / covered.length;
  }

  static void print(String name, double... values) {
    double mean = Arrays.stream(values).average().orElse(0);
    System.out.printf(Locale.ROOT, "%-36s %.10f%n", name, mean);
  }

  public static void main(String[] args) {
    int steps = args.length > 0 ? Integer.parseInt(args[0]) : 6000;
    System.out.println("before: " + Stream.generate(MicroMdm::sample).limit(12).toList());
    double[] loss = new double[steps];
    Arrays.setAll(loss, step -> trainingStep(0.5 * (1 - step / (double) steps)));
    System.out.println("after:  " + Stream.generate(MicroMdm::sample).limit(12).toList());
    print("loss of the first 100 steps", Arrays.copyOf(loss, 100));
    print("loss of the last 100 steps", Arrays.copyOfRange(loss, steps - 100, steps));
    int n = WORDS.length;
    double[] exact = new double[n];
    double[] bound = new double[n];
    for (int i = 0; i < n; i++) {
      double[] both = likelihoodAndBound(encode(WORDS[i]));
      exact[i] = -Math.log(both[0]) / L;
      bound[i] = both[1] / L;
    }
    print("entropy of the data, nats a letter", Math.log(n) / L);
    print("exact, nats a letter", exact);
    print("bound, all sets", bound);
    double[] draws = new double[100_000];
    Arrays.setAll(draws, k -> drawnBound(encode(WORDS[k % n])) / L);
    print("bound, by chance", draws);
    double mean = Arrays.stream(draws).average().orElseThrow();
    double square = Arrays.stream(draws).map(d -> (d - mean) * (d - mean)).sum();
    print("  its standard error", Math.sqrt(square) / draws.length);
    double sum = 0;
    for (int k = 0; k < Math.pow(V, L); k++) {
      int number = k; // read with base V its digits are a word
      int[] word = IntStream.range(0, L).map(i -> number / (int) Math.pow(V, i) % V).toArray();
      sum += likelihoodAndBound(word)[0];
    }
    print("sum of p(x) over all words", sum);
  }
}
