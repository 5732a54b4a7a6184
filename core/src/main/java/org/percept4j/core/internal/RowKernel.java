package org.percept4j.core.internal;

/**
 * Rows of a convolution of stride 1 over pixels whose channels lie side by side. Made of the
 * processor's vector instructions where Java has them, see {@link RowKernels}. Thread-safe.
 */
public interface RowKernel {

  /**
   * Says which values an output pixel sums: some of them side by side, then others.
   *
   * @param runs where those that lie side by side begin, from the first on
   * @param length how many lie side by side
   * @param pixelStep from the values of one output pixel to those of the next
   */
  record Window(int[] runs, int length, int pixelStep) {}

  /**
   * Returns how many output channels are computed at once: arrays of them are padded to a multiple.
   */
  int lanes();

  /**
   * Computes {@link #lanes} output channels of neighbouring pixels: b + Σ w·x, summed in the order
   * of the window with fused multiplications, so within γ_n Σ|w||x| of the exact value.
   *
   * @param x input. Not modified
   * @param xAt the first value of the first pixel's window
   * @param weights lanes() weights for each value of the window, in its order. Not modified
   * @param weightsAt the first of them
   * @param bias lanes() values from {@code biasAt}. Not modified
   * @param y output. Modified
   * @param yAt the first channel of the first pixel
   * @param yStep from one pixel to the next
   * @param pixels how many, at least 1
   */
  void convolve(
      Window window,
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int yStep,
      int pixels);

  /**
   * Applies y ← max(y, slope·y); NaN stays.
   *
   * @param y Modified
   * @param n a multiple of {@link #lanes}
   * @param slope of negative values, 0 for ReLU, below 1
   */
  void rectify(float[] y, int at, int n, float slope);

  /**
   * Multiplies by the slope of {@link #rectify}: 1 where its result is above 0 (or 0, if the slope
   * is not 0) or NaN, else slope.
   *
   * @param delta Modified
   * @param y what {@link #rectify} gave. Not modified
   * @param n a multiple of {@link #lanes}
   */
  void multiplyBySlope(float[] delta, int at, float[] y, int yAt, int n, float slope);
}
