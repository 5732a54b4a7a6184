package org.percept4j.hypercolumn.learn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Holds what a linear regression of targets on pixels' columns needs: the moments of the columns,
 * the targets' means, and the products of columns and targets about both means; merged by the
 * pairwise formula.
 *
 * <p>Immutable and thread-safe; serialisable, version 1; {@code 8·depth²} bytes.
 *
 * @serial exclude
 */
public final class RegressionSums implements Mergeable<RegressionSums> {

  private static final long serialVersionUID = 1;

  private final PixelMoments columns;
  private final double[] means;
  private final double[][] products;

  private RegressionSums(PixelMoments columns, double[] means, double[][] products) {
    this.columns = columns;
    this.means = means;
    this.products = products;
  }

  /**
   * Sums one image's pixels. Where all targets are known everything is computed on the layers' own
   * maps; else the columns of the known pixels are taken one by one.
   *
   * @param columns the image's columns
   * @param targets planes of {@code height·width} values, row after row; NaN in the first plane
   *     where a pixel is not known. Not modified.
   * @return the sums
   * @throws IllegalArgumentException if there is no plane, one has another size, no pixel is known,
   *     or a known pixel's value is not finite
   */
  public static RegressionSums of(Hypercolumns columns, float[][] targets) {
    int[] known = known(columns, targets);
    double[] means = new double[targets.length];
    for (int t = 0; t < means.length; t++) {
      for (int p : known) {
        means[t] += targets[t][p];
      }
      means[t] /= known.length;
    }
    if (known.length == columns.pixels()) {
      float[][] centred = new float[targets.length][known.length];
      for (int t = 0; t < means.length; t++) {
        for (int p = 0; p < known.length; p++) {
          centred[t][p] = (float) (targets[t][p] - means[t]);
        }
      }
      PixelMoments moments = PixelMoments.covariances(columns);
      float[] origin = Floats.narrowed(moments.means());
      return new RegressionSums(moments, means, columns.products(origin).weightedSums(centred));
    }
    double[] base = columns.mean();
    float[] rows = LabelledSample.centred(columns, base, known);
    PixelMoments moments = PixelMoments.ofRows(rows, base, true);
    double[][] products = new double[targets.length][base.length];
    for (int t = 0; t < means.length; t++) {
      for (int i = 0; i < known.length; i++) {
        double value = targets[t][known[i]] - means[t];
        for (int c = 0; c < base.length; c++) {
          products[t][c] += value * rows[i * base.length + c];
        }
      }
    }
    return new RegressionSums(moments, means, products);
  }

  /** The pixels whose targets are known. */
  static int[] known(Hypercolumns columns, float[][] targets) {
    if (targets.length == 0) {
      throw new IllegalArgumentException("targets: expected at least one plane, got none");
    }
    for (float[] plane : targets) {
      if (plane.length != columns.pixels()) {
        throw new IllegalArgumentException(
            String.format(
                "targets: expected %d×%d values, got %d",
                columns.height(), columns.width(), plane.length));
      }
    }
    int[] known =
        IntStream.range(0, columns.pixels()).filter(p -> !Float.isNaN(targets[0][p])).toArray();
    if (known.length == 0) {
      throw new IllegalArgumentException("targets: expected at least one known pixel, got none");
    }
    for (float[] plane : targets) {
      for (int p : known) {
        if (!Float.isFinite(plane[p])) {
          throw new IllegalArgumentException(
              "targets: expected finite values where they are known, got " + plane[p] + " at " + p);
        }
      }
    }
    return known;
  }

  @Override
  public RegressionSums merge(RegressionSums other) {
    if (other.means.length != means.length) {
      throw new IllegalArgumentException(
          "sums: expected " + means.length + " targets, got " + other.means.length);
    }
    PixelMoments merged = columns.merge(other.columns);
    double share = (double) other.columns.count() / merged.count();
    double[] shift = other.columns.means();
    Vectors.add(-1, columns.means(), shift);
    double[] targets = other.means.clone();
    Vectors.add(-1, means, targets);
    double[][] both = Vectors.plus(products, other.products);
    PixelMoments.addOuter(both, targets, shift, columns.count() * share);
    double[] center = means.clone();
    Vectors.add(share, targets, center);
    return new RegressionSums(merged, center, both);
  }

  /**
   * Returns the moments of the known pixels' columns.
   *
   * @return moments with covariances
   */
  public PixelMoments columns() {
    return columns;
  }

  /**
   * Returns the targets' means over the known pixels.
   *
   * @return one per target; a copy
   */
  public double[] means() {
    return means.clone();
  }

  /**
   * Returns the sums of products of targets and channels about their means.
   *
   * @return [targets][depth], a copy
   */
  public double[][] products() {
    return Vectors.copy(products);
  }

  @Override
  public String toString() {
    return String.format("regression sums of %d targets on %s", means.length, columns);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegressionSums that
        && Arrays.equals(means, that.means)
        && Arrays.deepEquals(products, that.products)
        && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(means);
  }
}
