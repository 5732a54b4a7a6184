package org.percept4j.erf.theory;

import org.percept4j.core.internal.Checks;

/**
 * Describes how one operation connects positions along one axis: which input positions an output
 * position reads. Rows and columns are described apart, so non-square kernels need no special case.
 */
public sealed interface AxisOp {

  /** Value that {@link #input} returns where a tap reads nothing. */
  int NONE = Integer.MIN_VALUE;

  /** Leaves every position where it is: activations, batch normalisation, sums, 1x1 kernels. */
  AxisOp IDENTITY = new Window(1, 1, 1, 0, 0);

  /**
   * Computes the length of the output axis.
   *
   * @param inputSize length of the input axis, at least 1
   * @return the length, at least 1
   * @throws IllegalArgumentException if the input is smaller than the operation needs
   */
  int outputSize(int inputSize);

  /**
   * Counts the input positions that one output position reads at most.
   *
   * @param inputSize length of the input axis
   * @return the number of taps, at least 1
   */
  int taps(int inputSize);

  /**
   * Finds the input position that one tap of an output position reads.
   *
   * @param output output position; may lie outside the map
   * @param tap tap, from 0 below {@link #taps}
   * @return the input position, possibly in the padding, or {@link #NONE}
   */
  int input(int output, int tap);

  /**
   * Finds the input positions that a run of output positions reads, gaps of stride and dilation
   * filled.
   *
   * @param output the output positions; may lie outside the map
   * @param inputSize length of the input axis
   * @return the input positions, possibly in the padding
   */
  Interval inputOf(Interval output, int inputSize);

  /**
   * Describes a sliding window: convolution, pooling, zero padding (a kernel of 1 with padding) or
   * cropping (a kernel of 1 with negative padding). Output u reads inputs u·stride − padBefore +
   * j·dilation, j = 0 … kernel−1.
   *
   * @param kernel number of taps, at least 1
   * @param stride step between windows, at least 1
   * @param dilation step between taps, at least 1
   * @param padBefore padding at the top or left; negative values crop
   * @param padAfter padding at the bottom or right; negative values crop
   */
  record Window(int kernel, int stride, int dilation, int padBefore, int padAfter)
      implements AxisOp {

    /**
     * Rejects what cannot slide.
     *
     * @param kernel number of taps
     * @param stride step between windows
     * @param dilation step between taps
     * @param padBefore padding at the top or left
     * @param padAfter padding at the bottom or right
     */
    public Window {
      Checks.atLeast("kernel", 1, kernel);
      Checks.atLeast("stride", 1, stride);
      Checks.atLeast("dilation", 1, dilation);
    }

    /**
     * Returns a window without padding.
     *
     * @param kernel number of taps
     * @param stride step between windows
     * @param dilation step between taps
     * @return the window
     */
    public static Window valid(int kernel, int stride, int dilation) {
      return new Window(kernel, stride, dilation, 0, 0);
    }

    /**
     * Returns a window in DL4J's (and TensorFlow's) Same mode: ⌈input/stride⌉ outputs, the odd
     * padded position at the bottom or right. The padding depends on the input's size.
     *
     * @param kernel number of taps
     * @param stride step between windows
     * @param dilation step between taps
     * @param inputSize length of the input axis
     * @return the window
     */
    public static Window same(int kernel, int stride, int dilation, int inputSize) {
      int outputs = (inputSize + stride - 1) / stride;
      int needed = (outputs - 1) * stride + dilation * (kernel - 1) + 1 - inputSize;
      // A stride longer than the kernel needs less than the input: nothing is padded then.
      int padding = Math.max(0, needed);
      return new Window(kernel, stride, dilation, padding / 2, padding - padding / 2);
    }

    /**
     * Returns the window's length with its gaps: dilation·(kernel−1) + 1.
     *
     * @return the effective kernel
     */
    public int effectiveKernel() {
      return dilation * (kernel - 1) + 1;
    }

    @Override
    public int outputSize(int inputSize) {
      int padded = inputSize + padBefore + padAfter;
      if (padded < effectiveKernel()) {
        throw new IllegalArgumentException(
            "input size: expected at least "
                + (effectiveKernel() - padBefore - padAfter)
                + " for a window of "
                + effectiveKernel()
                + ", got "
                + inputSize);
      }
      return (padded - effectiveKernel()) / stride + 1;
    }

    @Override
    public int taps(int inputSize) {
      return kernel;
    }

    @Override
    public int input(int output, int tap) {
      return output * stride - padBefore + tap * dilation;
    }

    @Override
    public Interval inputOf(Interval output, int inputSize) {
      return new Interval(
          output.first() * stride - padBefore,
          output.last() * stride - padBefore + effectiveKernel() - 1);
    }
  }

