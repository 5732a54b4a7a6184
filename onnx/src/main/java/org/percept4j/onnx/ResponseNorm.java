package org.percept4j.onnx;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.Floats;

/**
 * Local response normalisation over channels: y_c = x_c · s_c^−β with s_c = bias + α/size · Σ x_j²
 * over the channels j from c − ⌊(size − 1)/2⌋ to c + ⌈(size − 1)/2⌉.
 */
final class ResponseNorm extends Operation {

  private static final long serialVersionUID = 1L;

  private int size = 1;
  private double alpha;
  private double beta;
  private double bias = 1;

  /** For DL4J's JSON. */
  ResponseNorm() {}

  ResponseNorm(int size, double alpha, double beta, double bias) {
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.bias = bias;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    double[] x = Values.read(inputs[0]);
    double[] s = scales(x, inputs[0].shape());
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * Math.pow(s[i], -beta);
    }
    return Floats.array(y, inputs[0].dataType(), inputs[0].shape());
  }

  /** ∂L/∂x_j = ε_j s_j^−β − 2αβ/size · x_j Σ_c ε_c x_c s_c^(−β−1) over the c whose sum has j. */
  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    long[] shape = inputs[0].shape();
    double[] x = Values.read(inputs[0]);
    double[] e = Values.read(epsilon);
    double[] s = scales(x, shape);
    double[] shared = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      shared[i] = e[i] * x[i] * Math.pow(s[i], -beta - 1);
    }
    double[] sums = window(shared, shape, size / 2, (size - 1) / 2);
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      gradient[i] = e[i] * Math.pow(s[i], -beta) - 2 * alpha * beta / size * x[i] * sums[i];
    }
    return only(Floats.array(gradient, epsilon.dataType(), shape));
  }

  private double[] scales(double[] x, long[] shape) {
    double[] squares = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i];
    }
    double[] s = window(squares, shape, (size - 1) / 2, size / 2);
    for (int i = 0; i < s.length; i++) {
      s[i] = bias + alpha / size * s[i];
    }
    return s;
  }

  /** Sums over channels from so many before to so many after. */
  private static double[] window(double[] values, long[] shape, int before, int after) {
    int channels = (int) shape[1];
    int plane = 1;
    for (int d = 2; d < shape.length; d++) {
      plane *= (int) shape[d];
    }
    double[] sums = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i / plane % channels;
      for (int j = Math.max(0, c - before); j <= Math.min(channels - 1, c + after); j++) {
        sums[i] += values[i + (j - c) * plane];
      }
    }
    return sums;
  }

  @Override
  public String toString() {
    return "LRN(" + size + ", " + alpha + ", " + beta + ", " + bias + ")";
  }
}
