package org.percept4j.core.probe;

import java.util.Arrays;
import java.util.function.Function;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense layer, y = f(xW + b) for rows x, without weight gradients in the backward pass. */
final class DenseOperation implements ProbeGraph.Operation {

  private final Function<String, INDArray> parameters;
  private final boolean biased;
  private final Nonlinearity nonlinearity;

  /**
   * The operation of one layer.
   *
   * @param parameters by DL4J's keys
   */
  DenseOperation(boolean biased, IActivation function, Function<String, INDArray> parameters) {
    this.parameters = parameters;
    this.biased = biased;
    nonlinearity = new Nonlinearity(function);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray weights = parameters.apply(DefaultParamInitializer.WEIGHT_KEY);
    if (inputs[0].rank() != 2 || inputs[0].size(1) != weights.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              "expected [N, %d], got shape %s",
              weights.size(0), Arrays.toString(inputs[0].shape())));
    }
    INDArray z = inputs[0].mmul(weights);
    if (biased) {
      z.addiRowVector(parameters.apply(DefaultParamInitializer.BIAS_KEY));
    }
    return nonlinearity.forward(z);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray weights = parameters.apply(DefaultParamInitializer.WEIGHT_KEY);
    return new INDArray[] {nonlinearity.backward(epsilon).mmul(weights.transpose())};
  }

  @Override
  public void release() {
    nonlinearity.release();
  }

  @Override
  public boolean isFresh() {
    return true;
  }
}
