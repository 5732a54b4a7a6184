package org.percept4j.hypercolumn;

import java.util.Arrays;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.Floats;

/** Averages columns over regions of the image, without the volume. Thread-safe. */
public final class Pooling {

  private Pooling() {}

  /**
   * Averages the columns of a box of pixels.
   *
   * @param columns an image's columns
   * @param fromRow first row
   * @param toRow row after the last
   * @param fromColumn first column
   * @param toColumn column after the last
   * @return {@code depth()} means
   * @throws IndexOutOfBoundsException if the box is empty or reaches outside
   */
  public static float[] box(
      Hypercolumns columns, int fromRow, int toRow, int fromColumn, int toColumn) {
    Checks.range("rows", columns.height(), fromRow, toRow);
    Checks.range("columns", columns.width(), fromColumn, toColumn);
    boolean[] mask = new boolean[columns.pixels()];
    for (int y = fromRow; y < toRow; y++) {
      int row = y * columns.width();
      Arrays.fill(mask, row + fromColumn, row + toColumn, true);
    }
    return mask(columns, mask);
  }

  /**
   * Averages the columns of a mask's pixels.
   *
   * @param columns an image's columns
   * @param mask {@code height() · width()} pixels, row after row; true for those that count. Not
   *     modified.
   * @return {@code depth()} means
   * @throws IllegalArgumentException if the mask has another size or no pixel counts
   */
  public static float[] mask(Hypercolumns columns, boolean[] mask) {
    if (mask.length != columns.pixels()) {
      throw new IllegalArgumentException(
          "mask: expected "
              + columns.height()
              + "×"
              + columns.width()
              + " pixels, got "
              + mask.length);
    }
    float[] weights = new float[mask.length];
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        weights[i] = 1;
        count++;
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException("mask: expected at least one pixel, got none");
    }
    float[] origin = Floats.narrowed(columns.mean());
    double[] sums = columns.products(origin).weightedSums(new float[][] {weights})[0];
    float[] means = new float[columns.depth()];
    for (int c = 0; c < means.length; c++) {
      means[c] = (float) (origin[c] + sums[c] / count);
    }
    return means;
  }
}
