package org.percept4j.hypercolumn.learn;

import java.util.SplittableRandom;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * A pixel drawn with a probability in proportion to its weight, from any number of images in any
 * grouping: of independent exponential variables with the images' total weights as rates, the
 * smallest belongs to an image with the probability that is wanted, and within it the pixel is
 * drawn by weight.
 */
final class Candidate implements Mergeable<Candidate> {

  private static final long serialVersionUID = 1;

  private final boolean weighted;
  private final double time;
  private final double[] column;

  private Candidate(boolean weighted, double time, double[] column) {
    this.weighted = weighted;
    this.time = time;
    this.column = column;
  }

  /** From one image; any pixel of it if all weights are zero, which any other image's beats. */
  static Candidate of(
      Hypercolumns columns, float[] origin, float[] weights, SplittableRandom random) {
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    double exponential = -Math.log(1 - random.nextDouble());
    double share = random.nextDouble();
    boolean weighted = total > 0;
    int pixel = weighted ? drawn(weights, share * total) : (int) (share * weights.length);
    double time = exponential / (weighted ? total : weights.length);
    return new Candidate(weighted, time, column(columns, origin, pixel));
  }

  private static int drawn(float[] weights, double left) {
    int last = 0;
    for (int p = 0; p < weights.length; p++) {
      left -= weights[p];
      if (weights[p] > 0) {
        last = p;
        if (left < 0) {
          return p;
        }
      }
    }
    return last;
  }

  /** One pixel's column relative to the origin. */
  static double[] column(Hypercolumns columns, float[] origin, int pixel) {
    float[] one = new float[columns.pixels()];
    one[pixel] = 1;
    return columns.products(origin).weightedSums(new float[][] {one})[0];
  }

  double[] column() {
    return column;
  }

  @Override
  public Candidate merge(Candidate other) {
    if (weighted != other.weighted) {
      return weighted ? this : other;
    }
    return other.time < time ? other : this;
  }
}
