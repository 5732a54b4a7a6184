package org.percept4j.core.probe;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Activation functions whose own backward pass is not that of what they compute in evaluation mode:
 * the same forward pass with its true slope.
 */
final class EvaluationActivation extends BaseActivationFunction {

  private static final long serialVersionUID = 1;

  private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBE = Math.pow(0.044715, 3);

  private final IActivation function;

  private EvaluationActivation(IActivation function) {
    this.function = function;
  }

  static @Nullable IActivation of(@Nullable IActivation function) {
    boolean wrong =
        function instanceof ActivationRReLU
            || (function instanceof ActivationELU elu && elu.getAlpha() != 1)
            || (function instanceof ActivationGELU gelu && gelu.isPrecise());
    return function != null && wrong ? new EvaluationActivation(function) : function;
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return function.getActivation(in, false);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    return new Pair<>(slope(in).castTo(epsilon.dataType()).muli(epsilon), null);
  }

  private INDArray slope(INDArray x) {
    if (function instanceof ActivationRReLU random) {
      // DL4J's y is max(x, a), a being the mean slope; its own pass needs slopes drawn in training.
      return x.gt((random.getL() + random.getU()) / 2);
    } else if (function instanceof ActivationELU elu) { // DL4J takes the slope of α = 1
      INDArray negative = Transforms.exp(Transforms.min(x, 0.0)).muli(elu.getAlpha());
      return negative.muli(x.lte(0).castTo(x.dataType())).addi(x.gt(0).castTo(x.dataType()));
    }
    return gelu(x);
  }

  /**
   * DL4J computes y = x(1 + tanh v)/2, v = √(2/π)(x + (0.044715x)³), where the published formula
   * has 0.044715x³, and takes yet another slope.
   */
  private static INDArray gelu(INDArray x) {
    INDArray square = x.mul(x);
    INDArray tanh = Transforms.tanh(x.add(square.mul(x).muli(GELU_CUBE)).muli(GELU_SCALE));
    INDArray inner = square.muli(3 * GELU_CUBE).addi(1).muli(GELU_SCALE).muli(x);
    inner.muli(tanh.mul(tanh).rsubi(1));
    return inner.addi(tanh).addi(1).muli(0.5);
  }

  @Override
  public String toString() {
    return function + " in evaluation mode";
  }
}
