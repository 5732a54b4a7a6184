package org.percept4j.hypercolumn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.HostFloats;

/** A matrix of points × depth to be written, of any size. Several threads may write at once. */
final class SampleMatrix {

  /** Floats that one buffer shows; buffers count in int. */
  private static final int WINDOW = 1 << 28;

  private final FloatBuffer[] windows;
  private final int rowsEach;
  private final int depth;

  private SampleMatrix(FloatBuffer[] windows, int rowsEach, int depth) {
    this.windows = windows;
    this.rowsEach = rowsEach;
    this.depth = depth;
  }

  /** Into an array [points, depth], FLOAT, C order. */
  static SampleMatrix of(INDArray matrix) {
    return of(matrix, WINDOW);
  }

  static SampleMatrix of(INDArray matrix, int window) {
    long points = matrix.size(0);
    int depth = (int) matrix.size(1);
    int rowsEach = Math.max(1, window / depth);
    FloatBuffer[] windows = new FloatBuffer[(int) ((points + rowsEach - 1) / rowsEach)];
    for (int i = 0; i < windows.length; i++) {
      long first = (long) i * rowsEach;
      long last = Math.min(points, first + rowsEach);
      windows[i] = HostFloats.window(matrix, first * depth, last * depth);
    }
    return new SampleMatrix(windows, rowsEach, depth);
  }

  /** Into a plain array, row-major. */
  static SampleMatrix of(float[] matrix, int depth) {
    return new SampleMatrix(
        new FloatBuffer[] {FloatBuffer.wrap(matrix)}, Math.max(1, matrix.length / depth), depth);
  }

  /** Overwrites {@code n} channels of a point with values from {@code from} on. */
  void put(int point, int channel, float[] values, int from, int n) {
    windows[point / rowsEach].put(point % rowsEach * depth + channel, values, from, n);
  }
}
