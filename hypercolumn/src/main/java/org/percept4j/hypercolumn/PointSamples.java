package org.percept4j.hypercolumn;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The columns at some points, one row each, without the volume. */
final class PointSamples {

  private PointSamples() {}

  /** [points, depth], FLOAT. */
  static INDArray matrix(Hypercolumns columns, PixelPoints points) {
    requireInside(columns, points);
    int depth = columns.depth();
    INDArray matrix = LargeArrays.create(points.size(), depth);
    HostWrites.begin(matrix);
    fill(columns, points, SampleMatrix.of(matrix));
    HostWrites.end(matrix);
    return matrix;
  }

  /** Points × depth, row-major. */
  static float[] values(Hypercolumns columns, PixelPoints points) {
    requireInside(columns, points);
    int depth = columns.depth();
    float[] matrix = new float[Math.multiplyExact(points.size(), depth)];
    fill(columns, points, SampleMatrix.of(matrix, depth));
    return matrix;
  }

  private static void fill(Hypercolumns columns, PixelPoints points, SampleMatrix matrix) {
    int[] order = points.inRows(columns.width());
    for (Block block : columns.blocks()) {
      PointTaps.of(block, points, order).fill(block, matrix);
    }
  }

  private static void requireInside(Hypercolumns columns, PixelPoints points) {
    if (points.size() == 0) {
      throw new IllegalArgumentException("points: expected at least one, got none");
    }
    int bottom = columns.height() - 1;
    int right = columns.width() - 1;
    for (int i = 0; i < points.size(); i++) {
      if (!(points.y(i) >= 0 && points.y(i) <= bottom)
          || !(points.x(i) >= 0 && points.x(i) <= right)) {
        throw new IndexOutOfBoundsException(
            String.format(
                "point %d: expected within rows 0 to %d and columns 0 to %d, got (%s, %s)",
                i, bottom, right, points.y(i), points.x(i)));
      }
    }
  }
}
