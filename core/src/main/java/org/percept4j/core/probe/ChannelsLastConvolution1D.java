package org.percept4j.core.probe;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A 1-D convolution of sequences [N, T, C], run with the channels in second place: the weights are
 * the same, and DL4J's backward pass fails on the other layout.
 */
final class ChannelsLastConvolution1D extends LayerOperation {

  /**
   * The operation.
   *
   * @param layer the probe's own; changed to the other layout
   */
  ChannelsLastConvolution1D(Layer layer) {
    super(layer);
    ((Convolution1DLayer) layer.conf().getLayer()).setRnnDataFormat(RNNFormat.NCW);
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    return swapped(super.forward(new INDArray[] {swapped(inputs[0])}));
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    return new INDArray[] {swapped(super.backward(swapped(epsilon))[0])};
  }

  private static INDArray swapped(INDArray array) {
    return array.permute(0, 2, 1).dup('c');
  }
}
