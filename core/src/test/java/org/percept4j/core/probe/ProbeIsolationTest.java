package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Reference;
import org.percept4j.core.Rounding;

/** The probe against PyTorch's arrays, and that it leaves the network and its training alone. */
class ProbeIsolationTest {

  private static MultiLayerNetwork small() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).dropOut(0.8).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
    net.init();
    return net;
  }

  /** Without ND4J's linspace, which counts as a random operation and moves the generator on. */
  private static INDArray images() {
    float[] pixels = new float[5 * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    return Nd4j.create(pixels, new long[] {5, 1, 8, 8}, 'c');
  }

  private static INDArray labels() {
    INDArray y = Nd4j.zeros(5, 2);
    for (int i = 0; i < 5; i++) {
      y.putScalar(i, i % 2, 1);
    }
    return y;
  }

  private static float[] train(boolean probing, boolean keptProbe) {
    MultiLayerNetwork net = small();
    if (probing) {
      NetworkProbe kept = NetworkProbe.of(net);
      net.setListeners(
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              NetworkProbe probe = keptProbe ? kept : NetworkProbe.of(model);
              probe.inputGradient(LayerRef.index(1), Nd4j::onesLike, images());
              probe.activations(List.of(LayerRef.index(2)), images());
            }
          });
    }
    Nd4j.getRandom().setSeed(77);
    for (int i = 0; i < 15; i++) {
      net.fit(images(), labels());
    }
    return Nd4j.concat(1, net.params().reshape(1, -1), net.updaterState().reshape(1, -1))
        .data()
        .asFloat();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fifteenStepsOfAdamAreBitIdentical(boolean keptProbe) {
    assertThat(train(true, keptProbe)).isEqualTo(train(false, keptProbe));
  }

  @Test
  void aKeptProbeSeesTheParametersOfTheMoment() {
    MultiLayerNetwork net = small();
    NetworkProbe probe = NetworkProbe.of(net);
    net.fit(images(), labels());
    List<LayerRef> last = List.of(LayerRef.index(-1));
    assertThat(probe.activations(last, images()).get(0)).isEqualTo(net.output(images()));
  }

  /** Twelve convolutions with ReLU: signed gradient of one unit for each of three samples. */
  @Test
  void aChainEqualsPyTorch() {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .activation(Activation.RELU)
            .convolutionMode(ConvolutionMode.Same)
            .list();
    for (int i = 0; i < 12; i++) {
      list.layer(new ConvolutionLayer.Builder(3, 3).nIn(i == 0 ? 2 : 4).nOut(4).build());
    }
    MultiLayerNetwork net = new MultiLayerNetwork(list.build());
    net.init();
    for (int i = 0; i < 12; i++) {
      net.setParam(i + "_W", Reference.array("erf_chain_relu/w" + i));
      net.setParam(i + "_b", Reference.array("erf_chain_relu/b" + i).reshape(1, -1));
    }
    assertEqualsPyTorch(net, y -> unit(y, 2, 20, 20), 12 * 2 * (9 * 4 + 1), "erf_chain_relu/");
  }

  /** Strides, dilation, batch norm, a residual sum, a merge and average pooling. */
  @Test
  void aResidualGraphEqualsPyTorch() {
    String at = "erf_residual_bn_dilated/";
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "a",
                    conv(3, 6).stride(2, 2).padding(1, 1).activation(Activation.TANH).build(),
                    "in")
                .addLayer("b", conv(6, 6).dilation(2, 2).padding(2, 2).build(), "a")
                .addLayer(
                    "bn",
                    new BatchNormalization.Builder().nIn(6).nOut(6).useLogStd(false).build(),
                    "b")
                .addLayer(
                    "relu", new ActivationLayer.Builder().activation(Activation.RELU).build(), "bn")
                .addVertex("r", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "relu")
                .addLayer("c", conv(6, 6).padding(1, 1).activation(Activation.SIGMOID).build(), "r")
                .addVertex("both", new MergeVertex(), "r", "c")
                .addVertex("first6", new SubsetVertex(0, 5), "both")
                .addLayer(
                    "pool",
                    new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                    "first6")
                .addLayer("d", conv(6, 5).padding(1, 1).build(), "pool")
                .setOutputs("d")
                .build());
    net.init();
    for (String name : new String[] {"a", "b", "c", "d"}) {
      net.setParam(name + "_W", Reference.array(at + "w" + name));
      net.setParam(name + "_b", Reference.array(at + "b" + name).reshape(1, -1));
    }
    for (String name : new String[] {"gamma", "beta", "mean", "var"}) {
      net.setParam("bn_" + name, Reference.array(at + name).reshape(1, -1));
    }
    assertEqualsPyTorch(net, y -> unit(y, 2, 8, 7), 4 * 2 * (9 * 6 + 1), at);
  }

  private static ConvolutionLayer.Builder conv(int in, int out) {
    return new ConvolutionLayer.Builder(3, 3).nIn(in).nOut(out);
  }

  private static INDArray unit(INDArray y, int channel, int row, int column) {
    INDArray epsilon = Nd4j.zerosLike(y);
    epsilon
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.point(channel),
            NDArrayIndex.point(row),
            NDArrayIndex.point(column))
        .assign(1);
    return epsilon;
  }

  /** Both computations in single precision may be off by the bound. */
  private static void assertEqualsPyTorch(
      Model net, UnaryOperator<INDArray> epsilon, int terms, String folder) {
    INDArray input = Reference.array(folder + "input");
    double[] bounds =
        Rounding.bounds(
            net,
            input,
            terms,
            (m, x) -> {
              NetworkProbe.Gradients exact =
                  NetworkProbe.of(m, false).inputGradient(LayerRef.index(-1), epsilon, x);
              return List.of(exact.output(), exact.inputGradients().get(0));
            });
    NetworkProbe.Gradients actual =
        NetworkProbe.of(net).inputGradient(LayerRef.index(-1), epsilon, input);
    assertClose(actual.output(), folder + "output", 2 * bounds[0]);
    assertClose(actual.inputGradients().get(0), folder + "gradient", 2 * bounds[1]);
  }

  private static void assertClose(INDArray actual, String path, double bound) {
    INDArray expected = Reference.array(path);
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThanOrEqualTo(bound);
  }
}
