package org.percept4j.hypercolumn.vgg16;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The layers of VGG-16 (Simonyan and Zisserman 2014, configuration D), as DL4J's zoo arranges and
 * names them, in any width.
 *
 * @param widths channels of the five blocks
 * @param dense units of the first two fully connected layers
 * @param side rows and columns of the images that the fully connected layers are made for
 */
record Vgg16Layers(List<Integer> widths, int dense, int side) {

  /** The widths of the paper. */
  static final Vgg16Layers PAPER = new Vgg16Layers(List.of(64, 128, 256, 512, 512), 4096, 224);

  private static final int[] CONVOLUTIONS = {2, 2, 3, 3, 3};

  /** What a layer does. */
  enum Kind {
    CONVOLUTION,
    POOLING,
    DENSE,
    OUTPUT
  }

  /**
   * One layer.
   *
   * @param name DL4J's name, the position
   * @param keras the name in Keras and in its weights files
   * @param in channels in, or units
   * @param out channels out, or units
   */
  record Step(String name, String keras, Kind kind, int in, int out) {}

  /** The layers up to the last pooling, in forward order. */
  List<Step> trunk() {
    List<Step> steps = new ArrayList<>();
    int in = 3;
    for (int block = 1; block <= CONVOLUTIONS.length; block++) {
      int out = widths.get(block - 1);
      for (int i = 1; i <= CONVOLUTIONS[block - 1]; i++) {
        String keras = "block" + block + "_conv" + i;
        steps.add(new Step(steps.size() + "", keras, Kind.CONVOLUTION, in, out));
        in = out;
      }
      steps.add(new Step(steps.size() + "", "block" + block + "_pool", Kind.POOLING, in, in));
    }
    return steps;
  }

  /** All layers, in forward order. */
  List<Step> withTop(int classes) {
    List<Step> steps = trunk();
    int cells = (side / 32) * (side / 32);
    int in = cells * widths.get(4);
    steps.add(new Step(steps.size() + "", "fc1", Kind.DENSE, in, dense));
    steps.add(new Step(steps.size() + "", "fc2", Kind.DENSE, dense, dense));
    steps.add(new Step(steps.size() + "", "predictions", Kind.OUTPUT, dense, classes));
    return steps;
  }

  /** Parameters of some layers, weights and biases. */
  static long parameters(List<Step> steps) {
    return steps.stream()
        .mapToLong(
            s ->
                switch (s.kind) {
                  case CONVOLUTION -> (9L * s.in + 1) * s.out;
                  case POOLING -> 0;
                  case DENSE, OUTPUT -> (s.in + 1L) * s.out;
                })
        .sum();
  }

  /** A network of some layers whose parameters are all zero; draws no random numbers. */
  ComputationGraph zeroNetwork(List<Step> steps) {
    return network(steps, Nd4j.zeros(DataType.FLOAT, 1, parameters(steps)));
  }

  /** A network of some layers that takes its parameters as they are, in DL4J's order. */
  ComputationGraph network(List<Step> steps, INDArray parameters) {
    ComputationGraph network = new ComputationGraph(configuration(steps));
    network.init(parameters, false);
    return network;
  }

  /** As the zoo's but for the seed: setting one would reset ND4J's global generator. */
  ComputationGraphConfiguration configuration(List<Step> steps) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .updater(new Nesterovs())
            .activation(Activation.RELU)
            .dataType(DataType.FLOAT)
            .graphBuilder()
            .addInputs("in");
    String before = "in";
    for (Step step : steps) {
      builder.addLayer(step.name, layer(step), before);
      before = step.name;
    }
    return builder.setOutputs(before).setInputTypes(InputType.convolutional(side, side, 3)).build();
  }

  private static Layer layer(Step step) {
    return switch (step.kind) {
      case CONVOLUTION ->
          new ConvolutionLayer.Builder(3, 3)
              .stride(1, 1)
              .padding(1, 1)
              .nIn(step.in)
              .nOut(step.out)
              .build();
      case POOLING ->
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(2, 2)
              .stride(2, 2)
              .build();
      case DENSE -> new DenseLayer.Builder().nOut(step.out).dropOut(0.5).build();
      case OUTPUT ->
          new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
              .name("output")
              .nOut(step.out)
              .activation(Activation.SOFTMAX)
              .build();
    };
  }
}
