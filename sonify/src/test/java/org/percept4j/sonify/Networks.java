package org.percept4j.sonify;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small real networks and data for tests. */
final class Networks {

  private Networks() {}

  static NeuralNetConfiguration.Builder conf(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(updater)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.TANH);
  }

  /** Two dense layers with dropout between, trained by Adam. */
  static MultiLayerNetwork sequential() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            conf(new Adam(0.01))
                .list()
                .layer(new DenseLayer.Builder().name("hidden_1").nIn(4).nOut(8).build())
                .layer(
                    new OutputLayer.Builder()
                        .dropOut(0.8)
                        .nIn(8)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    net.init();
    return net;
  }

  static ComputationGraph graph() {
    ComputationGraph net =
        new ComputationGraph(
            conf(new Adam(0.01))
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", new DenseLayer.Builder().nIn(4).nOut(8).build(), "in")
                .addLayer("right", new DenseLayer.Builder().nIn(4).nOut(8).build(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder()
                        .nIn(16)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "left",
                    "right")
                .setOutputs("out")
                .build());
    net.init();
    return net;
  }

  /** The LeNet of the reference arrays. */
  static MultiLayerNetwork leNet() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            conf(new Sgd(0.01))
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nIn(1).nOut(20).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(500).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    net.init();
    return net;
  }

  static DataSet data(int examples, long seed) {
    Random random = new Random(seed);
    float[][] x = new float[examples][4];
    float[][] y = new float[examples][3];
    for (int i = 0; i < examples; i++) {
      for (int j = 0; j < 4; j++) {
        x[i][j] = (float) random.nextGaussian();
      }
      y[i][x[i][0] > 0.5 ? 0 : x[i][1] > 0 ? 1 : 2] = 1;
    }
    INDArray features = Nd4j.createFromArray(x);
    return new DataSet(features, Nd4j.createFromArray(y));
  }
}
