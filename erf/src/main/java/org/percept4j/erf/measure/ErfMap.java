package org.percept4j.erf.measure;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Holds a receptive field as a picture: one number per input pixel, and the place that counts as
 * its centre. What can be measured on it is a {@link Measure}, a {@link Threshold}, its {@link
 * Moments}, a {@link GaussianFit}, its {@link RadialProfile} and its {@link Peak peaks}.
 *
 * <p>All measures take magnitudes, so a map of signed gradients is measured as |v|; "mass" is the
 * sum of magnitudes. Maps that are zero everywhere have size 0 and NaN where a measure divides by
 * the mass; maps that hold NaN or an infinity give NaN. A map with one row or one column is
 * one-dimensional, as that of a sequence is.
 *
 * <p>Immutable and thread-safe. Pixels are row-major, row 0 at the top; lengths are in pixels.
 */
public final class ErfMap {

  private final int rows;
  private final int columns;
  private final double[] values;
  private final double centreRow;
  private final double centreColumn;

  private ErfMap(int rows, int columns, double[] values, double centreRow, double centreColumn) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.centreRow = centreRow;
    this.centreColumn = centreColumn;
  }

  /**
   * Returns a map with a given centre.
   *
   * @param rows height, at least 1
   * @param columns width, at least 1
   * @param values rows × columns numbers, row-major. Not modified; copied.
   * @param centreRow row of the centre, 0 to rows − 1; half-integral for fields of even size
   * @param centreColumn column of the centre, 0 to columns − 1
   * @return the map
   * @throws IllegalArgumentException if the sizes do not fit or the centre lies outside
   */
  public static ErfMap of(
      int rows, int columns, double[] values, double centreRow, double centreColumn) {
    if (rows < 1 || columns < 1 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          "values: expected rows x columns numbers, got "
              + values.length
              + " for "
              + rows
              + "x"
              + columns);
    }
    requireInside("centreRow", centreRow, rows);
    requireInside("centreColumn", centreColumn, columns);
    return new ErfMap(rows, columns, values.clone(), centreRow, centreColumn);
  }

  /**
   * Returns a map whose centre is its middle.
   *
   * @param values rows of equal length, at least one. Not modified; copied.
   * @return the map
   * @throws IllegalArgumentException if there are no values or the rows differ in length
   */
  public static ErfMap of(double[][] values) {
    Objects.requireNonNull(values, "values");
    int columns = values.length == 0 ? 0 : values[0].length;
    double[] flat = new double[values.length * columns];
    for (int r = 0; r < values.length; r++) {
      if (values[r].length != columns) {
        throw new IllegalArgumentException(
            "values: expected rows of length " + columns + ", got " + values[r].length);
      }
      System.arraycopy(values[r], 0, flat, r * columns, columns);
    }
    return of(values.length, columns, flat, (values.length - 1) / 2.0, (columns - 1) / 2.0);
  }

  private static void requireInside(String name, double at, int size) {
    if (!(at >= 0 && at <= size - 1)) {
      throw new IllegalArgumentException(name + ": expected 0 to " + (size - 1) + ", got " + at);
    }
  }

  /**
   * Returns the height.
   *
   * @return number of rows
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns the width.
   *
   * @return number of columns
   */
  public int columns() {
    return columns;
  }

  /**
   * Returns the row of the centre.
   *
   * @return the row, possibly half-integral
   */
  public double centreRow() {
    return centreRow;
  }

  /**
   * Returns the column of the centre.
   *
   * @return the column, possibly half-integral
   */
  public double centreColumn() {
    return centreColumn;
  }

  /**
   * Returns one value.
   *
   * @param row row, 0 at the top
   * @param column column, 0 at the left
   * @return the value, with its sign
   */
  public double get(int row, int column) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException(
          String.format(
              "pixel: expected rows 0 to %d and columns 0 to %d, got (%d, %d)",
              rows - 1, columns - 1, row, column));
    }
    return values[row * columns + column];
  }

  /**
   * Returns all values.
   *
   * @return a new array of rows × columns numbers, row-major
   */
  public double[] toArray() {
    return values.clone();
  }

  /**
   * Returns a map of the same place with other values.
   *
   * @param function applied to every value
   * @return a new map
   */
  public ErfMap map(DoubleUnaryOperator function) {
    double[] mapped = new double[values.length];
    Arrays.setAll(mapped, i -> function.applyAsDouble(values[i]));
    return new ErfMap(rows, columns, mapped, centreRow, centreColumn);
  }

  /**
   * Returns a map of the same place with given values.
   *
   * @param function gives the value of a pixel by its position in row-major order
   * @return a new map
   */
  public ErfMap withValues(IntToDoubleFunction function) {
    double[] given = new double[values.length];
    Arrays.setAll(given, function);
    return new ErfMap(rows, columns, given, centreRow, centreColumn);
  }

  /**
   * Returns this map blurred by a Gaussian; mass that would leave the map is folded back at the
   * border.
   *
   * @param sigma standard deviation in pixels, above 0
   * @return a new map
   * @throws IllegalArgumentException if {@code sigma} is not positive and finite
   */
  public ErfMap smoothed(double sigma) {
    return new ErfMap(
        rows, columns, GaussianBlur.apply(values, rows, columns, sigma), centreRow, centreColumn);
  }

  /**
   * Returns the sum of magnitudes.
   *
   * @return Σ|v|
   */
  public double mass() {
    double sum = 0;
    for (double v : values) {
      sum += Math.abs(v);
    }
    return sum;
  }

  /**
   * Returns the largest magnitude.
   *
   * @return max |v|; NaN if a value is NaN
   */
  public double max() {
    double max = 0;
    for (double v : values) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  /**
   * Tells whether every value is zero: a dead unit.
   *
   * @return true if so
   */
  public boolean isZero() {
    return max() == 0;
  }

  /**
   * Counts the values that are NaN or infinite.
   *
   * @return the count, 0 for a healthy map
   */
  public long nonFinite() {
    return Arrays.stream(values).filter(v -> !Double.isFinite(v)).count();
  }

  /**
   * Returns the number of axes along which the map extends.
   *
   * @return 1 for a single row or column, 2 otherwise
   */
  public int dimensions() {
    return rows == 1 || columns == 1 ? 1 : 2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ErfMap map
        && map.rows == rows
        && map.columns == columns
        && Double.compare(map.centreRow, centreRow) == 0
        && Double.compare(map.centreColumn, centreColumn) == 0
        && Arrays.equals(map.values, values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, columns, centreRow, centreColumn, Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    return "ErfMap " + rows + "x" + columns + ", centre (" + centreRow + ", " + centreColumn + ")";
  }
}
