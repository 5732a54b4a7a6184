package org.percept4j.core.custom;

/**
 * Lists which positions of an input each position of an output reads, along one axis. Immutable.
 */
public sealed interface AxisFootprint {

  /** Reads the same position: activation functions, sums, kernels of 1. */
  AxisFootprint IDENTITY = new Window(1, 1, 1, 0, 0);

  /**
   * Slides a window: output u reads inputs u·stride − padBefore + j·dilation, j = 0 … kernel − 1.
   *
   * @param kernel number of taps, at least 1
   * @param stride step between windows, at least 1
   * @param dilation step between taps, at least 1
   * @param padBefore padding at the top or left; negative values crop
   * @param padAfter padding at the bottom or right; negative values crop
   */
  record Window(int kernel, int stride, int dilation, int padBefore, int padAfter)
      implements AxisFootprint {}

  /**
   * Slides a transposed window: output u reads every input v with v·stride − cutBefore + j·dilation
   * = u for some j = 0 … kernel − 1.
   *
   * @param kernel number of taps, at least 1
   * @param stride upsampling factor, at least 1
   * @param dilation step between taps, at least 1
   * @param cutBefore what is cut from the top or left of the full output
   * @param cutAfter what is cut from the bottom or right of the full output
   */
  record Transposed(int kernel, int stride, int dilation, int cutBefore, int cutAfter)
      implements AxisFootprint {}

  /**
   * Repeats every position.
   *
   * @param factor how often, at least 1
   */
  record Repeated(int factor) implements AxisFootprint {}

  /** Reads everything into a single position. */
  record Whole() implements AxisFootprint {}

  /**
   * Reads what a table says, as resizing does.
   *
   * @param first for each output position the first input position it reads. Not copied
   * @param last for each output position the last one. Not copied
   */
  record Table(int[] first, int[] last) implements AxisFootprint {}
}
