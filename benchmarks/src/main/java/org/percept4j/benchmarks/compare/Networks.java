package org.percept4j.benchmarks.compare;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/** The networks that are measured, with random weights. */
public final class Networks {

  private static final int[] VGG_BLOCKS = {2, 2, 3, 3, 3};
  private static final int[] VGG_CHANNELS = {64, 128, 256, 512, 512};

  private Networks() {}

  /**
   * Convolutions of 3x3 with ReLU, as large as their input.
   *
   * @param depth how many
   * @param channels of each of them
   * @param inputChannels of the input
   * @param side of the input in pixels
   * @param seed of the weights
   * @return the network
   */
  public static MultiLayerNetwork chain(
      int depth, int channels, int inputChannels, int side, int seed) {
    NeuralNetConfiguration.ListBuilder list =
        conf(seed).convolutionMode(ConvolutionMode.Same).list();
    for (int i = 0; i < depth; i++) {
      list.layer(new ConvolutionLayer.Builder(3, 3).nOut(channels).build());
    }
    return made(list, InputType.convolutional(side, side, inputChannels));
  }

  /**
   * Builds the convolutions and pools of VGG-16, up to the last convolution.
   *
   * @param side of the input in pixels
   * @return the network
   */
  public static MultiLayerNetwork vggTrunk(int side) {
    NeuralNetConfiguration.ListBuilder list = conf(1).convolutionMode(ConvolutionMode.Same).list();
    for (int block = 0; block < VGG_BLOCKS.length; block++) {
      if (block > 0) {
        list.layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build());
      }
      for (int i = 0; i < VGG_BLOCKS[block]; i++) {
        list.layer(new ConvolutionLayer.Builder(3, 3).nOut(VGG_CHANNELS[block]).build());
      }
    }
    return made(list, InputType.convolutional(side, side, 3));
  }

  /** The last layer of each block of {@link #vggTrunk}: 64 + 128 + 256 + 512 + 512 channels. */
  static int[] vggLayers() {
    return new int[] {1, 4, 8, 12, 16};
  }

  /**
   * Builds LeNet of 20 and 50 5x5 filters, 500 and 10 units.
   *
   * @return the network
   */
  public static MultiLayerNetwork leNet() {
    return made(
        conf(1)
            .list()
            .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(new DenseLayer.Builder().nOut(500).build())
            .layer(output()),
        InputType.convolutional(28, 28, 1));
  }

  /**
   * Builds dense layers of 64 units and an output layer.
   *
   * @param layers how many with weights, at least 2
   * @return the network
   */
  public static MultiLayerNetwork dense(int layers) {
    NeuralNetConfiguration.ListBuilder list = conf(1).list();
    for (int i = 1; i < layers; i++) {
      list.layer(new DenseLayer.Builder().nOut(64).build());
    }
    return made(list.layer(output()), InputType.feedForward(64));
  }

  private static NeuralNetConfiguration.Builder conf(int seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(new Sgd(0.001))
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build();
  }

  private static MultiLayerNetwork made(NeuralNetConfiguration.ListBuilder list, InputType type) {
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();
    return network;
  }
}
