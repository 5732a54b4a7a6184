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

/** A network of three convolutions, 224 channels in all, and images of smooth noise. */
final class Workload {

  static final String[] LAYERS = {"a", "b", "c"};

  private Workload() {}

  static MultiLayerNetwork network(int side) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(convolution("a", 32))
                .layer(pooling())
                .layer(convolution("b", 64))
                .layer(pooling())
                .layer(convolution("c", 128))
                .setInputType(InputType.convolutional(side, side, 3))
                .build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(String name, int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .name(name)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  /** An image whose file is its number. */
  static INDArray image(InputStream in, int side) throws IOException {
    long number = Long.parseLong(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(number);
    float[] values = new float[3 * side * side];
    for (int c = 0; c < 3; c++) {
      double down = random.nextDouble(0.01, 0.2);
      double right = random.nextDouble(0.01, 0.2);
      for (int p = 0; p < side * side; p++) {
        int row = p / side;
        double wave = Math.sin(down * row + right * (p % side));
        values[c * side * side + p] = (float) (wave + 0.1 * random.nextDouble());
      }
    }
    return Nd4j.createFromArray(values).reshape(3, side, side);
  }
}
