package org.percept4j.examples.erf;

import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;

/**
 * How the effective receptive field of the centre unit grows with depth: chains of 3x3 convolutions
 * without weights learned, as in figure 1 of Luo et al. 2016.
 */
public final class DepthExperiment {

  private static final int CHANNELS = 4;

  private DepthExperiment() {}

  /**
   * Depths of the paper's figure.
   *
   * @return numbers of layers, ascending
   */
  public static int[] depths() {
    return new int[] {5, 10, 20, 40};
  }

  /**
   * Measures random weights at one depth: the root mean square over draws, because the signed mean
   * of a random linear network tends to zero.
   *
   * @param depth number of layers
   * @param activation after each layer
   * @param draws how many networks, each with new weights and one new input of noise
   * @return the field
   */
  public static EffectiveReceptiveField measure(int depth, Activation activation, int draws) {
    int side = 2 * depth + 11; // five pixels more on each side than the unit can see
    return ErfAnalyzer.ofDraws(draws, draw -> network(depth, side, activation, draw))
        .inputSize(side, side)
        .channel(0)
        .samples(1)
        .aggregation(Aggregation.rms())
        .analyze();
  }

  private static MultiLayerNetwork network(int depth, int side, Activation activation, int seed) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(activation == Activation.RELU ? WeightInit.RELU : WeightInit.LECUN_NORMAL)
            .activation(activation)
            .list();
    for (int i = 0; i < depth; i++) {
      list.layer(new ConvolutionLayer.Builder(3, 3).nOut(CHANNELS).build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(side, side, 1)).build());
    network.init();
    return network;
  }

  /**
   * The exponent a of the power law y ∝ x^a that fits best, by least squares of the logarithms.
   *
   * @param x positive numbers, at least two different
   * @param y as many positive numbers
   * @return a
   */
  public static double exponent(int[] x, double[] y) {
    SimpleRegression fit = new SimpleRegression();
    for (int i = 0; i < y.length; i++) {
      fit.addData(Math.log(x[i]), Math.log(y[i]));
    }
    return fit.getSlope();
  }
}
