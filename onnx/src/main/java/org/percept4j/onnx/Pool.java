package org.percept4j.onnx;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.internal.Floats;

/** Maximum or mean of windows, [N, C, H, W], with everything ONNX can say about their places. */
final class Pool extends Operation {

  private static final long serialVersionUID = 1L;

  private boolean max;
  private boolean countPadding;
  private PoolWindows windows = new PoolWindows();

  /** For DL4J's JSON. */
  Pool() {}

  /**
   * @param max the maximum of each window, without padding; else its mean
   * @param countPadding whether a mean counts padding as zeros
   */
  Pool(boolean max, boolean countPadding, PoolWindows windows) {
    this.max = max;
    this.countPadding = countPadding;
    this.windows = windows;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    long[] in = inputs[0].shape();
    AxisFootprint.Window rows = windows.placed(0, (int) in[2]);
    AxisFootprint.Window columns = windows.placed(1, (int) in[3]);
    long[] out = {in[0], in[1], outputs(rows, in[2]), outputs(columns, in[3])};
    double[] x = Values.read(inputs[0]);
    double[] y = new double[Math.toIntExact(out[0] * out[1] * out[2] * out[3])];
    visit(
        in,
        out,
        rows,
        columns,
        new Visitor() {
          @Override
          public void window(int plane, int output, Taps taps) {
            if (max) {
              y[output] = x[taps.largest(x, plane)];
              return;
            }
            double sum = 0;
            for (int r = taps.firstRow; r <= taps.lastRow; r += rows.dilation()) {
              for (int c = taps.firstColumn; c <= taps.lastColumn; c += columns.dilation()) {
                sum += x[plane + r * taps.width + c];
              }
            }
            y[output] = sum / taps.divisor;
          }
        });
    return Floats.array(y, inputs[0].dataType(), out);
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    long[] in = inputs[0].shape();
    AxisFootprint.Window rows = windows.placed(0, (int) in[2]);
    AxisFootprint.Window columns = windows.placed(1, (int) in[3]);
    double[] x = max ? Values.read(inputs[0]) : new double[0];
    double[] e = Values.read(epsilon);
    double[] gradient = new double[Math.toIntExact(inputs[0].length())];
    visit(
        in,
        epsilon.shape(),
        rows,
        columns,
        new Visitor() {
          @Override
          public void window(int plane, int output, Taps taps) {
            if (e[output] == 0) {
              return;
            }
            if (max) {
              gradient[taps.largest(x, plane)] += e[output];
              return;
            }
            double share = e[output] / taps.divisor;
            for (int r = taps.firstRow; r <= taps.lastRow; r += rows.dilation()) {
              for (int c = taps.firstColumn; c <= taps.lastColumn; c += columns.dilation()) {
                gradient[plane + r * taps.width + c] += share;
              }
            }
          }
        });
    return only(Floats.array(gradient, epsilon.dataType(), in));
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    return windows.placed(axis, sizes[0]);
  }

  private static int outputs(AxisFootprint.Window w, long size) {
    long padded = size + w.padBefore() + w.padAfter();
    return (int) ((padded - w.dilation() * (w.kernel() - 1L) - 1) / w.stride() + 1);
  }

  /** What a pass does with one window. */
  private interface Visitor {
    void window(int plane, int output, Taps taps);
  }

  /** The part of one window that lies in the image. */
  private static final class Taps {
    private int width;
    private int firstRow;
    private int lastRow;
    private int rowStep;
    private int firstColumn;
    private int lastColumn;
    private int columnStep;
    private double divisor;

    int largest(double[] x, int plane) {
      int best = plane + firstRow * width + firstColumn;
      for (int r = firstRow; r <= lastRow; r += rowStep) {
        for (int c = firstColumn; c <= lastColumn; c += columnStep) {
          int at = plane + r * width + c;
          best = x[at] > x[best] ? at : best;
        }
      }
      return best;
    }
  }

  private void visit(
      long[] in, long[] out, AxisFootprint.Window rows, AxisFootprint.Window columns, Visitor to) {
    Taps taps = new Taps();
    taps.width = (int) in[3];
    taps.rowStep = rows.dilation();
    taps.columnStep = columns.dilation();
    int output = 0;
    for (int plane = 0; plane < in[0] * in[1]; plane++) {
      for (int u = 0; u < out[2]; u++) {
        taps.firstRow = first(rows, u);
        taps.lastRow = last(rows, u, in[2]);
        for (int v = 0; v < out[3]; v++) {
          taps.firstColumn = first(columns, v);
          taps.lastColumn = last(columns, v, in[3]);
          taps.divisor =
              (double) count(rows, u, in[2], windows.declaredAfter(0, (int) in[2]))
                  * count(columns, v, in[3], windows.declaredAfter(1, (int) in[3]));
          to.window((int) (plane * in[2] * in[3]), output++, taps);
        }
      }
    }
  }

  private static int first(AxisFootprint.Window w, int output) {
    int start = output * w.stride() - w.padBefore();
    return start >= 0 ? start : Math.floorMod(start, w.dilation());
  }

  private static int last(AxisFootprint.Window w, int output, long size) {
    int end = output * w.stride() - w.padBefore() + w.dilation() * (w.kernel() - 1);
    int beyond = end - ((int) size - 1);
    return beyond <= 0 ? end : end - (beyond + w.dilation() - 1) / w.dilation() * w.dilation();
  }

  /**
   * How many values a mean is taken of: with padding those up to where declared padding ends, and
   * not beyond, where windows reach that only rounding up has made.
   */
  private int count(AxisFootprint.Window w, int output, long size, int padAfter) {
    int start = output * w.stride() - w.padBefore();
    int taps = 0;
    for (int k = 0; k < w.kernel(); k++) {
      int at = start + k * w.dilation();
      boolean counted = countPadding ? at < size + padAfter : at >= 0 && at < size;
      taps += counted ? 1 : 0;
    }
    return taps;
  }

  @Override
  public String toString() {
    return (max ? "MaxPool(" : "AveragePool(" + countPadding + ", ") + windows + ")";
  }
}
