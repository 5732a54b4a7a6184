package org.percept4j.core.probe;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation function. DL4J's layer works in place in evaluation mode and loses its input. */
final class ActivationOperation implements ProbeGraph.Operation {
  private final Nonlinearity nonlinearity;

  ActivationOperation(IActivation function) {
    nonlinearity = new Nonlinearity(function);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    return nonlinearity.forward(inputs[0].dup());
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    return new INDArray[] {nonlinearity.backward(epsilon)};
  }

  @Override
  public @Nullable ChainStage stage() {
    return nonlinearity.stage();
  }

  @Override
  public void release() {
    nonlinearity.release();
  }
}
