package org.percept4j.core.probe;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Nothing, for the inputs of a network and for dropout. */
final class IdentityOperation implements ProbeGraph.Operation {
  @Override
  public INDArray forward(INDArray[] inputs) {
    return inputs[0];
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    return new INDArray[] {epsilon};
  }

  @Override
  public ChainStage stage() {
    return new ChainStage.Rectifier(1);
  }

  @Override
  public void release() {}
}