  /**
   * Describes a transposed convolution: output u reads every input v with v·stride − padBefore +
   * j·dilation = u for some tap j.
   *
   * @param kernel number of taps, at least 1
   * @param stride upsampling factor, at least 1
   * @param dilation step between taps, at least 1
   * @param padBefore what is cut from the top or left of the full output
   * @param padAfter what is cut from the bottom or right of the full output
   */
  record Transposed(int kernel, int stride, int dilation, int padBefore, int padAfter)
      implements AxisOp {

    /**
     * Rejects what cannot slide.
     *
     * @param kernel number of taps
     * @param stride upsampling factor
     * @param dilation step between taps
     * @param padBefore what is cut from the top or left
     * @param padAfter what is cut from the bottom or right
     */
    public Transposed {
      Checks.atLeast("kernel", 1, kernel);
      Checks.atLeast("stride", 1, stride);
      Checks.atLeast("dilation", 1, dilation);
    }

    /**
     * Returns a transposed convolution in Same mode: input·stride outputs.
     *
     * @param kernel number of taps
     * @param stride upsampling factor
     * @param dilation step between taps
     * @return the operation
     */
    public static Transposed same(int kernel, int stride, int dilation) {
      int cut = dilation * (kernel - 1) + 1 - stride;
      return new Transposed(
          kernel, stride, dilation, Math.floorDiv(cut, 2), cut - Math.floorDiv(cut, 2));
    }

    @Override
    public int outputSize(int inputSize) {
      int size = (inputSize - 1) * stride + dilation * (kernel - 1) + 1 - padBefore - padAfter;
      if (size < 1) {
        throw new IllegalArgumentException(
            "input size: expected more than the padding cuts away, got " + inputSize);
      }
      return size;
    }

    @Override
    public int taps(int inputSize) {
      return kernel;
    }

    @Override
    public int input(int output, int tap) {
      int scaled = output + padBefore - tap * dilation;
      return scaled % stride == 0 ? scaled / stride : NONE;
    }

    @Override
    public Interval inputOf(Interval output, int inputSize) {
      // Positions between two inputs that no tap reaches still get the nearest input below.
      int first = -Math.floorDiv(dilation * (kernel - 1) - output.first() - padBefore, stride);
      int last = Math.floorDiv(output.last() + padBefore, stride);
      return new Interval(Math.min(first, last), last);
    }
  }

  /**
   * Repeats every position: nearest-neighbour upsampling, or a single position spread over a map.
   *
   * @param factor how often, at least 1
   */
  record Repeat(int factor) implements AxisOp {

    /**
     * Rejects factors below 1.
     *
     * @param factor how often
     */
    public Repeat {
      Checks.atLeast("factor", 1, factor);
    }

    @Override
    public int outputSize(int inputSize) {
      return inputSize * factor;
    }

    @Override
    public int taps(int inputSize) {
      return 1;
    }

    @Override
    public int input(int output, int tap) {
      return Math.floorDiv(output, factor);
    }

    @Override
    public Interval inputOf(Interval output, int inputSize) {
      return new Interval(
          Math.floorDiv(output.first(), factor), Math.floorDiv(output.last(), factor));
    }
  }

  /** Reads the whole axis at every output: dense layers and global pooling. */
  record Whole() implements AxisOp {
    @Override
    public int outputSize(int inputSize) {
      return 1;
    }

    @Override
    public int taps(int inputSize) {
      return inputSize;
    }

    @Override
    public int input(int output, int tap) {
      return tap;
    }

    @Override
    public Interval inputOf(Interval output, int inputSize) {
      return new Interval(0, inputSize - 1);
    }
  }

  /**
   * Reads what a table says, as resizing does.
   *
   * @param inputSize length of the input axis
   * @param first for each output position the first input position it reads. Not copied
   * @param last for each output position the last one. Not copied
   */
  record Table(int inputSize, int[] first, int[] last) implements AxisOp {

    /**
     * Rejects tables of no or different lengths.
     *
     * @param inputSize length of the input axis
     * @param first for each output position the first input position it reads
     * @param last for each output position the last one
     */
    public Table {
      Checks.atLeast("outputs", 1, first.length);
      if (last.length != first.length) {
        throw new IllegalArgumentException(
            "last: expected " + first.length + " positions, got " + last.length);
      }
    }

    @Override
    public int outputSize(int size) {
      if (size != inputSize) {
        throw new IllegalArgumentException(
            "input size: expected " + inputSize + " as the table has it, got " + size);
      }
      return first.length;
    }

    @Override
    public int taps(int size) {
      int taps = 1;
      for (int u = 0; u < first.length; u++) {
        taps = Math.max(taps, last[u] - first[u] + 1);
      }
      return taps;
    }

    @Override
    public int input(int output, int tap) {
      int position = at(first, output) + tap;
      return position <= at(last, output) ? position : NONE;
    }

    @Override
    public Interval inputOf(Interval output, int size) {
      return new Interval(at(first, output.first()), at(last, output.last()));
    }

    /** Beyond the map the table goes on in its mean stride. */
    private int at(int[] table, int output) {
      int inside = Math.max(0, Math.min(table.length - 1, output));
      return table[inside] + Math.floorDiv((output - inside) * inputSize, table.length);
    }
  }
}
