package org.percept4j.erf.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * A receptive field as a picture: one number per input pixel, and the place that counts as its
 * centre. All measures take magnitudes, so a map of signed gradients is measured as |v|; "mass" is
 * the sum of magnitudes. Maps that are zero everywhere have size 0 and NaN where a measure divides
 * by the mass; maps that hold NaN or an infinity give NaN.
 *
 * <p>Immutable and thread-safe. Pixels are row-major, row 0 at the top; lengths are in pixels.
 */
public final class ErfMap {

  /** What the paper's size counts: pixels above 1 − 0.9545 of the centre's value. */
  public static final double PAPER_THRESHOLD = 1 - 0.9545;

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
   * A map with a given centre.
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
   * A map whose centre is its middle.
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
   * Height.
   *
   * @return number of rows
   */
  public int rows() {
    return rows;
  }

  /**
   * Width.
   *
   * @return number of columns
   */
  public int columns() {
    return columns;
  }

  /**
   * Row of the centre.
   *
   * @return the row, possibly half-integral
   */
  public double centreRow() {
    return centreRow;
  }

  /**
   * Column of the centre.
   *
   * @return the column, possibly half-integral
   */
  public double centreColumn() {
    return centreColumn;
  }

  /**
   * One value.
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
   * All values.
   *
   * @return a new array of rows × columns numbers, row-major
   */
  public double[] toArray() {
    return values.clone();
  }

  /**
   * The same place, other values.
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
   * This map blurred by a Gaussian; mass that would leave the map is folded back at the border.
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
   * Sum of magnitudes.
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
   * Largest magnitude.
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
   * Whether every value is zero: a dead unit.
   *
   * @return true if so
   */
  public boolean isZero() {
    return max() == 0;
  }

  /**
   * How many values are NaN or infinite.
   *
   * @return the count, 0 for a healthy map
   */
  public long nonFinite() {
    return Arrays.stream(values).filter(v -> !Double.isFinite(v)).count();
  }

  /**
   * Magnitude at the centre; the mean of the two or four nearest pixels where the centre lies
   * between pixels.
   *
   * @return the magnitude
   */
  public double centreValue() {
    int top = (int) Math.floor(centreRow);
    int bottom = (int) Math.ceil(centreRow);
    int left = (int) Math.floor(centreColumn);
    int right = (int) Math.ceil(centreColumn);
    return (Math.abs(get(top, left))
            + Math.abs(get(top, right))
            + Math.abs(get(bottom, left))
            + Math.abs(get(bottom, right)))
        / 4;
  }

  /**
   * How many pixels exceed a fraction of the centre's value.
   *
   * @param fraction of {@link #centreValue()}, 0 to 1
   * @return the count
   */
  public long countAbove(double fraction) {
    requireFraction(fraction);
    double threshold = fraction * centreValue();
    return Arrays.stream(values).filter(v -> Math.abs(v) > threshold).count();
  }

  /**
   * Size by the threshold of Luo et al. 2016: the square root of the number of pixels above 1 −
   * 0.9545 of the centre's value. A two-dimensional Gaussian measures 4.406 σ.
   *
   * @return the size in pixels; 0 for a zero map, NaN if a value is not finite
   */
  public double size() {
    return nonFinite() > 0 ? Double.NaN : Math.sqrt((double) countAbove(PAPER_THRESHOLD));
  }

  /**
   * Size by mass: the square root of the smallest number of pixels that hold a fraction of it.
   *
   * @param fraction of the mass, 0 to 1; with 0.9545 a Gaussian measures as by {@link #size()}
   * @return the size in pixels; 0 for a zero map, NaN if a value is not finite
   */
  public double sizeHolding(double fraction) {
    requireFraction(fraction);
    double mass = mass();
    if (!Double.isFinite(mass)) {
      return Double.NaN;
    }
    double[] sorted = Arrays.stream(values).map(Math::abs).sorted().toArray();
    double held = 0;
    int count = 0;
    while (count < sorted.length && held < fraction * mass) {
      held += sorted[sorted.length - 1 - count];
      count++;
    }
    return Math.sqrt(count);
  }

  /**
   * Fit of a two-dimensional Gaussian by least squares.
   *
   * @return the fit; it says itself whether it converged
   */
  public GaussianFit gaussianFit() {
    return GaussianFitter.fit(this);
  }

  /**
   * Centre of mass, second moments and kurtosis.
   *
   * @return the moments; NaN for a zero map or one with NaN
   */
  public Moments moments() {
    return Moments.of(this);
  }

  /**
   * How elongated the field is: the ratio of its larger to its smaller standard deviation.
   *
   * @return at least 1, 1 for a round field; infinite for a line; NaN for a zero map
   */
  public double anisotropy() {
    return moments().anisotropy();
  }

  /**
   * The field by distance from its centre, in rings one pixel wide.
   *
   * @return rings from the centre outwards until every pixel is counted
   */
  public List<RadialRing> radialProfile() {
    return RadialProfile.of(this);
  }

  /**
   * Radius around the centre that holds half the mass; 1.177 σ for a Gaussian.
   *
   * @return the radius in pixels; NaN for a zero map
   */
  public double halfMassRadius() {
    return radiusHolding(0.5);
  }

  /**
   * Radius around the centre that holds a fraction of the mass.
   *
   * @param fraction of the mass, 0 to 1
   * @return the radius in pixels, interpolated between pixel distances; NaN for a zero map
   */
  public double radiusHolding(double fraction) {
    requireFraction(fraction);
    return RadialProfile.radiusHolding(this, fraction);
  }

  /**
   * Share of the picture that a square around its middle pixel needs to hold more than a fraction
   * of the mass, as RepLKNet's analysis script counts: sides 3, 5, 7 … around pixel (rows/2,
   * columns/2). Where that script finds no square, this one goes on until the square covers the
   * picture.
   *
   * @param fraction of the mass, 0 to 1; usual are 0.2, 0.3, 0.5 and 0.99
   * @return side² / (rows · columns), at most 1; NaN for a zero map
   */
  public double areaRatio(double fraction) {
    requireFraction(fraction);
    return AreaRatio.of(this, fraction);
  }

  /**
   * Separate maxima: a peak counts if one must descend by at least {@code prominence} times the
   * map's maximum to reach a higher one. One for a single field, two for a field that looks in two
   * places.
   *
   * @param prominence fraction of the maximum, 0 to 1; 0.25 ignores the ripples of random weights
   * @return the peaks, highest first; none for a zero map
   */
  public List<Peak> peaks(double prominence) {
    requireFraction(prominence);
    return PeakFinder.find(this, prominence);
  }

  /**
   * Whether the border of the picture cuts the field off, so that its size is a lower bound.
   *
   * @return true if a pixel of the first or last row or column exceeds {@link #PAPER_THRESHOLD} of
   *     the centre's value
   */
  public boolean touchesBorder() {
    double threshold = PAPER_THRESHOLD * centreValue();
    for (int r = 0; r < rows; r++) {
      boolean edgeRow = r == 0 || r == rows - 1;
      for (int c = 0; c < columns; c++) {
        boolean edge = edgeRow || c == 0 || c == columns - 1;
        if (edge && Math.abs(values[r * columns + c]) > threshold) {
          return true;
        }
      }
    }
    return false;
  }

  private static void requireFraction(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction: expected 0 to 1, got " + fraction);
    }
  }

  @Override
  public String toString() {
    return "ErfMap " + rows + "x" + columns + ", centre (" + centreRow + ", " + centreColumn + ")";
  }
}
