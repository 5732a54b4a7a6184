package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Reference;
import org.percept4j.core.Rounding;
import org.percept4j.core.probe.NetworkProbe;

/**
 * Gradients of single units, per sample, as PyTorch computes them ({@code generate.py}, part 2).
 */
class PyTorchTest {

  /** Roundings of 12 layers of 4 × 9 products and their slopes, forth and back. */
  private static final int TERMS = 12 * 2 * (4 * 9 + 2);

  /** How far the sum over channels of one unit's gradient may lie from the exact one. */
  private static double bound(Model model, INDArray input, String layer, float... unit) {
    return Rounding.bound(
        model,
        input,
        TERMS,
        (m, x) ->
            NetworkProbe.of(m, false)
                .inputGradient(
                    LayerRef.name(layer),
                    output -> {
                      INDArray one = Nd4j.zerosLike(output);
                      one.putScalar(
                          new long[] {0, (long) unit[0], (long) unit[1], (long) unit[2]}, 1);
                      return one;
                    },
                    x)
                .inputGradients()
                .get(0)
                .sum(1));
  }

  private static void check(
      String reference, EffectiveReceptiveField erf, int sample, double bound) {
    INDArray expected = Reference.array(reference + "/gradient");
    assertThat(bound).isLessThan(0.01 * expected.slice(sample).amaxNumber().doubleValue());
    for (int r = 0; r < erf.map().rows(); r++) {
      for (int c = 0; c < erf.map().columns(); c++) {
        double sum = 0;
        for (int channel = 0; channel < expected.size(1); channel++) {
          sum += expected.getDouble(sample, channel, r, c);
        }
        assertThat(erf.map().get(r, c)).isEqualTo(sum, within(2 * bound));
      }
    }
    assertThat(erf.leak()).isZero();
  }

  private static INDArray sample(INDArray all, int sample) {
    return all.get(
            NDArrayIndex.interval(sample, sample + 1),
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.all())
        .dup('c');
  }

  @Test
  void chainWithReluAgreesWholeAndCropped() {
    String reference = "erf_chain_relu";
    Layer[] layers = new Layer[12];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = Nets.conv(3, 4).activation(Activation.RELU).build();
    }
    MultiLayerNetwork net = Nets.net(DataType.FLOAT, 41, 2, 1, layers);
    for (int i = 0; i < layers.length; i++) {
      net.getLayer(i).getParam("W").assign(Reference.array(reference + "/w" + i));
      INDArray bias = net.getLayer(i).getParam("b");
      bias.assign(Reference.array(reference + "/b" + i).reshape(bias.shape()));
    }
    INDArray input = Reference.array(reference + "/input");
    float[] unit = Reference.values(reference + "/unit");
    for (int s = 0; s < input.size(0); s++) {
      double bound = bound(net, sample(input, s), "layer11", unit);
      for (boolean cropped : new boolean[] {true, false}) {
        EffectiveReceptiveField erf =
            ErfAnalyzer.builder(net)
                .inputs(sample(input, s))
                .channel((int) unit[0])
                .unit((int) unit[1], (int) unit[2])
                .cropped(cropped)
                .build()
                .analyze();
        assertThat(erf.info().isCropped()).isEqualTo(cropped);
        check(reference, erf, s, bound);
      }
    }
  }

  private static ConvolutionLayer conv(
      int inputs, int channels, int stride, int pad, int dilation, Activation a) {
    return new ConvolutionLayer.Builder(3, 3)
        .nIn(inputs)
        .nOut(channels)
        .stride(stride, stride)
        .padding(pad, pad)
        .dilation(dilation, dilation)
        .convolutionMode(ConvolutionMode.Truncate)
        .activation(a)
        .build();
  }

  private static ComputationGraph residual(String reference) {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(DataType.FLOAT)
            .graphBuilder()
            .addInputs("in")
            .addLayer("a", conv(3, 6, 2, 1, 1, Activation.TANH), "in")
            .addLayer("b", conv(6, 6, 1, 2, 2, Activation.IDENTITY), "a")
            .addLayer(
                "bn",
                new BatchNormalization.Builder().useLogStd(false).nIn(6).nOut(6).eps(1e-5).build(),
                "b")
            // DL4J\'s batch norm ignores its activation.
            .addLayer("relu", new ActivationLayer(Activation.RELU), "bn")
            .addVertex("r", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "relu")
            .addLayer("c", conv(6, 6, 1, 1, 1, Activation.SIGMOID), "r")
            .addVertex("cat", new MergeVertex(), "r", "c")
            .addVertex("six", new SubsetVertex(0, 5), "cat")
            .addLayer(
                "pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build(),
                "six")
            .addLayer("d", conv(6, 5, 1, 1, 1, Activation.IDENTITY), "pool")
            .setOutputs("d")
            .build();
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    for (String name : new String[] {"a", "b", "c", "d"}) {
      graph.getLayer(name).getParam("W").assign(Reference.array(reference + "/w" + name));
      INDArray bias = graph.getLayer(name).getParam("b");
      bias.assign(Reference.array(reference + "/b" + name).reshape(bias.shape()));
    }
    for (String name : new String[] {"gamma", "beta", "mean", "var"}) {
      INDArray parameter = graph.getLayer("bn").getParam(name);
      parameter.assign(Reference.array(reference + "/" + name).reshape(parameter.shape()));
    }
    return graph;
  }

  @Test
  void residualGraphWithBatchNormAgrees() {
    String reference = "erf_residual_bn_dilated";
    ComputationGraph graph = residual(reference);
    INDArray input = Reference.array(reference + "/input");
    float[] unit = Reference.values(reference + "/unit");
    for (int s = 0; s < input.size(0); s++) {
      check(
          reference,
          ErfAnalyzer.builder(graph)
              .layer(LayerRef.name("d"))
              .inputs(sample(input, s))
              .channel((int) unit[0])
              .unit((int) unit[1], (int) unit[2])
              .build()
              .analyze(),
          s,
          bound(graph, sample(input, s), "d", unit));
    }
  }
}
