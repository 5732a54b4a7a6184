package org.percept4j.core.probe;

import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A ReLU with learned slopes α, shared over samples and over the axes where α has length 1: dy/dx
 * is 1 above 0 and α below. DL4J's forward pass overwrites its input, its backward pass refuses
 * shared axes.
 */
final class PReluOperation extends LayerOperation {
  private @Nullable INDArray positive;

  PReluOperation(Layer layer) {
    super(layer);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    positive = inputs[0].gt(0);
    return super.forward(new INDArray[] {inputs[0].dup()});
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray alpha = layer.getParam(PReLUParamInitializer.WEIGHT_KEY);
    long[] shape = new long[alpha.rank() + 1];
    shape[0] = 1;
    System.arraycopy(alpha.shape(), 0, shape, 1, alpha.rank());
    INDArray slopes = alpha.dup('c').reshape(shape).broadcast(epsilon.shape());
    INDArray above = Objects.requireNonNull(positive).castTo(epsilon.dataType());
    return new INDArray[] {epsilon.mul(above.add(slopes.mul(above.rsub(1))))};
  }

  @Override
  public void release() {
    positive = null;
    super.release();
  }

  @Override
  public boolean writesWeightGradients() {
    return false;
  }
}
