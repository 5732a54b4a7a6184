package org.percept4j.examples.quickstart;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Stands for your own network and data: is the bar upright or lying? */
final class Bars {
  static MultiLayerNetwork network() {
    var conf = new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(0.003)).list();
    conf.layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build());
    conf.layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build());
    conf.layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
    var network =
        new MultiLayerNetwork(conf.setInputType(InputType.convolutional(16, 16, 1)).build());
    network.init();
    return network;
  }

  static DataSet batch(int size, Random random) {
    INDArray images = Nd4j.zeros(size, 1, 16, 16);
    INDArray labels = Nd4j.zeros(size, 2);
    for (int n = 0; n < size; n++) {
      int upright = random.nextInt(2);
      int at = random.nextInt(16);
      for (int i = 0; i < 16; i++) {
        images.putScalar(new int[] {n, 0, upright == 1 ? i : at, upright == 1 ? at : i}, 1);
      }
      labels.putScalar(n, upright, 1);
    }
    return new DataSet(images, labels);
  }
}
