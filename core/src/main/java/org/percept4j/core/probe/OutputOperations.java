package org.percept4j.core.probe;

import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Output layers without their losses, which need labels. */
final class OutputOperations {

  private OutputOperations() {}

  /**
   * What an output layer does in evaluation mode.
   *
   * @param parameters by DL4J's keys
   * @return null if it is none of these output layers
   */
  static ProbeGraph.@Nullable Operation of(Layer conf, Function<String, INDArray> parameters) {
    if (conf.getClass() == CnnLossLayer.class) {
      CnnLossLayer loss = (CnnLossLayer) conf;
      return new ChannelwiseOperation(
          loss.getFormat() == CNN2DFormat.NHWC, new ActivationOperation(loss.getActivationFn()));
    }
    if (conf.getClass() == Cnn3DLossLayer.class) {
      Cnn3DLossLayer loss = (Cnn3DLossLayer) conf;
      return new ChannelwiseOperation(
          loss.getDataFormat() == Convolution3D.DataFormat.NDHWC,
          new ActivationOperation(loss.getActivationFn()));
    }
    if (conf.getClass() == RnnLossLayer.class) {
      RnnLossLayer loss = (RnnLossLayer) conf;
      return new ChannelwiseOperation(
          loss.getRnnDataFormat() == RNNFormat.NWC,
          new ActivationOperation(loss.getActivationFn()));
    }
    if (conf.getClass() == RnnOutputLayer.class) {
      RnnOutputLayer output = (RnnOutputLayer) conf;
      return new ChannelwiseOperation(
          output.getRnnDataFormat() == RNNFormat.NWC,
          new DenseOperation(output.hasBias(), output.getActivationFn(), parameters));
    }
    if (conf.getClass() == CenterLossOutputLayer.class) {
      CenterLossOutputLayer output = (CenterLossOutputLayer) conf;
      return new DenseOperation(output.hasBias(), output.getActivationFn(), parameters);
    }
    return conf.getClass() == Yolo2OutputLayer.class
        ? new YoloOperation((Yolo2OutputLayer) conf)
        : null;
  }
}
