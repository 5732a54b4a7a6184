package org.percept4j.erf;

import java.util.List;
import java.util.OptionalInt;

/**
 * Says what was analysed and how.
 *
 * @param layer name of the analysed layer
 * @param isSpatial whether the layer's output is a picture, so that its units have positions
 * @param row row of the analysed unit in its layer's map; 0 for layers without a map
 * @param column column of the analysed unit in its layer's map; 0 for layers without a map
 * @param channel the channel; empty for the sum of all
 * @param usesLogits whether the values before a softmax were differentiated
 * @param aggregation how gradients became a map
 * @param samples how many samples were averaged, over all draws
 * @param draws over how many draws of the weights; 1 for a given network
 * @param inputs what the samples were
 * @param isCropped whether only the part of the input that the unit can see was computed; the
 *     numbers do not depend on it
 * @param brokenParameters keys of parameters up to the layer that hold NaN or infinities, such as
 *     {@code 0_W}; empty if all is well
 * @param seconds how long it took; NaN where the sums were given
 */
public record AnalysisInfo(
    String layer,
    boolean isSpatial,
    int row,
    int column,
    OptionalInt channel,
    boolean usesLogits,
    Aggregation aggregation,
    long samples,
    long draws,
    String inputs,
    boolean isCropped,
    List<String> brokenParameters,
    double seconds) {

  /**
   * Copies the list.
   *
   * @param layer name of the analysed layer
   * @param isSpatial whether the layer's output is a picture
   * @param row row of the unit
   * @param column column of the unit
   * @param channel the channel
   * @param usesLogits whether the values before a softmax were differentiated
   * @param aggregation how gradients became a map
   * @param samples how many samples
   * @param draws how many draws
   * @param inputs what the samples were
   * @param isCropped whether a crop was computed
   * @param brokenParameters keys of parameters that are not finite
   * @param seconds how long it took
   */
  public AnalysisInfo {
    brokenParameters = List.copyOf(brokenParameters);
  }

  /** The same, finished in another way. */
  AnalysisInfo with(Aggregation other) {
    return new AnalysisInfo(
        layer,
        isSpatial,
        row,
        column,
        channel,
        usesLogits,
        other,
        samples,
        draws,
        inputs,
        isCropped,
        brokenParameters,
        seconds);
  }
}
