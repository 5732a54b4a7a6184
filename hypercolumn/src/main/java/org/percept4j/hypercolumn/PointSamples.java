package org.percept4j.hypercolumn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The columns at some points, one row each, without the volume. */
final class PointSamples {

  private PointSamples() {}

  /** [points, depth], FLOAT. */
  static INDArray matrix(Hypercolumns columns, PixelPoints points) {
    requireInside(columns, points);
    int depth = columns.depth();
    INDArray matrix =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {points.size(), depth}, 'c');
    FloatPointer memory = new FloatPointer(matrix.data().addressPointer());
    fill(
        columns, points, (from, to) -> Floats.part(memory, (long) from * depth, (long) to * depth));
    return matrix;
  }

  /** Points × depth, row-major. */
  static float[] values(Hypercolumns columns, PixelPoints points) {
    requireInside(columns, points);
    int depth = columns.depth();
    float[] matrix = new float[Math.multiplyExact(points.size(), depth)];
    fill(
        columns,
        points,
        (from, to) -> FloatBuffer.wrap(matrix, from * depth, (to - from) * depth).slice());
    return matrix;
  }

  /** With one-hot labels. */
  static DataSet labelled(Hypercolumns columns, PixelPoints points, int[] labels, int classes) {
    if (labels.length != points.size()) {
      throw new IllegalArgumentException(
          "labels: expected " + points.size() + ", one per point, got " + labels.length);
    }
    float[] oneHot = new float[Math.multiplyExact(labels.length, classes)];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label " + i + ": expected 0 to " + (classes - 1) + ", got " + labels[i]);
      }
      oneHot[i * classes + labels[i]] = 1;
    }
    return new DataSet(matrix(columns, points), Floats.array(oneHot, labels.length, classes));
  }

  private static void fill(Hypercolumns columns, PixelPoints points, PointTaps.Target target) {
    for (Block block : columns.blocks()) {
      PointTaps.of(block, points).fill(block, columns.depth(), target);
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
