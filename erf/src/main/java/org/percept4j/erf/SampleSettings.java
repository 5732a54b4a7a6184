package org.percept4j.erf;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.percept4j.core.internal.Checks;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.InputSize;

/**
 * Collects what an {@link ErfAnalyzer} feeds to the network: noise or images, and how many of them.
 */
abstract class SampleSettings {

  int batch = 8;
  @Nullable Integer samples;
  ErfSettings.@Nullable Stop stop;
  @Nullable Long seed;
  @Nullable InputSize size;
  @Nullable List<INDArray> arrays;
  @Nullable DataSetIterator iterator;
  long first;
  long step = 1;

  /** Returns this, as the builder that it is. */
  abstract ErfAnalyzer.Builder self();

  /**
   * Sets the size of the noise. Needed where the network itself does not fix its input's size.
   *
   * @param rows height in pixels, at least 1
   * @param columns width in pixels, at least 1
   * @return this builder
   * @throws IllegalArgumentException if one is below 1
   */
  public ErfAnalyzer.Builder inputSize(int rows, int columns) {
    this.size = new InputSize(rows, columns);
    return self();
  }

  /**
   * Sets the seed of the noise. Default: 0. Sample i is the same whatever the batch size; ND4J's
   * own generator is not used.
   *
   * @param seed the seed
   * @return this builder
   */
  public ErfAnalyzer.Builder seed(long seed) {
    this.seed = seed;
    return self();
  }

  /**
   * Uses given images instead of noise, all of them unless {@link #samples} or {@link #until} say
   * less.
   *
   * @param inputs one array per network input with the same number of samples: [N, C, H, W], [N, H,
   *     W, C] or [N, values] as the network takes them. Not modified; not copied.
   * @return this builder
   */
  public ErfAnalyzer.Builder inputs(INDArray... inputs) {
    this.arrays = List.of(inputs);
    return self();
  }

  /**
   * Uses the features of an iterator instead of noise, all of them in order, for networks with one
   * input.
   *
   * @param iterator the images. Modified: reset where possible, then read from.
   * @return this builder
   */
  public ErfAnalyzer.Builder inputs(DataSetIterator iterator) {
    this.iterator = Objects.requireNonNull(iterator, "iterator");
    return self();
  }

  /**
   * Numbers the given images, which decides what group each belongs to. Default: 0, 1, 2 … For
   * parts of a larger set that are measured apart.
   *
   * @param first the number of the first image, 0 or more
   * @param step from the number of one image to that of the next, at least 1
   * @return this builder
   * @throws IllegalArgumentException if one is too small
   */
  public ErfAnalyzer.Builder numbered(long first, int step) {
    this.first = Checks.atLeast("first", 0, first);
    this.step = Checks.atLeast("step", 1, step);
    return self();
  }

  /**
   * Sets how many samples to average, per draw if there are several. Default: 20 of noise, 1 per
   * draw, all of given images.
   *
   * @param samples the number, at least 1
   * @return this builder
   * @throws IllegalArgumentException if it is below 1
   */
  public ErfAnalyzer.Builder samples(int samples) {
    this.samples = Checks.atLeast("samples", 1, samples);
    return self();
  }

  /**
   * Samples until a measure is known well enough. Its standard error and its bias are looked at
   * after 20 samples (or draws), then 25, 31 …, each a quarter more; two looks in a row must be
   * satisfied.
   *
   * @param measure a measure of the map, such as {@link Measure#SIZE}
   * @param relativeError the wanted standard error as a fraction of the measure, above 0
   * @param cap stop at this many samples (or draws) in any case, at least 10; the result then warns
   * @return this builder
   * @throws IllegalArgumentException if a number is too small
   */
  public ErfAnalyzer.Builder until(Measure measure, double relativeError, int cap) {
    this.stop = new ErfSettings.Stop(measure, relativeError, cap);
    return self();
  }

  /**
   * Sets how many samples go through the network at once. Default: 8. Changes memory and speed
   * only.
   *
   * @param batch the number, at least 1
   * @return this builder
   * @throws IllegalArgumentException if it is below 1
   */
  public ErfAnalyzer.Builder batch(int batch) {
    this.batch = Checks.atLeast("batch", 1, batch);
    return self();
  }

  ErfInputs inputs() {
    return ErfInputs.of(seed, size, arrays, iterator, first, step);
  }
}
