package org.percept4j.examples.networks;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.percept4j.core.NetworkLayers;
import org.percept4j.examples.data.RandomStream;

/**
 * The network of the original script: 20 and 50 filters of 5x5 without padding, each followed by
 * 2x2 max pooling, then 500 and 10 units; ReLU; softmax with cross-entropy.
 */
public final class LeNet {

  private LeNet() {}

  /**
   * Returns a new network, its weights and biases drawn as PyTorch draws them by default: uniform
   * within ±1/√fan_in.
   *
   * @param updater how it is trained
   * @param seed of the weights
   * @return the network, initialised
   */
  public static MultiLayerNetwork create(IUpdater updater, long seed) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).name("conv1").nIn(1).nOut(20).build())
                .layer(pool("pool1"))
                .layer(new ConvolutionLayer.Builder(5, 5).name("conv2").nOut(50).build())
                .layer(pool("pool2"))
                .layer(new DenseLayer.Builder().name("fc1").nOut(500).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("fc2")
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    net.init();
    drawAsPyTorch(net, seed);
    return net;
  }

  private static SubsamplingLayer pool(String name) {
    return new SubsamplingLayer.Builder().name(name).kernelSize(2, 2).stride(2, 2).build();
  }

  private static void drawAsPyTorch(MultiLayerNetwork net, long seed) {
    Random random = RandomStream.WEIGHTS.of(seed);
    for (NetworkLayers.Entry entry : NetworkLayers.of(net)) {
      INDArray w = entry.layer().getParam("W");
      if (w != null) {
        // [out, in, height, width] for convolutions, [in, out] for dense layers
        long fanIn = w.rank() == 4 ? w.length() / w.size(0) : w.size(0);
        double bound = 1 / Math.sqrt((double) fanIn);
        drawUniform(w, bound, random);
        drawUniform(entry.layer().getParam("b"), bound, random);
      }
    }
  }

  private static void drawUniform(INDArray array, double bound, Random random) {
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, (2 * random.nextDouble() - 1) * bound);
    }
  }
}
