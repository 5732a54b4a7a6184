package org.percept4j.examples.experiments.erf;

import java.util.Random;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;

/**
 * A way to build twenty, or ten, convolutions of 3x3 with random weights, to be compared with
 * another: section 3 of Luo et al. 2016.
 */
public enum Structure {
  /** 20 layers with ReLU. */
  RELU(20, Activation.RELU),
  /** 20 layers with tanh. */
  TANH(20, Activation.TANH),
  /** 20 layers with sigmoid. */
  SIGMOID(20, Activation.SIGMOID),
  /** 10 layers with ReLU: what the next ones are compared with. */
  PLAIN(10, Activation.RELU),
  /** Strides of 2 in the third and in the sixth layer. */
  SUBSAMPLED(10, Activation.RELU),
  /** Dilation of 2 in the middle four layers and of 4 in the last three. */
  DILATED(10, Activation.RELU),
  /** Half of all activations dropped, as in training, by masks drawn anew for each sample. */
  DROPOUT(10, Activation.RELU),
  /** Skip connections: what goes into every two layers is added to what comes out. */
  SKIP(10, Activation.RELU);

  private static final int CHANNELS = 4;
  private static final int SAMPLES = 4;

  private final int depth;
  private final Activation activation;

  Structure(int depth, Activation activation) {
    this.depth = depth;
    this.activation = activation;
  }

  /**
   * Measures random weights: the root mean square of the gradient over networks and samples.
   *
   * @param draws how many networks, each with four inputs of noise
   * @return the field of the centre unit of the last layer
   */
  public EffectiveReceptiveField measure(int draws) {
    int side = side();
    INDArray[] inputs = new INDArray[this == DROPOUT ? depth : 1];
    SplittableRandom random = new SplittableRandom(1);
    inputs[0] = noise(random, 1, side);
    for (int i = 1; i < inputs.length; i++) {
      inputs[i] = mask(random, side);
    }
    return ErfAnalyzer.builder(draws, draw -> network(side, draw))
        .layer(LayerRef.name("conv" + depth))
        .inputs(inputs)
        .samples(SAMPLES)
        .batch(SAMPLES)
        .channel(0)
        .aggregation(Aggregation.RMS)
        .build()
        .analyze();
  }

  /** Pixels enough for the theoretical field and some more. */
  private int side() {
    return switch (this) {
      case SUBSAMPLED, DILATED -> 81;
      default -> 2 * depth + 11;
    };
  }

  private ComputationGraph network(int side, int seed) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(activation == Activation.RELU ? WeightInit.RELU : WeightInit.LECUN_NORMAL)
            .activation(activation)
            .graphBuilder();
    graph.addInputs("image");
    String last = "image";
    String block = null;
    for (int i = 1; i <= depth; i++) {
      String name = "conv" + i;
      graph.addLayer(name, convolution(i), last);
      last = name;
      if (this == SKIP && i % 2 == 0 && i < depth) {
        if (block != null) {
          graph.addVertex("add" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), name, block);
          last = "add" + i;
        }
        block = last;
      } else if (this == DROPOUT && i < depth) {
        graph.addInputs("mask" + i);
        graph.addVertex(
            "drop" + i, new ElementWiseVertex(ElementWiseVertex.Op.Product), name, "mask" + i);
        last = "drop" + i;
      }
    }
    InputType[] types = new InputType[this == DROPOUT ? depth : 1];
    for (int i = 0; i < types.length; i++) {
      types[i] = InputType.convolutional(side, side, i == 0 ? 1 : CHANNELS);
    }
    ComputationGraph network =
        new ComputationGraph(graph.setOutputs(last).setInputTypes(types).build());
    network.init();
    return network;
  }

  private ConvolutionLayer convolution(int number) {
    ConvolutionLayer.Builder layer = new ConvolutionLayer.Builder(3, 3).nOut(CHANNELS);
    if (this == SUBSAMPLED && (number == 3 || number == 6)) {
      layer.stride(2, 2);
    }
    if (this == DILATED && number > 3) {
      int rate = number > 7 ? 4 : 2;
      layer.dilation(rate, rate);
    }
    return layer.build();
  }

  private static INDArray noise(SplittableRandom random, int channels, int side) {
    Random normal = new Random(random.nextLong());
    float[] values = new float[SAMPLES * channels * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) normal.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(SAMPLES, channels, side, side);
  }

  /** Ones and zeros at random, times 2, as dropout of one half scales in training. */
  private static INDArray mask(SplittableRandom random, int side) {
    float[] values = new float[SAMPLES * CHANNELS * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? 2 : 0;
    }
    return Nd4j.createFromArray(values).reshape(SAMPLES, CHANNELS, side, side);
  }
}
