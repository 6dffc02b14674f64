package org.smdm.train;

import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.Communicator;
import org.smdm.model.Transformer;
import org.smdm.record.LearntFrom;
import org.smdm.record.ValidationResult;

/** What a trainer trains on: the micro-batches of a run, its validation, and where it begins. */
public interface TrainingTask extends BatchSource {

  /** Made the tokens. */
  Tokenizer tokenizer();

  /** SHA-256 of what is learnt from: a run goes on with the same only. */
  String fingerprint();

  /** What the run's manifest remembers of the data. */
  default LearntFrom learntFrom() {
    return new LearntFrom(fingerprint(), tokenizer().name(), tokenizer().fingerprint());
  }

  /** Mean UTF-8 bytes per validation token; NaN where losses are not said per byte. */
  double bytesPerToken();

  /**
   * Checks that a step does not read the same data twice.
   *
   * @param globalBatchSize sequences that a step reads
   * @throws org.smdm.io.UserException when there are fewer
   */
  void requireBatch(int globalBatchSize);

  /**
   * The loss on what is held back, the same measure every time, with any number of ranks.
   *
   * @param model of the run's family, the same on all ranks
   * @param ranks that share the work
   */
  ValidationResult validate(Transformer model, Communicator ranks);

  /**
   * Puts the weights that the run begins with in the place of freshly drawn ones, where it begins
   * with given ones.
   *
   * @param model of the run's shape
   * @throws org.smdm.io.UserException when they cannot be read or are of another shape
   */
  void initialize(Transformer model);
}
