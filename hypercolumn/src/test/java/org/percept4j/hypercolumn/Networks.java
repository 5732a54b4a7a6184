package org.percept4j.hypercolumn;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.core.Reference;

/** Small networks, real DL4J. */
final class Networks {

  private Networks() {}

  private static ConvolutionLayer conv(String name, int channels, Activation activation) {
    return new ConvolutionLayer.Builder(3, 3)
        .name(name)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation)
        .build();
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  /** The reference trunk with its weights, and two fully connected layers for 48×64 images. */
  static MultiLayerNetwork trunk(CNN2DFormat format) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(conv("conv0", 16, Activation.RELU))
                .layer(pool())
                .layer(conv("conv1", 24, Activation.RELU))
                .layer(pool())
                .layer(conv("conv2", 32, Activation.RELU))
                .layer(new DenseLayer.Builder().name("dense").nOut(7).build())
                .layer(
                    new OutputLayer.Builder()
                        .name("out")
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(48, 64, 3, format))
                .build());
    net.init();
    for (int i = 0; i < 3; i++) {
      net.getLayer(2 * i).setParam("W", Reference.array("hypercolumn_trunk/w" + i));
      net.getLayer(2 * i).setParam("b", Reference.array("hypercolumn_trunk/b" + i).reshape(1, -1));
    }
    return net;
  }

  /** A layer of its own for the ReLU, which DL4J applies in place. */
  static MultiLayerNetwork inPlace() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .list()
                .layer(conv("conv", 4, Activation.IDENTITY))
                .layer(
                    new ActivationLayer.Builder().activation(Activation.RELU).name("relu").build())
                .layer(conv("next", 3, Activation.TANH))
                .setInputType(InputType.convolutional(48, 64, 3))
                .build());
    net.init();
    return net;
  }

  /** Adds a convolution and its ReLU. */
  static ComputationGraph branched() {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .addLayer("conv", conv("conv", 4, Activation.IDENTITY), "in")
                .addLayer(
                    "relu",
                    new ActivationLayer.Builder().activation(Activation.RELU).build(),
                    "conv")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "relu", "conv")
                .addLayer(
                    "sum",
                    new ActivationLayer.Builder().activation(Activation.IDENTITY).build(),
                    "add")
                .setOutputs("sum")
                .setInputTypes(InputType.convolutional(48, 64, 3))
                .build());
    net.init();
    return net;
  }

  /** A recurrent layer over images, whose activations are sequences. */
  static MultiLayerNetwork recurrent() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(conv("conv", 2, Activation.TANH))
                .layer(new LSTM.Builder().name("lstm").nOut(3).build())
                .inputPreProcessor(1, new CnnToRnnPreProcessor(48, 64, 2))
                .setInputType(InputType.convolutional(48, 64, 3))
                .build());
    net.init();
    return net;
  }

  /** Takes 2×6×8 images as 96 values, as DL4J's own MNIST examples do. */
  static MultiLayerNetwork flat() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .setInputType(InputType.convolutionalFlat(6, 8, 2))
                .build());
    net.init();
    return net;
  }

  /** Two layers called x, as a MultiLayerNetwork allows, and one called y. */
  static MultiLayerNetwork repeatedNames() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(conv("x", 4, Activation.TANH))
                .layer(conv("x", 5, Activation.TANH))
                .layer(conv("y", 2, Activation.TANH))
                .setInputType(InputType.convolutional(6, 8, 3))
                .build());
    net.init();
    return net;
  }

  static MultiLayerNetwork deconvolution() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(6)
                .list()
                .layer(new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(5).build())
                .layer(conv("conv", 4, Activation.TANH))
                .setInputType(InputType.convolutional(6, 8, 3))
                .build());
    net.init();
    return net;
  }
}
