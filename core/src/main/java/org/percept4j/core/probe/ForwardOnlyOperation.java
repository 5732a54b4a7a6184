package org.percept4j.core.probe;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer or vertex that can only be run forward. */
final class ForwardOnlyOperation implements ProbeGraph.Operation {
  private final ProbeGraph.Operation operation;
  private final String what;

  ForwardOnlyOperation(ProbeGraph.Operation operation, String what) {
    this.operation = operation;
    this.what = what;
  }

  @Override
  public void begin(int samples) {
    operation.begin(samples);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    return operation.forward(inputs);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    throw new UnsupportedOperationException(
        what + ": expected a kind whose gradient can be probed");
  }

  @Override
  public void release() {
    operation.release();
  }
}
