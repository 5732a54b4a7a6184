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

  boolean isNoise() {
    return arrays == null && iterator == null;
  }

  /** How many there are at most. */
  long limit() {
    return arrays == null ? Long.MAX_VALUE : arrays.get(0).size(0);
  }
}
