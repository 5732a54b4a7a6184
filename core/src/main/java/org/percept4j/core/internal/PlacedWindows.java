package org.percept4j.core.internal;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Says where the windows of a layer lie on its input.
 *
 * @param out rows and columns of windows
 * @param padding cells before the first window at the top and at the left
 */
public record PlacedWindows(int[] out, int[] padding) {

  /**
   * Places windows as DL4J does.
   *
   * @param x the input
   * @param padding what the layer says; ignored in Same mode, where it follows from the input
   */
  public static PlacedWindows of(
      INDArray x,
      int[] kernel,
      int[] stride,
      int[] padding,
      ConvolutionMode mode,
      int[] dilation,
      CNN2DFormat format) {
    boolean same = mode == ConvolutionMode.Same;
    int[] out =
        ConvolutionUtils.getOutputSize(
            x, kernel, stride, same ? null : padding, mode, dilation, format);
    if (!same) {
      return new PlacedWindows(out, padding);
    }
    int height = format == CNN2DFormat.NHWC ? 1 : 2;
    int[] size = {(int) x.size(height), (int) x.size(height + 1)};
    return new PlacedWindows(
        out, ConvolutionUtils.getSameModeTopLeftPadding(out, size, kernel, stride, dilation));
  }
}
