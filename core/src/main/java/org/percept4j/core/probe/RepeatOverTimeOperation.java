package org.percept4j.core.probe;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Repeats vectors [N, C] at every step of a sequence [N, …, T], which gives the number of steps
 * only. DL4J's vertex asks the whole graph for it.
 */
final class RepeatOverTimeOperation implements ProbeGraph.Operation {
  private long[] sequence = {};

  @Override
  public INDArray forward(INDArray[] inputs) {
    sequence = inputs[1].shape();
    long steps = sequence[2];
    return inputs[0].reshape(inputs[0].size(0), inputs[0].size(1), 1).repeat(2, steps);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    return new INDArray[] {epsilon.sum(2), Nd4j.zeros(epsilon.dataType(), sequence)};
  }

  @Override
  public void release() {}
}
