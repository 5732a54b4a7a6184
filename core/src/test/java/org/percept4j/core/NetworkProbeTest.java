package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworkProbeTest {

  private static final double STEP = 1e-5;

  private static ConvolutionLayer conv(int channels, Activation activation) {
    return new ConvolutionLayer.Builder(3, 3)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(channels)
        .activation(activation)
        .build();
  }

  private static INDArray random(long seed, long... shape) {
    Random random = new Random(seed);
    double[] values = random.doubles(Nd4j.create(shape).length(), -1, 1).toArray();
    return Nd4j.create(values, shape, 'c').castTo(DataType.DOUBLE);
  }

  private static MultiLayerNetwork sequence() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .list()
                .layer(conv(3, Activation.IDENTITY))
                .layer(new BatchNormalization.Builder().useLogStd(false).build())
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new DropoutLayer(0.5))
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(
                    new BatchNormalization.Builder()
                        .lockGammaBeta(true)
                        .gamma(0.7)
                        .beta(0.2)
                        .build())
                .layer(new FrozenLayer(conv(4, Activation.SIGMOID)))
                .layer(
                    new DenseLayer.Builder()
                        .dropOut(0.6)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
    net.init();
    net.getLayer(1).getParam("mean").assign(random(4, 1, 3));
    net.getLayer(1).getParam("gamma").assign(random(5, 1, 3));
    net.getLayer(1).getParam("var").assign(random(6, 1, 3).addi(1.5));
    net.getLayer(5).getParam("log10stdev").assign(random(7, 1, 3));
    return net;
  }

  private static ComputationGraph residual() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .graphBuilder()
                .addInputs("in", "side")
                .addLayer("a", conv(2, Activation.TANH), "in")
                .addLayer("b", conv(2, Activation.SOFTPLUS), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addVertex(
                    "product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "sum")
                .addVertex("cat", new MergeVertex(), "product", "side", "a")
                .addLayer("act", new ActivationLayer(Activation.TANH), "cat")
                .addLayer("end", conv(2, Activation.IDENTITY), "act")
                .setOutputs("end")
                .setInputTypes(InputType.convolutional(5, 5, 2), InputType.convolutional(5, 5, 1))
                .build());
    graph.init();
    return graph;
  }

  /** Central differences of the sum of the layer's output weighted by a fixed epsilon. */
  private static void check(Model model, LayerRef layer, INDArray... inputs) {
    NetworkProbe probe = NetworkProbe.of(model);
    INDArray before = model.params().dup();
    INDArray[] weights = new INDArray[1];
    NetworkProbe.Gradients found =
        probe.inputGradient(layer, output -> weights[0] = random(9, output.shape()), inputs);
    for (int k = 0; k < inputs.length; k++) {
      for (long i = 0; i < inputs[k].length(); i += 3) {
        double kept = inputs[k].getDouble(i);
        inputs[k].putScalar(i, kept + STEP);
        double up = objective(probe, layer, weights[0], inputs);
        inputs[k].putScalar(i, kept - STEP);
        double down = objective(probe, layer, weights[0], inputs);
        inputs[k].putScalar(i, kept);
        assertThat(found.inputGradients().get(k).getDouble(i))
            .isEqualTo((up - down) / (2 * STEP), within(1e-7));
      }
    }
    assertThat(model.params()).isEqualTo(before);
  }

  private static double objective(
      NetworkProbe probe, LayerRef layer, INDArray weights, INDArray... inputs) {
    return probe.activations(List.of(layer), inputs).get(0).mul(weights).sumNumber().doubleValue();
  }

  @Test
  void gradientsOfLayersAgreeWithCentralDifferences() {
    MultiLayerNetwork net = sequence();
    for (int layer = 0; layer < net.getnLayers(); layer++) {
      check(net, LayerRef.index(layer), random(1, 2, 2, 6, 6));
    }
  }

  @Test
  void gradientsThroughBranchesAgreeWithCentralDifferences() {
    ComputationGraph graph = residual();
    for (String layer : List.of("a", "b", "act", "end")) {
      check(graph, LayerRef.name(layer), random(1, 2, 2, 5, 5), random(2, 2, 1, 5, 5));
    }
  }

  @Test
  void activationsAreThoseOfTheNetworkItself() {
    MultiLayerNetwork net = sequence();
    INDArray x = random(1, 2, 2, 6, 6);
    List<INDArray> all = net.feedForward(x, false);
    List<INDArray> some =
        NetworkProbe.of(net).activations(List.of(LayerRef.index(-1), LayerRef.index(2)), x);
    assertThat(some.get(0).equalsWithEps(all.get(9), 1e-12)).isTrue();
    assertThat(some.get(1).equalsWithEps(all.get(3), 1e-12)).isTrue();
    assertThat(x).isEqualTo(random(1, 2, 2, 6, 6));
  }

  @Test
  void wrongNumbersOfInputsAreNamed() {
    assertThatThrownBy(
            () ->
                NetworkProbe.of(residual()).activations(List.of(LayerRef.name("a")), random(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 2 arrays, got 1");
  }
}
