package org.percept4j.onnx;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.internal.Floats;

/** Softmax or its logarithm along one dimension, or over all from one on. */
final class Softmax extends Operation {

  private static final long serialVersionUID = 1L;

  private boolean log;
  private int dimension;
  private boolean andLater;

  /** For DL4J's JSON. */
  Softmax() {}

  /**
   * @param log the logarithm of it
   * @param andLater over all dimensions from that one on together, as before opset 13
   */
  Softmax(boolean log, int dimension, boolean andLater) {
    this.log = log;
    this.dimension = dimension;
    this.andLater = andLater;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    double[] x = Values.read(inputs[0]);
    double[] y = new double[x.length];
    run(
        inputs[0],
        (from, step, n) -> {
          double largest = Double.NEGATIVE_INFINITY;
          for (int k = 0; k < n; k++) {
            largest = Math.max(largest, x[from + k * step]);
          }
          double sum = 0;
          for (int k = 0; k < n; k++) {
            sum += Math.exp(x[from + k * step] - largest);
          }
          for (int k = 0; k < n; k++) {
            double shifted = x[from + k * step] - largest;
            y[from + k * step] = log ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
          }
        });
    return Floats.array(y, inputs[0].dataType(), inputs[0].shape());
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    double[] y = Values.read(forward(inputs));
    double[] e = Values.read(epsilon);
    double[] gradient = new double[e.length];
    run(
        inputs[0],
        (from, step, n) -> {
          double sum = 0;
          for (int k = 0; k < n; k++) {
            int i = from + k * step;
            sum += log ? e[i] : e[i] * y[i];
          }
          for (int k = 0; k < n; k++) {
            int i = from + k * step;
            gradient[i] = log ? e[i] - Math.exp(y[i]) * sum : y[i] * (e[i] - sum);
          }
        });
    return only(Floats.array(gradient, epsilon.dataType(), inputs[0].shape()));
  }

  /** What is done with one group of values. */
  private interface Group {
    void run(int from, int step, int n);
  }

  private void run(INDArray x, Group group) {
    int axis = front(dimension, x.rank());
    int n = (int) x.size(axis);
    int step = 1;
    for (int d = axis + 1; d < x.rank(); d++) {
      step *= (int) x.size(d);
    }
    if (andLater) {
      n *= step;
      step = 1;
    }
    int all = Math.toIntExact(x.length());
    for (int outer = 0; outer < all; outer += n * step) {
      for (int inner = 0; inner < step; inner++) {
        group.run(outer + inner, step, n);
      }
    }
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    int along = dimension < 0 ? dimension + 4 : dimension;
    boolean other = along == 2 + axis || (andLater && along <= 2 + axis);
    if (other && sizes[0] > 1) {
      int[] first = new int[sizes[0]];
      int[] last = new int[sizes[0]];
      java.util.Arrays.fill(last, sizes[0] - 1);
      return new AxisFootprint.Table(first, last);
    }
    return AxisFootprint.IDENTITY;
  }

  @Override
  public String toString() {
    return (log ? "LogSoftmax(" : "Softmax(") + dimension + (andLater ? " and later)" : ")");
  }
}
