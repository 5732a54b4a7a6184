package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/** Small networks in files, as a user's training leaves them. */
final class SavedNetworks {

  static final int SIDE = 20;

  private SavedNetworks() {}

  private static NeuralNetConfiguration.Builder conf() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .updater(new Adam(0.01))
        .activation(Activation.RELU)
        .convolutionMode(ConvolutionMode.Same);
  }

  private static ConvolutionLayer conv(int filters, int stride) {
    return new ConvolutionLayer.Builder(3, 3).stride(stride, stride).nOut(filters).build();
  }

  /** Three convolutions, the last at half the size, for grey images. */
  static MultiLayerNetwork sequential(Path file) throws IOException {
    return sequential(file, DataType.FLOAT);
  }

  static MultiLayerNetwork sequential(Path file, DataType type) throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            conf()
                .dataType(type)
                .list()
                .layer(conv(4, 1))
                .layer(conv(5, 1))
                .layer(conv(6, 2))
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 1))
                .build());
    network.init();
    ModelSerializer.writeModel(network, file.toFile(), true);
    return network;
  }

  /** Two convolutions for colour images. */
  static ComputationGraph graph(Path file) throws IOException {
    ComputationGraph network =
        new ComputationGraph(
            conf()
                .graphBuilder()
                .addInputs("in")
                .addLayer("early", conv(4, 1), "in")
                .addLayer("late", conv(5, 2), "early")
                .setOutputs("late")
                .setInputTypes(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    ModelSerializer.writeModel(network, file.toFile(), true);
    return network;
  }
}
