package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.percept4j.core.internal.Draw;

/**
 * Places in an image, in pixels: row {@code y} and column {@code x}, the centre of the first pixel
 * at (0, 0). Places between pixel centres are allowed.
 *
 * <p>Immutable and thread-safe.
 */
public final class PixelPoints {

  private final double[] y;
  private final double[] x;

  private PixelPoints(double[] y, double[] x) {
    this.y = y;
    this.x = x;
  }

  /**
   * Makes points of coordinates.
   *
   * @param y rows, finite. Not modified; copied.
   * @param x columns, as many, finite. Not modified; copied.
   * @return the points
   * @throws IllegalArgumentException if the lengths differ or a coordinate is not finite
   */
  public static PixelPoints of(double[] y, double[] x) {
    if (y.length != x.length) {
      throw new IllegalArgumentException(
          "x: expected " + y.length + " columns, one per row coordinate, got " + x.length);
    }
    for (int i = 0; i < y.length; i++) {
      if (!Double.isFinite(y[i]) || !Double.isFinite(x[i])) {
        throw new IllegalArgumentException(
            "point " + i + ": expected finite coordinates, got (" + y[i] + ", " + x[i] + ")");
      }
    }
    return new PixelPoints(y.clone(), x.clone());
  }

  /**
   * Makes points of pixels' coordinates.
   *
   * @param y rows. Not modified.
   * @param x columns, as many. Not modified.
   * @return the points
   * @throws IllegalArgumentException if the lengths differ
   */
  public static PixelPoints of(int[] y, int[] x) {
    return of(
        Arrays.stream(y).asDoubleStream().toArray(), Arrays.stream(x).asDoubleStream().toArray());
  }

  /**
   * Draws different pixels at random, all equally likely (as PixelNet samples an image; Bansal et
   * al. 2017, section 3).
   *
   * @param count how many, at most all of them
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param seed the same seed gives the same pixels
   * @return the pixels in random order
   * @throws IllegalArgumentException if there are fewer pixels than asked for
   */
  public static PixelPoints random(int count, int height, int width, long seed) {
    int pixels = Math.multiplyExact(height, width);
    if (count < 0 || count > pixels) {
      throw new IllegalArgumentException(
          "count: expected 0 to " + pixels + " pixels, got " + count);
    }
    return ofPixels(Draw.distinct(count, pixels, new SplittableRandom(seed)), width);
  }

  /** Pixels by their index in row order. */
  static PixelPoints ofPixels(int[] pixels, int width) {
    return new PixelPoints(
        IntStream.of(pixels).map(p -> p / width).asDoubleStream().toArray(),
        IntStream.of(pixels).map(p -> p % width).asDoubleStream().toArray());
  }

  /**
   * Moves points that lie outside an image to the nearest place inside.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @return the points with 0 ≤ y ≤ height − 1 and 0 ≤ x ≤ width − 1
   */
  public PixelPoints clamped(int height, int width) {
    return new PixelPoints(
        Arrays.stream(y).map(v -> Math.min(height - 1, Math.max(0, v))).toArray(),
        Arrays.stream(x).map(v -> Math.min(width - 1, Math.max(0, v))).toArray());
  }

  /**
   * Returns the number of points.
   *
   * @return the count
   */
  public int size() {
    return y.length;
  }

  /**
   * Returns a point's row.
   *
   * @param i which point
   * @return its row in pixels
   */
  public double y(int i) {
    return y[i];
  }

  /** The points' numbers, row by row and in each from left to right, whole pixels considered. */
  int[] inRows(int width) {
    long[] keys = new long[y.length];
    for (int i = 0; i < keys.length; i++) {
      long row = (long) y[i];
      long column = (long) x[i];
      keys[i] = (row * width + column) << Integer.SIZE | i;
    }
    Arrays.parallelSort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /**
   * Returns a point's column.
   *
   * @param i which point
   * @return its column in pixels
   */
  public double x(int i) {
    return x[i];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelPoints that
        && Arrays.equals(y, that.y)
        && Arrays.equals(x, that.x);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(y) + Arrays.hashCode(x);
  }

  @Override
  public String toString() {
    return y.length + " points" + (y.length == 1 ? " at (" + y[0] + ", " + x[0] + ")" : "");
  }
}
