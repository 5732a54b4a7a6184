package org.percept4j.hypercolumn.learn;

import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Compares a column with those of all pixels of an image: where does the network see the same? What
 * does not depend on the column is computed once, so that each question takes one product with the
 * maps.
 *
 * <p>Holds the image's columns and 8 bytes per pixel. Immutable and thread-safe.
 */
public final class PixelSimilarity {

  private final Hypercolumns columns;
  private final float[] origin;
  private final float[] norms;
  private final float[] centredNorms;

  private PixelSimilarity(Hypercolumns columns) {
    this.columns = columns;
    this.origin = Floats.narrowed(columns.mean());
    this.norms = columns.products().squaredNorms();
    this.centredNorms = columns.products(origin).squaredNorms();
  }

  /**
   * Prepares an image.
   *
   * @param columns the image's columns
   * @return what compares with its pixels
   */
  public static PixelSimilarity of(Hypercolumns columns) {
    return new PixelSimilarity(columns);
  }

  /**
   * Computes the cosine of the angle between a column and that of every pixel.
   *
   * @param column {@code depth} values, such as another image's {@link Hypercolumns#at}. Not
   *     modified.
   * @return {@code height·width} values from −1 to 1, row after row; 0 where either has no length
   * @throws IllegalArgumentException if it has another length or a value is not finite
   */
  public float[] cosine(float[] column) {
    double[] vector = checked(column);
    double length = Math.sqrt(Vectors.dot(vector, vector));
    float[] cosines = columns.products().project(new double[][] {vector}).planes()[0];
    for (int p = 0; p < cosines.length; p++) {
      double product = length * Math.sqrt(norms[p]);
      double cosine = product == 0 ? 0 : cosines[p] / product;
      cosines[p] = (float) Math.max(-1, Math.min(1, cosine));
    }
    return cosines;
  }

  /**
   * Computes the Euclidean distance of a column from that of every pixel.
   *
   * @param column {@code depth} values. Not modified.
   * @return {@code height·width} values, 0 or more, row after row; small ones are off by up to 1e-3
   *     of the distances from the image's mean column, larger ones to single precision
   * @throws IllegalArgumentException if it has another length or a value is not finite
   */
  public float[] distance(float[] column) {
    double[] vector = checked(column);
    for (int c = 0; c < vector.length; c++) {
      vector[c] -= origin[c];
    }
    double squared = Vectors.dot(vector, vector);
    float[] distances = columns.products(origin).project(new double[][] {vector}).planes()[0];
    for (int p = 0; p < distances.length; p++) {
      double square = centredNorms[p] - 2.0 * distances[p] + squared;
      distances[p] = (float) Math.sqrt(Math.max(0, square));
    }
    return distances;
  }

  private double[] checked(float[] column) {
    if (column.length != columns.depth()) {
      throw new IllegalArgumentException(
          "column: expected " + columns.depth() + " values, got " + column.length);
    }
    double[] wide = new double[column.length];
    for (int c = 0; c < wide.length; c++) {
      if (!Float.isFinite(column[c])) {
        throw new IllegalArgumentException(
            "column: expected finite values, got " + column[c] + " in channel " + c);
      }
      wide[c] = column[c];
    }
    return wide;
  }

  @Override
  public String toString() {
    return "PixelSimilarity to the pixels of " + columns;
  }
}
