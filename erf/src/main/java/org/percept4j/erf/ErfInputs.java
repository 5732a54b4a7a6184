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
 */
record ErfInputs(
    long seed,
    @Nullable InputSize size,
    @Nullable List<INDArray> arrays,
    @Nullable DataSetIterator iterator) {

  boolean isNoise() {
    return arrays == null && iterator == null;
  }

  /** Arrays of the same number of samples. */
  static List<INDArray> checked(INDArray... arrays) {
    if (arrays.length == 0 || arrays[0].size(0) < 1) {
      throw new IllegalArgumentException("inputs: expected at least one sample, got none");
    }
    for (INDArray array : arrays) {
      if (array.size(0) != arrays[0].size(0)) {
        throw new IllegalArgumentException(
            "inputs: expected " + arrays[0].size(0) + " samples in each, got " + array.size(0));
      }
    }
    return List.of(arrays);
  }
}
