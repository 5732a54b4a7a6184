package org.percept4j.core.probe;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation function of each pixel's channels, as DL4J's loss on maps applies it. */
final class MapLossOperation implements ProbeGraph.Operation {
  private final boolean channelsLast;
  private final ActivationOperation activation;

  MapLossOperation(CnnLossLayer loss) {
    channelsLast = loss.getFormat() == CNN2DFormat.NHWC;
    activation = new ActivationOperation(loss.getActivationFn());
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray pixels = pixels(inputs[0]);
    return maps(activation.forward(new INDArray[] {flat(pixels)}).reshape(pixels.shape()));
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray pixels = pixels(epsilon);
    INDArray gradient = activation.backward(flat(pixels))[0];
    return new INDArray[] {maps(gradient.reshape(pixels.shape()))};
  }

  private INDArray pixels(INDArray maps) {
    return channelsLast ? maps : maps.permute(0, 2, 3, 1);
  }

  private static INDArray flat(INDArray pixels) {
    return pixels.dup('c').reshape(-1, pixels.size(3));
  }

  private INDArray maps(INDArray pixels) {
    return channelsLast ? pixels : pixels.permute(0, 3, 1, 2).dup('c');
  }

  @Override
  public void release() {
    activation.release();
  }
}
