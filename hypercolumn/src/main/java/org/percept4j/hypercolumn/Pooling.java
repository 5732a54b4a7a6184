package org.percept4j.hypercolumn;

import java.util.Arrays;

/** Mean columns over regions of the image, without the volume. */
final class Pooling {

  private Pooling() {}

  static float[] box(Hypercolumns columns, int fromRow, int toRow, int fromColumn, int toColumn) {
    Indices.requireRange("rows", fromRow, toRow, columns.height());
    Indices.requireRange("columns", fromColumn, toColumn, columns.width());
    boolean[] mask = new boolean[columns.pixels()];
    for (int y = fromRow; y < toRow; y++) {
      int row = y * columns.width();
      Arrays.fill(mask, row + fromColumn, row + toColumn, true);
    }
    return mask(columns, mask);
  }

  static float[] mask(Hypercolumns columns, boolean[] mask) {
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
    double[] sums = Factorised.sums(columns, new float[][] {weights})[0];
    float[] means = new float[columns.depth()];
    for (int c = 0; c < means.length; c++) {
      means[c] = (float) (sums[c] / count);
    }
    return means;
  }
}
