package org.percept4j.examples.experiments.hypercolumn;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Divides each layer by its standard deviation and by the root of its number of channels, so that
 * all layers count the same and the coarse ones, which have the most channels, do not drown the
 * others.
 */
public final class LayerBalance {

  private LayerBalance() {}

  /**
   * Balances columns by their own layers.
   *
   * @param columns what to balance. Not modified
   * @return columns to whose distances every layer contributes alike, but for constant ones
   */
  public static Hypercolumns of(Hypercolumns columns) {
    return apply(columns, factors(columns));
  }

  /**
   * Returns the factor of each channel: one over the deviation of all values of its layer and the
   * root of the number of its channels.
   *
   * @param columns measured. Not modified
   * @return one factor per channel; 1 where a layer is constant
   */
  public static double[] factors(Hypercolumns columns) {
    double[] factors = new double[columns.depth()];
    for (Hypercolumns.Layer layer : columns.layers()) {
      SummaryStatistics all = new SummaryStatistics();
      for (float v : columns.maps(layer.name()).toArray().data().asFloat()) {
        all.addValue(v);
      }
      double deviation = all.getStandardDeviation();
      int from = layer.firstChannel();
      Arrays.fill(
          factors,
          from,
          from + layer.channels(),
          deviation > 0 ? 1 / (deviation * Math.sqrt(layer.channels())) : 1);
    }
    return factors;
  }

  /**
   * Multiplies channels.
   *
   * @param columns what to scale. Not modified
   * @param factors one per channel. Not modified
   * @return new columns
   */
  public static Hypercolumns apply(Hypercolumns columns, double[] factors) {
    return columns.affine(factors, new double[factors.length]);
  }
}
