package org.percept4j.core.probe;

import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What an operation does, told to those that run several in one go. */
sealed interface ChainStage {

  /**
   * A convolution and its activation function.
   *
   * @param parameters by DL4J's keys
   * @param slope as of {@link Rectifier}
   */
  record Convolution(ConvolutionLayer conf, Function<String, INDArray> parameters, float slope)
      implements ChainStage {}

  /**
   * Each channel times one number plus another.
   *
   * @param factors the two, now: [2][channels]
   */
  record Scale(Supplier<float[][]> factors) implements ChainStage {}

  /**
   * max(y, slope·y).
   *
   * @param slope 0 for ReLU, 1 for the identity
   */
  record Rectifier(float slope) implements ChainStage {}

  /**
   * Max pooling of 2×2 windows side by side.
   *
   * @param same whether a last odd row or column has windows too
   */
  record Halving(boolean same) implements ChainStage {}
}
