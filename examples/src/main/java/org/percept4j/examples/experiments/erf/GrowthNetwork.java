package org.percept4j.examples.experiments.erf;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.percept4j.erf.OuterWeightInit;
import org.percept4j.examples.data.LabelledScenes;

/**
 * The networks of {@link Growth}: convolutions of 3x3 with 12 channels, batch norm and ReLU, the
 * first with a stride of 2, then a 1x1 convolution that tells each pixel's digit and begins small.
 */
final class GrowthNetwork {

  /** The vertex whose centre unit is watched: the last before the 1x1 convolution. */
  static final String LAST = "features";

  private static final int CHANNELS = 12;
  private static final int DEPTH = 12;
  private static final int CLASSES = 10;
  private static final double RATE = 0.003;

  private GrowthNetwork() {}

  static ComputationGraph create(Growth.Kind kind, long seed) {
    IWeightInit usual = new WeightInitRelu();
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(kind == Growth.Kind.OUTER ? new OuterWeightInit(usual, 1) : usual)
            .activation(Activation.IDENTITY)
            .updater(new Adam(RATE))
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(LabelledScenes.SIDE, LabelledScenes.SIDE, 1));
    String last = convolution(graph, 1, "image", 2);
    if (kind == Growth.Kind.RESIDUAL) {
      for (int i = 2; i <= DEPTH; i += 2) {
        String inner = convolution(graph, i + 1, convolution(graph, i, last, 1), 1);
        graph.addVertex("add" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), inner, last);
        last = "add" + i;
      }
    } else {
      for (int i = 2; i <= DEPTH; i++) {
        last = convolution(graph, i, last, 1);
      }
    }
    graph.addLayer(LAST, new ActivationLayer(Activation.IDENTITY), last);
    // Small at first, within ±1/√fan-in. By He et al. the first losses are up to 10 nats, and what
    // the early steps then do to the features hides for hundreds of steps what learning does.
    graph.addLayer(
        "classes",
        new ConvolutionLayer.Builder(1, 1).nOut(CLASSES).weightInit(WeightInit.UNIFORM).build(),
        LAST);
    graph.addLayer(
        "loss",
        new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(),
        "classes");
    ComputationGraph network = new ComputationGraph(graph.setOutputs("loss").build());
    network.init();
    return network;
  }

  private static String convolution(GraphBuilder graph, int number, String input, int stride) {
    graph.addLayer(
        "conv" + number,
        new ConvolutionLayer.Builder(3, 3)
            .stride(stride, stride)
            .nOut(CHANNELS)
            .hasBias(false)
            .build(),
        input);
    graph.addLayer("norm" + number, new BatchNormalization(), "conv" + number);
    graph.addLayer("relu" + number, new ActivationLayer(Activation.RELU), "norm" + number);
    return "relu" + number;
  }
}
