package org.percept4j.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.custom.AxisFootprint;
import org.percept4j.core.internal.Floats;

/** The mean or the maximum over some dimensions. */
final class Reduce extends Operation {

  private static final long serialVersionUID = 1L;

  private boolean max;
  private boolean keep;
  private int[] dimensions = {};

  /** For DL4J's JSON. */
  Reduce() {}

  /**
   * @param max the maximum instead of the mean
   * @param keep whether they stay, with length 1
   * @param dimensions which; empty for all after the second, as global pooling has it
   */
  Reduce(boolean max, boolean keep, int... dimensions) {
    this.max = max;
    this.keep = keep;
    this.dimensions = dimensions;
  }

  private boolean[] over(int rank) {
    boolean[] over = new boolean[rank];
    Arrays.fill(over, Math.min(2, rank), rank, dimensions.length == 0);
    for (int d : dimensions) {
      over[front(d, rank)] = true;
    }
    return over;
  }

  private long[] shape(INDArray x, boolean kept) {
    boolean[] over = over(x.rank());
    long[] shape = new long[x.rank()];
    int n = 0;
    for (int d = 0; d < shape.length; d++) {
      if (!over[d] || kept) {
        shape[n++] = over[d] ? 1 : x.size(d);
      }
    }
    return Arrays.copyOf(shape, n);
  }

  /** For each value the position of what it is reduced to. */
  private int[] targets(INDArray x) {
    boolean[] over = over(x.rank());
    int[] step = new int[x.rank()];
    int next = 1;
    for (int d = step.length - 1; d >= 0; d--) {
      step[d] = over[d] ? 0 : next;
      next *= over[d] ? 1 : (int) x.size(d);
    }
    int[] target = new int[Math.toIntExact(x.length())];
    for (int i = 0; i < target.length; i++) {
      int rest = i;
      for (int d = step.length - 1; d >= 0; d--) {
        target[i] += rest % (int) x.size(d) * step[d];
        rest /= (int) x.size(d);
      }
    }
    return target;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    double[] x = Values.read(inputs[0]);
    int[] target = targets(inputs[0]);
    long[] shape = shape(inputs[0], keep);
    double[] y = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    int[] largest = largest(x, target, y.length);
    double count = (double) x.length / y.length;
    for (int i = 0; i < x.length; i++) {
      if (!max) {
        y[target[i]] += x[i] / count;
      } else if (largest[target[i]] == i) {
        y[target[i]] = x[i];
      }
    }
    return Floats.array(y, inputs[0].dataType(), shape);
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    double[] x = Values.read(inputs[0]);
    double[] e = Values.read(epsilon);
    int[] target = targets(inputs[0]);
    int[] largest = largest(x, target, e.length);
    double[] gradient = new double[x.length];
    double count = (double) x.length / e.length;
    for (int i = 0; i < x.length; i++) {
      if (!max) {
        gradient[i] = e[target[i]] / count;
      } else if (largest[target[i]] == i) {
        gradient[i] = e[target[i]];
      }
    }
    return only(Floats.array(gradient, epsilon.dataType(), inputs[0].shape()));
  }

  private int[] largest(double[] x, int[] target, int outputs) {
    int[] largest = new int[outputs];
    Arrays.fill(largest, -1);
    for (int i = 0; max && i < x.length; i++) {
      int best = largest[target[i]];
      largest[target[i]] = best < 0 || x[i] > x[best] ? i : best;
    }
    return largest;
  }

  @Override
  boolean keepsPicture() {
    return keep;
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    return over(4)[2 + axis] ? new AxisFootprint.Whole() : AxisFootprint.IDENTITY;
  }

  @Override
  public String toString() {
    return (max ? "Maximum" : "Mean") + Arrays.toString(dimensions) + (keep ? " kept" : "");
  }
}
