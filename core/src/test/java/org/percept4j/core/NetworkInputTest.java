package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NetworkInput.Layout;

class NetworkInputTest {

  private record Case(String name, Model model, String expected, long... shape) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case sequence(
      String name, String expected, InputType type, long[] shape, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return new Case(name, new MultiLayerNetwork(list.setInputType(type).build()), expected, shape);
  }

  private static ConvolutionLayer conv(CNN2DFormat format) {
    return new ConvolutionLayer.Builder(3, 3).nOut(4).dataFormat(format).build();
  }

  private static ConvolutionLayer conv() {
    return conv(CNN2DFormat.NCHW);
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build();
  }

  static Stream<Case> cases() {
    InputType picture = InputType.convolutional(8, 10, 3);
    long[] batch = {2, 3, 8, 10};
    return Stream.of(
        sequence("convolution", "[N, 3, height, width] (NCHW)", picture, batch, conv()),
        sequence("frozen", "[N, 3, height, width] (NCHW)", picture, batch, new FrozenLayer(conv())),
        sequence(
            "channels last",
            "[N, height, width, 3] (NHWC)",
            InputType.convolutional(8, 10, 3, CNN2DFormat.NHWC),
            new long[] {2, 8, 10, 3},
            conv(CNN2DFormat.NHWC)),
        sequence(
            "convolutional flat",
            "[N, 3, 8, 10] (NCHW, or flat)",
            InputType.convolutionalFlat(8, 10, 3),
            new long[] {2, 240},
            conv()),
        sequence(
            "deconvolution",
            "[N, 3, height, width] (NCHW)",
            picture,
            batch,
            new Deconvolution2D.Builder(2, 2).nOut(5).build()),
        sequence(
            "space to depth",
            "[N, 3, height, width] (NCHW)",
            picture,
            batch,
            new SpaceToDepthLayer.Builder<>(2).build(),
            conv()),
        sequence(
            "padding, pooling, batch norm",
            "[N, 3, height, width] (NCHW)",
            picture,
            batch,
            new ZeroPaddingLayer(1, 1),
            pool(),
            new BatchNormalization(),
            conv()),
        sequence(
            "batch norm and activation before anything that tells the layout",
            "[N, height, width, 3] (NHWC)",
            InputType.convolutional(8, 10, 3, CNN2DFormat.NHWC),
            new long[] {2, 8, 10, 3},
            new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build(),
            new ActivationLayer(),
            conv(CNN2DFormat.NHWC)),
        sequence(
            "depthwise",
            "[N, 3, height, width] (NCHW)",
            picture,
            batch,
            new DepthwiseConvolution2D.Builder().kernelSize(3, 3).depthMultiplier(2).build(),
            conv()),
        sequence(
            "a dense layer over a picture",
            "[N, 3, 8, 10] (NCHW)",
            picture,
            batch,
            new DenseLayer.Builder().nOut(4).build()),
        sequence(
            "locally connected",
            "[N, 3, 8, 10] (NCHW)",
            picture,
            batch,
            new LocallyConnected2D.Builder().kernelSize(3, 3).nOut(2).build()),
        sequence(
            "vectors",
            "[N, 7] (NC)",
            InputType.feedForward(7),
            new long[] {2, 7},
            new DenseLayer.Builder().nOut(4).build()),
        sequence(
            "words",
            "[N, 1] (NC)",
            InputType.feedForward(7),
            new long[] {2, 1},
            new EmbeddingLayer.Builder().nIn(7).nOut(4).build()),
        sequence(
            "sequences",
            "[N, 6, width] (NCW)",
            InputType.recurrent(6, 9),
            new long[] {2, 6, 9},
            new Bidirectional(new LSTM.Builder().nOut(4).build()),
            new RnnOutputLayer.Builder().nOut(2).build()),
        sequence(
            "sequences, channels last",
            "[N, width, 6] (NWC)",
            InputType.recurrent(6, 9, RNNFormat.NWC),
            new long[] {2, 9, 6},
            new LSTM.Builder().nOut(4).dataFormat(RNNFormat.NWC).build()),
        sequence(
            "one dimension",
            "[N, 6, width] (NCW)",
            InputType.recurrent(6, 9),
            new long[] {2, 6, 9},
            new Convolution1DLayer.Builder(3).nOut(4).build()),
        sequence(
            "three dimensions",
            "[N, 2, depth, height, width] (NCDHW)",
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 4, 2),
            new long[] {2, 2, 5, 6, 4},
            new Convolution3D.Builder(3, 2, 2).nOut(3).build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void inputsAreReadFromConfigurationsAndFitWhatTheNetworkRunsOn(Case c) {
    NetworkInput input = NetworkInput.of(c.model()).get(0);
    assertThat(input).hasToString("input \"input\" " + c.expected() + ", " + DataType.FLOAT);
    assertThat(Networks.isInitialised(c.model())).isFalse();
    INDArray array = Nd4j.zeros(DataType.FLOAT, c.shape());
    assertThat(input.of(array).shape(2)).isEqualTo(c.shape());
    MultiLayerNetwork network = (MultiLayerNetwork) c.model();
    network.init();
    assertThat(NetworkInput.of(network)).containsExactly(input);
    assertThat(network.output(array).size(0)).isEqualTo(2); // DL4J agrees with the shape
  }

  @Test
  void channelsBehindAMergeOfPooledInputsAreDivided() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("photo", "mask")
                .addLayer("max", pool(), "photo")
                .addLayer("blocks", new SpaceToDepthLayer.Builder<>(2).build(), "photo")
                .addLayer("small", pool(), "mask")
                .addVertex("both", new MergeVertex(), "max", "blocks", "small")
                .addLayer("mask-conv", new ConvolutionLayer.Builder(1, 1).nOut(2).build(), "mask")
                .addLayer("conv", conv(), "both")
                .setOutputs("conv", "mask-conv")
                .setInputTypes(InputType.convolutional(8, 8, 3), InputType.convolutional(8, 8, 2))
                .build());
    assertThat(NetworkInput.of(graph))
        .extracting(NetworkInput::name, NetworkInput::channels)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("photo", OptionalInt.of(3)),
            org.assertj.core.groups.Tuple.tuple("mask", OptionalInt.of(2)));
  }

  @Test
  void inputsThatAreAddedHaveTheSameChannels() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("a", "b")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("a-conv", conv(), "a")
                .addLayer("conv", conv(), "sum")
                .setOutputs("conv", "a-conv")
                .setInputTypes(InputType.convolutional(8, 8, 3), InputType.convolutional(8, 8, 3))
                .build());
    assertThat(NetworkInput.of(graph))
        .allMatch(i -> i.channels().equals(OptionalInt.of(3)) && i.isPicture());
  }

  @Test
  void flatPicturesAreUnderstoodInGraphsAndTakenInBothShapes() {
    MultiLayerNetwork sequence =
        (MultiLayerNetwork)
            cases().filter(c -> c.name().equals("convolutional flat")).findFirst().get().model();
    sequence.init();
    ComputationGraph graph = sequence.toComputationGraph();
    NetworkInput input = NetworkInput.of(graph).get(0);
    assertThat(input.flat()).isTrue();
    assertThat(input.size()).containsExactly(8, 10);
    assertThat(input.shape(5)).containsExactly(5, 240);
    assertThat(input.of(Nd4j.zeros(2, 3, 8, 10)).flat()).isFalse();
    assertThat(graph.outputSingle(Nd4j.zeros(2, 3, 8, 10)).size(0)).isEqualTo(2);
    assertThatThrownBy(() -> input.of(Nd4j.zeros(2, 241)))
        .hasMessage("input \"in\": expected [N, 3, 8, 10] (NCHW, or flat), got [2, 241]");
  }

  @Test
  void arraysThatDoNotFitAreRefused() {
    NetworkInput input = NetworkInput.of(cases().findFirst().get().model()).get(0);
    assertThatThrownBy(() -> input.of(Nd4j.zeros(2, 1, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input \"input\": expected [N, 3, height, width] (NCHW), got [2, 1, 8, 8]");
    assertThatThrownBy(() -> input.of(Nd4j.zeros(3, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> input.withSize(0, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> input.withSize(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> input.shape(1)).isInstanceOf(IllegalStateException.class);
    assertThat(input.withSize(5, 6).shape(1)).containsExactly(1, 3, 5, 6);
  }

  @Test
  void unknownLayersTellNothing() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ActivationLayer())
                .build());
    NetworkInput input = NetworkInput.of(network).get(0);
    assertThat(input.layout()).isEmpty();
    assertThat(input.channels()).isEmpty();
    assertThat(input.of(Nd4j.zeros(1, 2, 3)).layout()).contains(Layout.NCW);
  }

  @Test
  void preprocessorsThatAUserSetsAreUnderstood() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new OutputLayer.Builder().nIn(60).nOut(2).build())
                .inputPreProcessor(0, new CnnToFeedForwardPreProcessor(4, 5, 3))
                .build());
    assertThat(NetworkInput.of(network).get(0).shape(1)).containsExactly(1, 3, 4, 5);
    assertThat(List.of(Layout.values())).allMatch(l -> l.rank() >= 2);
  }
}
