package org.percept4j.core.internal;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Max pooling of undilated windows over FLOAT [N, C, H, W], both ways, in plain loops; ND4J's
 * operations take several times as long. Results are the same bit for bit: windows are cut off
 * where padding begins, the first of several largest values gets the gradient, and NaN is never the
 * largest. Only where a window holds nothing above {@code -Float.MAX_VALUE}, and some padding, does
 * ND4J give its gradient to some other cell than the first.
 *
 * @param rows where windows begin along the height
 * @param columns and along the width
 */
public record MaxPooling(Axis rows, Axis columns) {

  /** Up to this many values one thread is faster than several. */
  private static final long MAX_SERIAL_VALUES = 1L << 17;

  /** Parts that threads share otherwise. */
  private static final int RUNS = 4 * Runtime.getRuntime().availableProcessors();

  /**
   * Says where windows begin along one axis.
   *
   * @param kernel cells of a window
   * @param stride from one window to the next
   * @param pad cells of the first window that lie before the input
   * @param size cells of the input
   * @param windows how many there are
   */
  public record Axis(int kernel, int stride, int pad, int size, int windows) {

    /** The first cell of a window that is not padding. */
    int from(int window) {
      return Math.max(0, window * stride - pad);
    }

    /** Whether each window is a pair of its own, all within the input. */
    boolean halves() {
      return kernel == 2 && stride == 2 && pad == 0 && 2 * windows <= size;
    }

    /** One more than the last. */
    int to(int window) {
      return Math.min(size, window * stride - pad + kernel);
    }
  }

  /**
   * Windows over images.
   *
   * @param images [N, C, H, W]
   * @param out rows and columns of windows
   * @return null if a window may lie in padding altogether
   */
  public static @Nullable MaxPooling of(
      int[] kernel, int[] stride, int[] padding, INDArray images, int[] out) {
    if (padding[0] >= kernel[0] || padding[1] >= kernel[1]) {
      return null;
    }
    return new MaxPooling(
        new Axis(kernel[0], stride[0], padding[0], (int) images.size(2), out[0]),
        new Axis(kernel[1], stride[1], padding[1], (int) images.size(3), out[1]));
  }

  /**
   * Takes the largest value of each window.
   *
   * @param x contiguous, C order. Not modified
   * @param y contiguous, C order, as many planes as {@code x}. Modified
   */
  public void forward(INDArray x, INDArray y) {
    inRuns(
        x,
        (first, end) -> {
          float[] values = new float[rows.size * columns.size];
          float[] largest = new float[rows.windows * columns.windows];
          float[] tallest = new float[columns.size];
          for (int plane = first; plane < end; plane++) {
            plane(x, plane, values.length).get(values);
            for (int row = 0; row < rows.windows; row++) {
              tallest(values, row, tallest);
              for (int column = 0; column < columns.windows; column++) {
                largest[row * columns.windows + column] = widest(tallest, values, row, column);
              }
            }
            plane(y, plane, largest.length).put(largest);
          }
        });
  }

  /**
   * Gives the gradient of each window to the cell its value came from.
   *
   * @param x the input, contiguous, C order. Not modified
   * @param delta the gradient by the output, contiguous, C order. Not modified
   * @param gradient of the same shape as {@code x}, contiguous, C order. Modified
   */
  public void backward(INDArray x, INDArray delta, INDArray gradient) {
    inRuns(
        x,
        (first, end) -> {
          float[] values = new float[rows.size * columns.size];
          float[] given = new float[rows.windows * columns.windows];
          float[] sums = new float[values.length];
          for (int plane = first; plane < end; plane++) {
            plane(x, plane, values.length).get(values);
            plane(delta, plane, given.length).get(given);
            Arrays.fill(sums, 0);
            if (rows.halves() && columns.halves()) {
              HalvingPool.backward(
                  values, given, sums, columns.size, rows.windows, columns.windows);
            } else {
              backward(values, given, sums);
            }
            plane(gradient, plane, sums.length).put(sums);
          }
        });
  }

  private void backward(float[] x, float[] given, float[] sums) {
    for (int row = 0, i = 0; row < rows.windows; row++) {
      for (int column = 0; column < columns.windows; column++, i++) {
        sums[largest(x, row, column)] += given[i];
      }
    }
  }

  private static FloatBuffer plane(INDArray images, long plane, int cells) {
    return HostFloats.window(images, plane * cells, (plane + 1) * cells);
  }

  /** The largest values of the columns within a row of windows; NaN where there is one. */
  private void tallest(float[] x, int row, float[] result) {
    Arrays.fill(result, -Float.MAX_VALUE);
    for (int y = rows.from(row); y < rows.to(row); y++) {
      int start = y * columns.size;
      for (int i = 0; i < result.length; i++) {
        result[i] = Math.max(result[i], x[start + i]);
      }
    }
  }

  private float widest(float[] tallest, float[] x, int row, int column) {
    float most = -Float.MAX_VALUE;
    for (int i = columns.from(column); i < columns.to(column); i++) {
      most = Math.max(most, tallest[i]);
    }
    if (Float.isNaN(most)) {
      float number = x[largest(x, row, column)];
      return number > -Float.MAX_VALUE ? number : -Float.MAX_VALUE;
    }
    return most;
  }

  /** Some planes, from the first to before the last. */
  private interface Run {
    void over(int first, int end);
  }

  private static void inRuns(INDArray x, Run run) {
    int planes = Math.toIntExact(x.size(0) * x.size(1));
    int runs = x.length() > MAX_SERIAL_VALUES ? Math.min(planes, RUNS) : 1;
    IntStream.range(0, runs)
        .parallel()
        .forEach(
            i ->
                run.over((int) ((long) planes * i / runs), (int) ((long) planes * (i + 1) / runs)));
  }

  private int largest(float[] x, int row, int column) {
    int left = columns.from(column);
    int right = columns.to(column);
    int top = rows.from(row);
    int bottom = rows.to(row);
    int best = top * columns.size + left;
    float most = -Float.MAX_VALUE;
    for (int y = top; y < bottom; y++) {
      int start = y * columns.size;
      for (int i = start + left; i < start + right; i++) {
        if (x[i] > most) {
          most = x[i];
          best = i;
        }
      }
    }
    return best;
  }
}
