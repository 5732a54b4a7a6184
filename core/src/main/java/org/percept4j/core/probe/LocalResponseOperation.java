package org.percept4j.core.probe;

import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Local response normalisation over channels, y_c = x_c·s_c^−β with s_c = k + α·Σ x_j² over the n
 * channels around c (Krizhevsky et al. 2012, section 3.3); forward by DL4J, backward by
 * differentiating it, because DL4J's own backward pass is off by 0.3 % at α = 0.3.
 */
final class LocalResponseOperation extends LayerOperation {

  private @Nullable INDArray input;

  LocalResponseOperation(Layer layer) {
    super(layer);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    input = inputs[0].dup('c');
    return super.forward(inputs);
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    LocalResponseNormalization conf = (LocalResponseNormalization) layer.conf().getLayer();
    int channels = conf.getDataFormat() == CNN2DFormat.NHWC ? 3 : 1;
    int half = (int) conf.getN() / 2;
    INDArray x = Objects.requireNonNull(input);
    INDArray s = window(x.mul(x), channels, half).muli(conf.getAlpha()).addi(conf.getK());
    INDArray slope = Transforms.pow(s, -conf.getBeta(), true);
    INDArray across = window(epsilon.mul(x).muli(slope).divi(s), channels, half);
    return new INDArray[] {
      epsilon.mul(slope).subi(across.muli(x).muli(2 * conf.getAlpha() * conf.getBeta()))
    };
  }

  /** For each channel the sum over the channels at most {@code half} away. */
  private static INDArray window(INDArray array, int dimension, int half) {
    INDArray sum = array.dup('c');
    long channels = array.size(dimension);
    for (int offset = 1; offset <= Math.min(half, channels - 1); offset++) {
      INDArrayIndex[] low = at(array.rank(), dimension, 0, channels - offset);
      INDArrayIndex[] high = at(array.rank(), dimension, offset, channels);
      sum.get(low).addi(array.get(high));
      sum.get(high).addi(array.get(low));
    }
    return sum;
  }

  private static INDArrayIndex[] at(int rank, int dimension, long from, long to) {
    INDArrayIndex[] indices = new INDArrayIndex[rank];
    Arrays.fill(indices, NDArrayIndex.all());
    indices[dimension] = NDArrayIndex.interval(from, to);
    return indices;
  }

  @Override
  public void release() {
    input = null;
    super.release();
  }
}
