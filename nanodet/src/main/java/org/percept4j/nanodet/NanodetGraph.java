package org.percept4j.nanodet;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Builds the graph that {@code layers.txt} describes, a line for each vertex. */
final class NanodetGraph {

  private static final double LEAK = 0.1;
  private static final String ARROW = "<-";

  private NanodetGraph() {}

  static ComputationGraph load(List<String> outputs) {
    List<String> lines = Resources.lines("layers.txt");
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.ZERO)
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(Nanodet.SIDE, Nanodet.SIDE, 3))
            .setOutputs(outputs.toArray(String[]::new));
    lines.forEach(line -> add(graph, line));
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    HalfPrecision weights = new HalfPrecision(Resources.bytes("weights.f16"));
    lines.forEach(line -> setWeights(network, line, weights));
    if (weights.remaining() != 0) {
      throw new IllegalStateException(
          "weights.f16: expected no more numbers, got " + weights.remaining());
    }
    return network;
  }

  private static int number(String[] words, int index) {
    return Integer.parseInt(words[index]);
  }

  private static void add(GraphBuilder graph, String line) {
    String[] sides = line.split(ARROW, -1);
    String[] words = sides[0].trim().split(" ", -1);
    String[] inputs = sides[1].trim().split(" ", -1);
    String name = words[0];
    switch (words[1]) {
      case "conv" -> graph.addLayer(name, convolution(words, new ActivationIdentity()), inputs);
      case "conv-leaky" ->
          graph.addLayer(name, convolution(words, new ActivationLReLU(LEAK)), inputs);
      case "max-pool" -> graph.addLayer(name, pooling(PoolingType.MAX, 3, 2, 1), inputs);
      case "identity" -> graph.addLayer(name, new ActivationLayer(Activation.IDENTITY), inputs);
      case "concat" -> graph.addVertex(name, new MergeVertex(), inputs);
      case "add" -> graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
      case "halve" -> graph.addLayer(name, pooling(PoolingType.AVG, 2, 2, 0), inputs);
      case "double" -> {
        // Bilinear by half pixels: each value four times, then means of neighbours twice. The
        // first means leave the padding out, which repeats the border.
        graph.addLayer(name + "-nearest", new Upsampling2D.Builder(2).build(), inputs);
        graph.addLayer(name + "-mean", pooling(PoolingType.AVG, 2, 1, 1), name + "-nearest");
        graph.addLayer(name, pooling(PoolingType.AVG, 2, 1, 0), name + "-mean");
      }
      default -> throw new IllegalStateException("layers.txt: unknown operation in " + line);
    }
  }

  private static ConvolutionLayer convolution(String[] words, IActivation activation) {
    int kernel = number(words, 4);
    int stride = number(words, 5);
    int padding = number(words, 6);
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nIn(number(words, 2))
        .nOut(number(words, 3))
        .stride(stride, stride)
        .padding(padding, padding)
        .activation(activation)
        .build();
  }

  private static SubsamplingLayer pooling(PoolingType type, int kernel, int stride, int padding) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(kernel, kernel)
        .stride(stride, stride)
        .padding(padding, padding)
        .build();
  }

  private static void setWeights(ComputationGraph network, String line, HalfPrecision weights) {
    String[] words = line.split(" ", -1);
    if (words[1].startsWith("conv")) {
      int in = number(words, 2);
      int out = number(words, 3);
      int kernel = number(words, 4);
      float[] kernels = weights.take(out * in * kernel * kernel);
      network
          .getLayer(words[0])
          .setParam("W", Nd4j.createFromArray(kernels).reshape(out, in, kernel, kernel));
      network
          .getLayer(words[0])
          .setParam("b", Nd4j.createFromArray(weights.take(out)).reshape(1, out));
    }
  }
}
