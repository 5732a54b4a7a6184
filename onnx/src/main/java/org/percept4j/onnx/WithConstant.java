package org.percept4j.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arithmetic with constant numbers. */
final class WithConstant extends Operation {

  private static final long serialVersionUID = 1L;

  private Elementwise arithmetic = new Elementwise();
  private long[] shape = {};
  private double[] values = {};
  private boolean first;

  /** For DL4J's JSON. */
  WithConstant() {}

  /**
   * @param shape of the numbers, at most as many dimensions as the input
   * @param values in C order
   * @param first whether the numbers are the left operand
   */
  WithConstant(Elementwise.Kind kind, long[] shape, double[] values, boolean first) {
    this.arithmetic = new Elementwise(kind);
    this.shape = shape;
    this.values = values;
    this.first = first;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return arithmetic.forward(operands(inputs[0]));
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    return only(arithmetic.backward(epsilon, operands(inputs[0]))[first ? 1 : 0]);
  }

  private INDArray[] operands(INDArray x) {
    DataType type = x.dataType();
    long[] full = shape.length == 0 ? new long[] {1} : shape;
    INDArray constant = Nd4j.createFromArray(values).castTo(type).reshape('c', full);
    return first ? new INDArray[] {constant, x} : new INDArray[] {x, constant};
  }

  @Override
  public String toString() {
    return arithmetic
        + (first ? " from " : " with ")
        + Arrays.toString(shape)
        + Arrays.toString(values);
  }
}
