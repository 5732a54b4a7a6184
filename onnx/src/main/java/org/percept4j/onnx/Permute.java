package org.percept4j.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.custom.AxisFootprint;

/** Puts dimensions into another order. */
final class Permute extends Operation {

  private static final long serialVersionUID = 1L;

  private int[] order = {};

  /** For DL4J's JSON. */
  Permute() {}

  /**
   * @param order for each dimension of the output the one of the input; empty for the reverse
   */
  Permute(int... order) {
    this.order = order;
  }

  private int[] order(int rank) {
    if (order.length > 0) {
      return order;
    }
    int[] reverse = new int[rank];
    for (int d = 0; d < rank; d++) {
      reverse[d] = rank - 1 - d;
    }
    return reverse;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return inputs[0].permute(order(inputs[0].rank()));
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    int[] forth = order(epsilon.rank());
    int[] back = new int[forth.length];
    for (int d = 0; d < back.length; d++) {
      back[forth[d]] = d;
    }
    return only(epsilon.permute(back));
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    if (order.length == 4 && order[2] == 2 && order[3] == 3) {
      return AxisFootprint.IDENTITY;
    }
    if (sizes[0] == 1) {
      return AxisFootprint.IDENTITY;
    }
    throw new UnsupportedOperationException("moves rows or columns to other dimensions");
  }

  @Override
  public String toString() {
    return "Permute" + Arrays.toString(order);
  }
}
