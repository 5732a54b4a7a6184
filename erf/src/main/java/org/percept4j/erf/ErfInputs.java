package org.percept4j.erf;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.percept4j.erf.theory.InputSize;

/**
 * The samples to use: arrays, an iterator, or noise where there is neither.
 *
 * @param seed of the noise
 * @param size of the noise, where the network does not fix it
 * @param arrays one per input of the network
 * @param iterator whose features to use
 * @param first number of the first given image
 * @param step from the number of one given image to the next
 */
record ErfInputs(
    long seed,
    @Nullable InputSize size,
    @Nullable List<INDArray> arrays,
    @Nullable DataSetIterator iterator,
    long first,
    long step) {

  /**
   * Returns the chosen samples.
   *
   * @param seed null where none was chosen
   * @throws IllegalStateException if settings contradict each other
   * @throws IllegalArgumentException if arrays have no samples or differing numbers
   */
  static ErfInputs of(
      @Nullable Long seed,
      @Nullable InputSize size,
      @Nullable List<INDArray> arrays,
      @Nullable DataSetIterator iterator,
      long first,
      long step) {
    if (arrays != null && iterator != null) {
      throw new IllegalStateException("inputs: expected arrays or an iterator, got both");
    }
    ErfInputs inputs = new ErfInputs(seed == null ? 0 : seed, size, arrays, iterator, first, step);
    if (!inputs.isNoise() && size != null) {
      throw new IllegalStateException(
          "inputSize: expected none with given inputs, got " + size.rows() + "x" + size.columns());
    }
    if (!inputs.isNoise() && seed != null) {
      throw new IllegalStateException("seed: expected none with given inputs, got " + seed);
    }
    if (arrays != null) {
      requireEqualCounts(arrays);
    }
    return inputs;
  }

  private static void requireEqualCounts(List<INDArray> arrays) {
    long count = arrays.isEmpty() ? 0 : arrays.get(0).size(0);
    if (count < 1) {
      throw new IllegalArgumentException("inputs: expected at least one sample, got none");
    }
    for (INDArray array : arrays) {
      if (array.size(0) != count) {
        throw new IllegalArgumentException(
            "inputs: expected " + count + " samples in each, got " + array.size(0));
      }
    }
  }

  boolean isNoise() {
    return arrays == null && iterator == null;
  }

  /** Returns how many inputs of the network a sample has values for. */
  int perSample() {
    return arrays == null ? 1 : arrays.size();
  }

  /** Returns how many samples there are at most. */
  long limit() {
    return arrays == null ? Long.MAX_VALUE : arrays.get(0).size(0);
  }
}
