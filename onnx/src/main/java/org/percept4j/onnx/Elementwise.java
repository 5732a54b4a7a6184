package org.percept4j.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.custom.AxisFootprint;

/**
 * Arithmetic on two arrays, of which dimensions of length 1 or missing ones in front are repeated
 * as in ONNX and NumPy.
 */
final class Elementwise extends Operation {

  private static final long serialVersionUID = 1L;

  /** The kinds of arithmetic. */
  enum Kind {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  private Kind kind = Kind.ADD;

  /** For DL4J's JSON. */
  Elementwise() {}

  Elementwise(Kind kind) {
    this.kind = kind;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    long[] shape = broadcast(inputs[0].shape(), inputs[1].shape());
    INDArray left = repeated(inputs[0], shape);
    INDArray right = repeated(inputs[1], shape);
    return switch (kind) {
      case ADD -> left.add(right);
      case SUBTRACT -> left.sub(right);
      case MULTIPLY -> left.mul(right);
      case DIVIDE -> left.div(right);
    };
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    INDArray left = repeated(inputs[0], epsilon.shape());
    INDArray right = repeated(inputs[1], epsilon.shape());
    INDArray byLeft =
        switch (kind) {
          case ADD, SUBTRACT -> epsilon;
          case MULTIPLY -> epsilon.mul(right);
          case DIVIDE -> epsilon.div(right);
        };
    INDArray byRight =
        switch (kind) {
          case ADD -> epsilon;
          case SUBTRACT -> epsilon.neg();
          case MULTIPLY -> epsilon.mul(left);
          case DIVIDE -> epsilon.mul(left).div(right).div(right).negi();
        };
    return new INDArray[] {summed(byLeft, inputs[0].shape()), summed(byRight, inputs[1].shape())};
  }

  /** The shape both are repeated to. */
  static long[] broadcast(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int d = 1; d <= shape.length; d++) {
      long left = d <= a.length ? a[a.length - d] : 1;
      long right = d <= b.length ? b[b.length - d] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "expected shapes that can be repeated to one, got "
                + Arrays.toString(a)
                + " and "
                + Arrays.toString(b));
      }
      shape[shape.length - d] = left == 1 ? right : left;
    }
    return shape;
  }

  private static INDArray repeated(INDArray array, long[] shape) {
    if (Arrays.equals(array.shape(), shape)) {
      return array;
    }
    long[] full = new long[shape.length];
    Arrays.fill(full, 1);
    System.arraycopy(array.shape(), 0, full, shape.length - array.rank(), array.rank());
    INDArray repeated = plain(array).reshape('c', full);
    for (int d = 0; d < shape.length; d++) {
      if (full[d] != shape[d]) {
        repeated = repeated.repeat(d, shape[d]);
      }
    }
    return repeated;
  }

  /** The adjoint of {@link #repeated}. */
  private static INDArray summed(INDArray gradient, long[] shape) {
    if (Arrays.equals(gradient.shape(), shape)) {
      return gradient;
    }
    int extra = gradient.rank() - shape.length;
    int[] over =
        IntStream.range(0, gradient.rank())
            .filter(d -> d < extra || (shape[d - extra] == 1 && gradient.size(d) != 1))
            .toArray();
    INDArray sum = over.length == 0 ? gradient : gradient.sum(over);
    return shape.length == 0 ? Nd4j.scalar(sum.dataType(), sum.getDouble(0)) : sum.reshape(shape);
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    int longest = Arrays.stream(sizes).max().orElse(1);
    return sizes[input] == longest ? AxisFootprint.IDENTITY : new AxisFootprint.Repeated(longest);
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
