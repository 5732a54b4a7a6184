package org.percept4j.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.custom.AxisFootprint;

/** Puts arrays one after the other along a dimension. */
final class Concat extends Operation {

  private static final long serialVersionUID = 1L;

  private int dimension;

  /** For DL4J's JSON. */
  Concat() {}

  Concat(int dimension) {
    this.dimension = dimension;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    INDArray[] plain = Arrays.stream(inputs).map(Operation::plain).toArray(INDArray[]::new);
    return Nd4j.concat(front(dimension, inputs[0].rank()), plain);
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    int along = front(dimension, epsilon.rank());
    INDArrayIndex[] part = new INDArrayIndex[epsilon.rank()];
    Arrays.fill(part, NDArrayIndex.all());
    INDArray[] gradients = new INDArray[inputs.length];
    long from = 0;
    for (int i = 0; i < inputs.length; i++) {
      long to = from + inputs[i].size(along);
      part[along] = NDArrayIndex.interval(from, to);
      // ND4J drops a dimension of length 1 here and there.
      gradients[i] = plain(epsilon).get(part).dup('c').reshape('c', inputs[i].shape());
      from = to;
    }
    return gradients;
  }

  @Override
  AxisFootprint footprint(int axis, int input, int... sizes) {
    if (dimension == 1 || dimension == -3) {
      return AxisFootprint.IDENTITY;
    }
    if (dimension == 0) {
      throw new UnsupportedOperationException("concatenates samples, whose fields differ");
    }
    throw new UnsupportedOperationException("concatenates along rows or columns");
  }

  @Override
  public String toString() {
    return "Concat(" + dimension + ")";
  }
}
