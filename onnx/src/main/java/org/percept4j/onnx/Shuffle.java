package org.percept4j.onnx;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Interleaves groups of the channels of [N, C, H, W], as ShuffleNet does between convolutions. */
final class Shuffle extends Operation {

  private static final long serialVersionUID = 1L;

  private int groups = 1;

  /** For DL4J's JSON. */
  Shuffle() {}

  Shuffle(int groups) {
    this.groups = groups;
  }

  @Override
  INDArray forward(INDArray... inputs) {
    return interleaved(inputs[0], groups);
  }

  @Override
  INDArray[] backward(INDArray epsilon, INDArray... inputs) {
    return only(interleaved(epsilon, epsilon.size(1) / groups));
  }

  private static INDArray interleaved(INDArray x, long parts) {
    return plain(x)
        .reshape('c', x.size(0), parts, x.size(1) / parts, x.size(2), x.size(3))
        .permute(0, 2, 1, 3, 4)
        .dup('c')
        .reshape('c', x.shape());
  }

  @Override
  public String toString() {
    return "Shuffle(" + groups + ")";
  }
}
