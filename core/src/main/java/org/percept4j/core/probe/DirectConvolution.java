package org.percept4j.core.probe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.internal.NativeConvolution;

/**
 * A 2-D convolution [N, C, H, W] of stride 1 in plain loops, perhaps dilated. For small images it
 * takes less time than a native call needs to begin.
 *
 * <p>Images are laid out with their padding, and outputs as wide as those. Then each weight adds
 * one stretch of memory to another, shifted by the same distance for all pixels; what falls into
 * the columns between the rows of outputs is left out at the end. In the backward pass these
 * columns are zero, and so is a margin around the outputs.
 *
 * @param images N
 * @param channels C of the input
 * @param rows of the input
 * @param columns of the input
 * @param filters channels of the output
 * @param outRows rows of the output
 * @param outColumns columns of the output
 * @param windows where the windows lie
 */
record DirectConvolution(
    int images,
    int channels,
    int rows,
    int columns,
    int filters,
    int outRows,
    int outColumns,
    NativeConvolution.Windows windows) {

  /**
   * Multiplications of one pass up to which loops were found to be faster than ND4J's operations,
   * which begin some tenths of a millisecond late.
   */
  private static final long MAX_MULTIPLY_ADDS = 1L << 20;

  /** Whether this is the faster way. */
  boolean isSmall() {
    long weights = (long) channels * filters * windows.kernel()[0] * windows.kernel()[1];
    return windows.stride()[0] == 1
        && windows.stride()[1] == 1
        && weights * images * outRows * outColumns <= MAX_MULTIPLY_ADDS;
  }

  /**
   * The output, before any activation function.
   *
   * @param x [images, channels, rows, columns]
   * @param weights [filters, channels, kernel rows, kernel columns]
   * @param bias one for each filter
   * @return [images, filters, output rows, output columns]
   */
  float[] forward(float[] x, float[] weights, float @Nullable [] bias) {
    float[] y = new float[images * filters * outRows * outColumns];
    float[] padded = new float[channels * plane()];
    float[] sum = new float[stretch()];
    for (int image = 0; image < images; image++) {
      copyPadded(x, padded, image, false);
      for (int filter = 0; filter < filters; filter++) {
        Arrays.fill(sum, bias == null ? 0 : bias[filter]);
        for (int channel = 0; channel < channels; channel++) {
          int w = (filter * channels + channel) * taps();
          addTaps(weights, w, padded, channel * plane(), 1, sum, 0, sum.length);
        }
        for (int row = 0; row < outRows; row++) {
          int to = ((image * filters + filter) * outRows + row) * outColumns;
          System.arraycopy(sum, row * width(), y, to, outColumns);
        }
      }
    }
    return y;
  }

  /**
   * The adjoint of {@link #forward} without bias: from the gradient by the output to that by the
   * input.
   */
  float[] inputGradient(float[] delta, float[] weights) {
    float[] gradient = new float[images * channels * rows * columns];
    int margin = shift(taps() - 1);
    float[] spread = new float[margin + stretch() + margin];
    for (int image = 0; image < images; image++) {
      float[] padded = new float[channels * plane()];
      for (int filter = 0; filter < filters; filter++) {
        for (int row = 0; row < outRows; row++) {
          int from = ((image * filters + filter) * outRows + row) * outColumns;
          System.arraycopy(delta, from, spread, margin + row * width(), outColumns);
        }
        for (int channel = 0; channel < channels; channel++) {
          int w = (filter * channels + channel) * taps();
          int to = channel * plane();
          addTaps(weights, w, spread, margin, -1, padded, to, stretch() + margin);
        }
      }
      copyPadded(gradient, padded, image, true);
    }
    return gradient;
  }

  /**
   * Adds what each tap of one filter and channel gives, three at a time, so that sums are loaded
   * and stored less often.
   *
   * @param w where its weights begin
   * @param sign whether taps look ahead or back from {@code a}
   */
  private void addTaps(
      float[] weights, int w, float[] from, int a, int sign, float[] to, int b, int n) {
    int tap = 0;
    for (; tap + 2 < taps(); tap += 3) {
      float w0 = weights[w + tap];
      float w1 = weights[w + tap + 1];
      float w2 = weights[w + tap + 2];
      int a0 = a + sign * shift(tap);
      int a1 = a + sign * shift(tap + 1);
      int a2 = a + sign * shift(tap + 2);
      for (int i = 0; i < n; i++) {
        to[b + i] += w0 * from[a0 + i] + w1 * from[a1 + i] + w2 * from[a2 + i];
      }
    }
    for (; tap < taps(); tap++) {
      float w0 = weights[w + tap];
      int a0 = a + sign * shift(tap);
      for (int i = 0; i < n; i++) {
        to[b + i] += w0 * from[a0 + i];
      }
    }
  }

  /** Copies one image into its padded form, or back; rows that no window sees are left out. */
  private void copyPadded(float[] image, float[] padded, int index, boolean back) {
    int top = windows.padding()[0];
    int left = windows.padding()[1];
    int n = Math.min(columns, width() - left);
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < Math.min(rows, height() - top); row++) {
        int a = ((index * channels + channel) * rows + row) * columns;
        int b = channel * plane() + (row + top) * width() + left;
        if (back) {
          System.arraycopy(padded, b, image, a, n);
        } else {
          System.arraycopy(image, a, padded, b, n);
        }
      }
    }
  }

  private int taps() {
    return windows.kernel()[0] * windows.kernel()[1];
  }

  private int shift(int tap) {
    int row = tap / windows.kernel()[1] * windows.dilation()[0];
    return row * width() + tap % windows.kernel()[1] * windows.dilation()[1];
  }

  private int height() {
    return outRows + (windows.kernel()[0] - 1) * windows.dilation()[0];
  }

  private int width() {
    return outColumns + (windows.kernel()[1] - 1) * windows.dilation()[1];
  }

  private int plane() {
    return height() * width();
  }

  /** From the first output to the last, in rows as wide as padded images. */
  private int stretch() {
    return (outRows - 1) * width() + outColumns;
  }
}
