package org.percept4j.erf;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Small networks for the tests. */
final class Nets {

  private Nets() {}

  static ConvolutionLayer.Builder conv(int kernel, int channels) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(channels)
        .activation(Activation.IDENTITY);
  }

  static MultiLayerNetwork net(DataType type, int side, int channels, long seed, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .seed(seed)
            .weightInit(WeightInit.RELU)
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            list.setInputType(InputType.convolutional(side, side, channels)).build());
    net.init();
    return net;
  }

  /** A chain of 3x3 convolutions in Same mode; random weights. */
  static MultiLayerNetwork chain(
      DataType type, int side, int layers, int channels, Activation activation, long seed) {
    Layer[] all = new Layer[layers];
    for (int i = 0; i < layers; i++) {
      all[i] = conv(3, channels).activation(activation).build();
    }
    return net(type, side, 2, seed, all);
  }

  /** The same network with every weight 1/(inputs · kernel), every bias 0. */
  static MultiLayerNetwork uniform(MultiLayerNetwork net) {
    for (org.deeplearning4j.nn.api.Layer layer : net.getLayers()) {
      layer
          .paramTable()
          .forEach((key, p) -> p.assign(key.equals("W") ? (double) p.size(0) / p.length() : 0));
    }
    return net;
  }
}
