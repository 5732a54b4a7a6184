package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.List;

/** What several images that are learned from together must have in common. */
final class Images {

  private Images() {}

  static List<Hypercolumns> requireSameDepth(List<Hypercolumns> images) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("images: expected at least one, got none");
    }
    images.forEach(image -> requireDepth(image, images.get(0).depth()));
    return List.copyOf(images);
  }

  static void requireDepth(Hypercolumns columns, int depth) {
    if (columns.depth() != depth) {
      throw new IllegalArgumentException(
          "columns: expected a depth of " + depth + ", got " + columns.depth());
    }
  }

  static long pixels(List<Hypercolumns> images) {
    return images.stream().mapToLong(Hypercolumns::pixels).sum();
  }

  /** The sum of all pixels' columns. */
  static double[] total(List<Hypercolumns> images) {
    double[] total = new double[images.get(0).depth()];
    for (Hypercolumns image : images) {
      float[] ones = new float[image.pixels()];
      Arrays.fill(ones, 1);
      double[] sums = Factorised.sums(image, new float[][] {ones})[0];
      for (int c = 0; c < total.length; c++) {
        total[c] += sums[c];
      }
    }
    return total;
  }

  /** The mean of all pixels' columns. */
  static double[] mean(List<Hypercolumns> images) {
    long pixels = pixels(images);
    return Arrays.stream(total(images)).map(sum -> sum / pixels).toArray();
  }
}
