package org.percept4j.core.probe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.internal.RowKernel;

/**
 * One convolution of stride 1 of a {@link ConvolutionChain}: where its windows lie, and its weights
 * in the order in which a {@link RowKernel} reads them.
 *
 * <p>The gradient by the input is a convolution too: of the gradient by the output in a margin of
 * zeros, with the weights turned by half a turn.
 */
final class ChainLayer {

  /**
   * Where windows lie along rows and columns.
   *
   * @param kernel rows, columns
   * @param dilation rows, columns
   * @param padding at the top and at the left
   * @param in rows, columns of the input
   * @param out rows, columns of the output
   */
  record Place(int[] kernel, int[] dilation, int[] padding, int[] in, int[] out) {

    /** Rows or columns that a window reaches over. */
    int reach(int axis) {
      return (kernel[axis] - 1) * dilation[axis] + 1;
    }

    /** Rows or columns of the input together with its padding. */
    int padded(int axis) {
      return Math.max(out[axis] + reach(axis) - 1, padding[axis] + in[axis]);
    }

    int taps() {
      return kernel[0] * kernel[1];
    }
  }

  final Place place;
  final int channels;
  final int filters;
  final float slope;

  /** Values from one pixel to the next, of the input and of the output. */
  final int inStep;

  final int outStep;

  private final int lanes;
  private final float[] weights;
  private final float[] turned;
  private final float[] bias;
  private final float[] zeros;

  /**
   * @param w [filters, channels, rows, columns]
   * @param b one for each filter
   * @param inStep channels, or more
   */
  ChainLayer(
      Place place, int channels, float[] w, float @Nullable [] b, float slope, int inStep, int v) {
    this.place = place;
    this.channels = channels;
    this.filters = w.length / (channels * place.taps());
    this.slope = slope;
    this.inStep = inStep;
    this.lanes = v;
    this.outStep = padded(filters, v);
    int taps = place.taps();
    weights = new float[outStep * channels * taps];
    turned = new float[padded(channels, v) * filters * taps];
    for (int o = 0; o < filters; o++) {
      for (int c = 0; c < channels; c++) {
        for (int t = 0; t < taps; t++) {
          float value = w[(o * channels + c) * taps + t];
          weights[((o / v * taps + t) * channels + c) * v + o % v] = value;
          turned[((c / v * taps + taps - 1 - t) * filters + o) * v + c % v] = value;
        }
      }
    }
    bias = b == null ? new float[outStep] : Arrays.copyOf(b, outStep);
    zeros = new float[padded(channels, v)];
  }

  boolean isAsLargeAs(ChainLayer other) {
    return inStep == other.inStep
        && outStep == other.outStep
        && Arrays.equals(place.in, other.place.in)
        && Arrays.equals(place.out, other.place.out)
        && Arrays.equals(place.padding, other.place.padding)
        && place.padded(0) == other.place.padded(0)
        && place.padded(1) == other.place.padded(1);
  }

  long multiplications() {
    return (long) place.out[0] * place.out[1] * channels * filters * place.taps();
  }

  static int padded(int channels, int lanes) {
    return (channels + lanes - 1) / lanes * lanes;
  }

  /**
   * Computes the output and applies the activation function.
   *
   * @param x the input in its padding, {@code inStep} values for each pixel
   * @param to where outputs go
   */
  void forward(RowKernel kernel, float[] x, ChainMap to) {
    int pitch = place.padded(1) * inStep;
    RowKernel.Window window = window(channels, inStep, pitch);
    int block = channels * place.taps() * lanes;
    for (int row = 0; row < place.out[0]; row++) {
      int y = to.at(row, 0);
      for (int f = 0; f < outStep; f += lanes) {
        kernel.convolve(
            window,
            x,
            row * pitch,
            weights,
            f / lanes * block,
            bias,
            f,
            to.values(),
            y + f,
            outStep,
            place.out[1]);
      }
      if (slope != 1) {
        kernel.rectify(to.values(), y, place.out[1] * outStep, slope);
      }
    }
  }

  /**
   * Computes the gradient by a part of the input.
   *
   * @param delta the gradient by a part of the output, in a margin of reach − 1 on each side
   * @param skipRow rows from the first that delta reaches to the first that is computed
   * @param skipColumn as many columns
   * @param to as large as what is computed, with {@link #padded} channels
   */
  void backward(RowKernel kernel, ChainMap delta, int skipRow, int skipColumn, ChainMap to) {
    RowKernel.Window window = window(filters, outStep, delta.pitch());
    int block = filters * place.taps() * lanes;
    for (int row = 0; row < to.rows(); row++) {
      int x = (row + skipRow) * delta.pitch() + skipColumn * outStep;
      for (int c = 0; c < to.step(); c += lanes) {
        kernel.convolve(
            window,
            delta.values(),
            x,
            turned,
            c / lanes * block,
            zeros,
            c,
            to.values(),
            to.at(row, 0) + c,
            to.step(),
            to.columns());
      }
    }
  }

  /**
   * Over all taps and, in each of them, the values of a pixel; rows of taps at once if they can.
   */
  private RowKernel.Window window(int summed, int step, int pitch) {
    boolean joined = step == summed && place.dilation[1] == 1;
    int each = joined ? place.kernel[1] : 1;
    int[] runs = new int[place.taps() / each];
    for (int i = 0; i < runs.length; i++) {
      int tap = i * each;
      int row = tap / place.kernel[1] * place.dilation[0];
      int column = tap % place.kernel[1] * place.dilation[1];
      runs[i] = row * pitch + column * step;
    }
    return new RowKernel.Window(runs, each * summed, step);
  }
}
