package org.percept4j.core;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense layer, y = f(xW + b) for rows x, without weight gradients on the way back. */
final class DenseOperation implements ProbeGraph.Operation {

  private final Layer layer;
  private final boolean biased;
  private final Nonlinearity nonlinearity;

  DenseOperation(Layer layer) {
    DenseLayer conf = (DenseLayer) layer.conf().getLayer();
    this.layer = layer;
    biased = conf.hasBias();
    nonlinearity = new Nonlinearity(conf.getActivationFn());
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    if (inputs[0].rank() != 2 || inputs[0].size(1) != weights.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              "expected [N, %d], got shape %s",
              weights.size(0), Arrays.toString(inputs[0].shape())));
    }
    INDArray z = inputs[0].mmul(weights);
    if (biased) {
      z.addiRowVector(layer.getParam(DefaultParamInitializer.BIAS_KEY));
    }
    return nonlinearity.forward(z);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
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
