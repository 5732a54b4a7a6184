package org.percept4j.hypercolumn.learn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelProducts;

/**
 * One step of Lloyd's algorithm: how many pixels are nearest to each of some centroids, and the
 * sums of their columns. Merged over images it gives the next centroids.
 *
 * <p>Columns, centroids and sums are relative to an origin, best the mean of all pixels in single
 * precision, so that an offset of the channels costs no digits. Immutable and thread-safe;
 * serialisable, version 1; k·(depth + 1)·8 bytes.
 *
 * @serial exclude
 */
public final class ClusterSums implements Mergeable<ClusterSums> {

  private static final long serialVersionUID = 1;

  /** Clusters whose pixels are summed in one pass: bounds memory to as many planes. */
  private static final int GROUP = 8;

  private final long[] counts;
  private final double[][] sums;

  ClusterSums(long[] counts, double[][] sums) {
    this.counts = counts;
    this.sums = sums;
  }

  /**
   * Assigns one image's pixels and sums them.
   *
   * @param columns the image's columns
   * @param origin what everything is relative to: one value per channel. Not modified.
   * @param centroids [k][depth], relative to the origin, k at least 1. Not modified.
   * @return the image's sums
   * @throws IllegalArgumentException if the origin or a centroid has another length
   */
  public static ClusterSums of(Hypercolumns columns, float[] origin, double[][] centroids) {
    return of(columns, origin, centroids, columns.products(origin).sums());
  }

  /** With the sum of all pixels, which does not change from one iteration to the next. */
  static ClusterSums of(
      Hypercolumns columns, float[] origin, double[][] centroids, double[] total) {
    int[] labels = Assignment.labels(columns, origin, centroids);
    int k = centroids.length;
    long[] counts = Assignment.sizes(labels, k);
    double[][] sums = new double[k][columns.depth()];
    int largest = IntStream.range(0, k).reduce(0, (a, b) -> counts[b] > counts[a] ? b : a);
    int[] others = IntStream.range(0, k).filter(j -> counts[j] > 0 && j != largest).toArray();
    sums[largest] = total.clone(); // what the others leave is never summed itself
    PixelProducts products = columns.products(origin);
    for (int from = 0; from < others.length; from += GROUP) {
      int[] group = Arrays.copyOfRange(others, from, Math.min(others.length, from + GROUP));
      float[][] masks = new float[group.length][];
      Arrays.setAll(masks, i -> Assignment.mask(labels, group[i]));
      double[][] part = products.weightedSums(masks);
      for (int i = 0; i < group.length; i++) {
        sums[group[i]] = part[i];
        Vectors.add(-1, part[i], sums[largest]);
      }
    }
    return new ClusterSums(counts, sums);
  }

  @Override
  public ClusterSums merge(ClusterSums other) {
    if (other.counts.length != counts.length || other.sums[0].length != sums[0].length) {
      throw new IllegalArgumentException("sums: expected " + this + ", got " + other);
    }
    return new ClusterSums(Vectors.plus(counts, other.counts), Vectors.plus(sums, other.sums));
  }

  /**
   * Returns how many pixels each cluster has.
   *
   * @return k counts; a copy
   */
  public long[] counts() {
    return counts.clone();
  }

  /**
   * Returns the sum of each cluster's columns, relative to the origin.
   *
   * @return [k][depth], a copy
   */
  public double[][] sums() {
    return Vectors.copy(sums);
  }

  /**
   * Returns the mean of each cluster's columns, relative to the origin.
   *
   * @param otherwise [k][depth], what clusters without pixels have instead. Not modified.
   * @return [k][depth]
   */
  public double[][] means(double[][] otherwise) {
    double[][] means = new double[counts.length][];
    for (int j = 0; j < means.length; j++) {
      long n = counts[j];
      means[j] =
          n == 0 ? otherwise[j].clone() : Arrays.stream(sums[j]).map(sum -> sum / n).toArray();
    }
    return means;
  }

  /**
   * Computes the sum of squared distances of all pixels to the centroids that they were assigned
   * to: Σ‖x‖² − 2Σ c_j·s_j + Σ n_j‖c_j‖².
   *
   * @param squares Σ‖x‖² of all pixels, relative to the origin
   * @param centroids the centroids, relative to the origin. Not modified.
   * @return at least 0; off by about single precision's rounding of {@code squares}
   */
  public double inertia(double squares, double[][] centroids) {
    double inertia = squares;
    for (int j = 0; j < counts.length; j++) {
      inertia -= 2 * Vectors.dot(centroids[j], sums[j]);
      inertia += counts[j] * Vectors.dot(centroids[j], centroids[j]);
    }
    return Math.max(0, inertia);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterSums that
        && Arrays.equals(counts, that.counts)
        && Arrays.deepEquals(sums, that.sums);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(counts) + Arrays.deepHashCode(sums);
  }

  @Override
  public String toString() {
    return String.format(
        "sums of %d clusters, %d channels, %d pixels",
        counts.length, sums[0].length, Arrays.stream(counts).sum());
  }
}
