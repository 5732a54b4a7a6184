package org.percept4j.benchmarks.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.hypercolumn.HypercolumnExtractor;

/**
 * A network of four convolutions and poolings, 1.5 GFLOP at 224², whose last three poolings give
 * 448 channels; and images of smooth noise.
 */
final class Workload {

  private static final String[] LAYERS = {"pool2", "pool3", "pool4"};

  /** Side of the columns' grid is the image's divided by this: the finest layer's own grid. */
  private static final int GRID = 4;

  private Workload() {}

  static MultiLayerNetwork network(int side) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(convolution(32))
                .layer(pooling("pool1"))
                .layer(convolution(64))
                .layer(pooling("pool2"))
                .layer(convolution(128))
                .layer(pooling("pool3"))
                .layer(convolution(256))
                .layer(pooling("pool4"))
                .setInputType(InputType.convolutional(side, side, 3))
                .build());
    network.init();
    return network;
  }

  static HypercolumnExtractor extractor(org.deeplearning4j.nn.api.Model network, int side) {
    return HypercolumnExtractor.builder(network)
        .layers(LAYERS)
        .outputSize(side / GRID, side / GRID)
        .build();
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .build();
  }

  private static SubsamplingLayer pooling(String name) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .name(name)
        .build();
  }

  /** The file of an image: its number. */
  static byte[] file(long number) {
    return Long.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  /** Waves of two directions a channel, and noise of a tenth of their height. */
  static INDArray image(InputStream in, int side) throws IOException {
    long number = Long.parseLong(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(number);
    float[] values = new float[3 * side * side];
    for (int c = 0; c < 3; c++) {
      double down = random.nextDouble(0.01, 0.2);
      double right = random.nextDouble(0.01, 0.2);
      double[] across = new double[side];
      for (int x = 0; x < side; x++) {
        across[x] = Math.sin(right * x);
      }
      for (int y = 0; y < side; y++) {
        double wave = Math.sin(down * y);
        for (int x = 0; x < side; x++) {
          values[(c * side + y) * side + x] =
              (float) (wave + across[x] + 0.1 * random.nextDouble());
        }
      }
    }
    return Nd4j.createFromArray(values).reshape(3, side, side);
  }
}
