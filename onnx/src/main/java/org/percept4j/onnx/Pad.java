package org.percept4j.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.custom.AxisFootprint;

/** Adds rows and columns around [N, C, H, W], or cuts some off. */
final class Pad extends Operation {

  private static final long serialVersionUID = 1L;

  /** What is added. */
  enum Mode {
    CONSTANT,
    REFLECT,
    EDGE
  }

  private Mode mode = Mode.CONSTANT;
  private double value;
  private int[] pads = {0, 0, 0, 0};
  private AutoPad autoPad = AutoPad.NOTSET;
  private int[] kernel = {1, 1};
  private int[] stride = {1, 1};

  /** For DL4J's JSON. */
  Pad() {}

  /**
   * @param value what is added in CONSTANT mode
   * @param pads top, left, bottom, right; negative ones cut off
   */
  Pad(Mode mode, double value, int... pads) {
    this.mode = mode;
    this.value = value;
    this.pads = pads;
  }

  /**
   * Zeros, as many as a convolution needs.
   *
   * @param kernel with its gaps
   */
  Pad(AutoPad autoPad, int[] kernel, int[] stride) {
    this.autoPad = autoPad;
    this.kernel = kernel;
    this.stride = stride;
  }

  /** Before and after, along one axis of that size. */
  private int[] along(int axis, long size) {
    return autoPad == AutoPad.NOTSET
        ? new int[] {pads[axis], pads[axis + 2]}
        : autoPad.pads((int) size, kernel[axis], stride[axis]);
  }

  @Override
  INDArray forward(INDArray... inputs) {
    INDArray x = inputs[0];
    if (mode != Mode.CONSTANT) {
      return AxisWeights.apply(x, weights(0, x.size(2)), weights(1, x.size(3)));
    }
    int[] rows = along(0, x.size(2));
    int[] columns = along(1, x.size(3));
    long[] shape = x.shape().clone();
    shape[2] = padded(x.size(2), rows);
    shape[3] = padded(x.size(3), columns);
    INDArray y = Nd4j.valueArrayOf(shape, value, x.dataType());
    y.get(inside(rows, columns, x, false)).assign(plain(x).get(inside(rows, columns, x, true)));
    return y;
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    INDArray x = inputs[0];
    if (mode != Mode.CONSTANT) {
      return only(AxisWeights.adjoint(epsilon, weights(0, x.size(2)), weights(1, x.size(3))));
    }
    int[] rows = along(0, x.size(2));
    int[] columns = along(1, x.size(3));
    INDArray gradient = Nd4j.create(epsilon.dataType(), x.shape(), 'c');
    gradient
        .get(inside(rows, columns, x, true))
        .assign(plain(epsilon).get(inside(rows, columns, x, false)));
    return only(gradient);
  }

  private static long padded(long size, int[] pads) {
    long padded = size + pads[0] + pads[1];
    if (padded < 1) {
      throw new IllegalArgumentException("input size: expected more than is cut off, got " + size);
    }
    return padded;
  }

  /** What stays, in terms of the input or of the output. */
  private static INDArrayIndex[] inside(int[] rows, int[] columns, INDArray x, boolean ofInput) {
    return new INDArrayIndex[] {
      NDArrayIndex.all(),
      NDArrayIndex.all(),
      inside(rows, x.size(2), ofInput),
      inside(columns, x.size(3), ofInput)
    };
  }

  private static INDArrayIndex inside(int[] pads, long size, boolean ofInput) {
    long from = Math.max(0, -pads[0]);
    long to = Math.min(size, size + pads[1]);
    return ofInput
        ? NDArrayIndex.interval(from, to)
        : NDArrayIndex.interval(from + pads[0], to + pads[0]);
  }

  private AxisWeights weights(int axis, long size) {
    int[] along = along(axis, size);
    int n = (int) size;
    if (mode == Mode.REFLECT && Math.max(along[0], along[1]) >= n) {
      throw new IllegalArgumentException(
          "input size: expected more than the "
              + Math.max(along[0], along[1])
              + " that are reflected, got "
              + n);
    }
    AxisWeights weights = new AxisWeights(n, (int) padded(size, along));
    for (int u = 0; u < n + along[0] + along[1]; u++) {
      int v = u - along[0];
      if (mode == Mode.REFLECT) {
        v = v < 0 ? -v : v >= n ? 2 * n - 2 - v : v;
      }
      weights.add(u, v, 1);
    }
    return weights;
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    if (mode != Mode.CONSTANT) {
      return weights(axis, sizes[0]).footprint();
    }
    int[] along = along(axis, sizes[0]);
    return new AxisFootprint.Window(1, 1, 1, along[0], along[1]);
  }

  @Override
  public String toString() {
    return "Pad("
        + mode
        + ", "
        + value
        + ", "
        + Arrays.toString(pads)
        + ", "
        + autoPad
        + ", "
        + Arrays.toString(kernel)
        + ", "
        + Arrays.toString(stride)
        + ")";
  }
}
