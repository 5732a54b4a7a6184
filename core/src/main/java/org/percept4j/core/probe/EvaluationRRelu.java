package org.percept4j.core.probe;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J's randomised ReLU with slopes from l to u computes in evaluation mode, y = max(x, a)
 * with a = (l + u)/2. (The leaky ReLU of slope a would be usual; the probe follows the network.)
 * DL4J's own backward pass needs slopes that only a forward pass in training draws.
 */
final class EvaluationRRelu extends BaseActivationFunction {

  private static final long serialVersionUID = 1;

  private final double lower;
  private final double upper;

  EvaluationRRelu(ActivationRReLU random) {
    lower = random.getL();
    upper = random.getU();
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return new ActivationRReLU(lower, upper).getActivation(in, false);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    return new Pair<>(epsilon.mul(in.gt((lower + upper) / 2).castTo(epsilon.dataType())), null);
  }

  @Override
  public String toString() {
    return "rrelu in evaluation mode";
  }
}
