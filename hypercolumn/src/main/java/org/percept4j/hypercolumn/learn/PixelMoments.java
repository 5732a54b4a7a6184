package org.percept4j.hypercolumn.learn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelProducts;

/**
 * The number of pixels, the mean of their columns, and the sums of squares and products about that
 * mean. Sums are made about the mean from the start, in double precision, and merged by the
 * pairwise formula (Chan, Golub and LeVeque 1979): M = M_a + M_b + δδᵀ·n_a·n_b/n. So an offset of
 * the channels costs no digits beyond those that single precision maps lack.
 *
 * <p>Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class PixelMoments implements Mergeable<PixelMoments> {

  private static final long serialVersionUID = 1;

  private final long count;
  private final double[] means;
  private final double[] squares;
  private final double @Nullable [][] scatter;

  private PixelMoments(
      long count, double[] means, double[] squares, double @Nullable [][] scatter) {
    this.count = count;
    this.means = means;
    this.squares = squares;
    this.scatter = scatter;
  }

  /**
   * Measures means and variances.
   *
   * @param columns an image's columns
   * @return the moments of its pixels, without products of different channels
   */
  public static PixelMoments variances(Hypercolumns columns) {
    return of(columns, false);
  }

  /**
   * Measures means, variances and covariances.
   *
   * @param columns an image's columns
   * @return the moments of its pixels; {@code 8·depth²} bytes
   */
  public static PixelMoments covariances(Hypercolumns columns) {
    return of(columns, true);
  }

  private static PixelMoments of(Hypercolumns columns, boolean full) {
    float[] origin = Floats.narrowed(columns.mean());
    PixelProducts products = columns.products(origin);
    long count = columns.pixels();
    // The origin is the mean in single precision: what is left of it is taken off exactly.
    double[] rest = Arrays.stream(products.sums()).map(sum -> sum / count).toArray();
    double[] means = Vectors.sum(origin, rest);
    if (!full) {
      double[] squares = products.squares();
      for (int c = 0; c < squares.length; c++) {
        squares[c] = Math.max(0, squares[c] - count * rest[c] * rest[c]);
      }
      return new PixelMoments(count, means, squares, null);
    }
    double[][] scatter = products.scatter();
    addOuter(scatter, rest, rest, -(double) count);
    return new PixelMoments(count, means, diagonal(scatter), scatter);
  }

  /** Those of rows of pixels, [pixels·depth], given relative to a base. */
  static PixelMoments ofRows(float[] rows, double[] base, boolean full) {
    int depth = base.length;
    int count = rows.length / depth;
    double[] rest = new double[depth];
    for (int i = 0; i < rows.length; i++) {
      rest[i % depth] += rows[i];
    }
    Arrays.setAll(rest, c -> rest[c] / count);
    double[][] scatter = new double[full ? depth : 0][depth];
    double[] squares = new double[depth];
    double[] row = new double[depth];
    for (int at = 0; at < rows.length; at += depth) {
      for (int c = 0; c < depth; c++) {
        row[c] = rows[at + c] - rest[c];
        squares[c] += row[c] * row[c];
      }
      addOuter(scatter, row, row, 1);
    }
    return new PixelMoments(count, Vectors.plus(base, rest), squares, full ? scatter : null);
  }

  private static double[] diagonal(double[][] scatter) {
    double[] diagonal = new double[scatter.length];
    Arrays.setAll(diagonal, c -> Math.max(0, scatter[c][c]));
    return diagonal;
  }

  /** matrix += factor · a bᵀ, for as many rows as the matrix has. */
  static void addOuter(double[][] matrix, double[] a, double[] b, double factor) {
    for (int i = 0; i < matrix.length; i++) {
      Vectors.add(factor * a[i], b, matrix[i]);
    }
  }

  @Override
  public PixelMoments merge(PixelMoments other) {
    if (other.means.length != means.length || (other.scatter == null) != (scatter == null)) {
      throw new IllegalArgumentException("moments: expected those of " + this + ", got " + other);
    }
    long n = count + other.count;
    double weight = (double) count * other.count / n;
    double[] merged = means.clone();
    double[] shift = new double[means.length];
    double[] sums = Vectors.plus(squares, other.squares);
    for (int c = 0; c < merged.length; c++) {
      shift[c] = other.means[c] - means[c];
      merged[c] += shift[c] * other.count / n;
      sums[c] += shift[c] * shift[c] * weight;
    }
    if (scatter == null || other.scatter == null) {
      return new PixelMoments(n, merged, sums, null);
    }
    double[][] products = Vectors.plus(scatter, other.scatter);
    addOuter(products, shift, shift, weight);
    return new PixelMoments(n, merged, sums, products);
  }

  /**
   * Returns the number of pixels.
   *
   * @return at least 1
   */
  public long count() {
    return count;
  }

  /**
   * Returns the length of a column.
   *
   * @return the number of channels
   */
  public int depth() {
    return means.length;
  }

  /**
   * Returns every channel's mean.
   *
   * @return one per channel; a copy
   */
  public double[] means() {
    return means.clone();
  }

  /**
   * Returns every channel's sum of squares about its mean.
   *
   * @return one per channel, 0 or more; a copy
   */
  public double[] squares() {
    return squares.clone();
  }

  /**
   * Returns the sums of products of all pairs of channels about their means.
   *
   * @return [depth][depth], symmetric; a copy
   * @throws IllegalStateException if only variances were measured
   */
  public double[][] scatter() {
    if (scatter == null) {
      throw new IllegalStateException("scatter: expected covariances, measured are variances only");
    }
    return Vectors.copy(scatter);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelMoments that
        && count == that.count
        && Arrays.equals(means, that.means)
        && Arrays.equals(squares, that.squares)
        && Arrays.deepEquals(scatter, that.scatter);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(count) + Arrays.hashCode(means);
  }

  @Override
  public String toString() {
    return String.format(
        "%s of %d pixels, %d channels",
        scatter == null ? "variances" : "covariances", count, means.length);
  }
}
