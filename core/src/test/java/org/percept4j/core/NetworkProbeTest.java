package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Gradients of every supported kind of layer and vertex against central differences in DOUBLE. */
class NetworkProbeTest {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-7;

  /** DL4J's L2NormalizeVertex takes arrays of the default type, whatever the network's type is. */
  @BeforeAll
  static void useDoubles() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloatsAgain() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  /** A network of one kind of thing, to be checked. */
  record Case(String name, Model model, long[]... inputs) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static NeuralNetConfiguration.Builder conf() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(DataType.DOUBLE)
        .updater(new NoOp())
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.TANH)
        .convolutionMode(ConvolutionMode.Truncate);
  }

  private static Case sequence(String name, InputType type, long[] input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = conf().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(type).build());
    net.init();
    disturb(net);
    return new Case(name, net, input);
  }

  private static Case image(String name, Layer... layers) {
    return sequence(name, InputType.convolutional(9, 8, 3), new long[] {2, 3, 9, 8}, layers);
  }

  /** Moves parameters, running statistics above all, away from their initial values. */
  private static void disturb(Model net) {
    Random random = new Random(11);
    INDArray p = net.params();
    for (long i = 0; i < (net.numParams() == 0 ? 0 : p.length()); i++) {
      p.putScalar(i, p.getDouble(i) + 0.2 + 0.1 * random.nextGaussian());
    }
  }

  private static Case vertex(String name, GraphVertex vertex) {
    ComputationGraph net =
        new ComputationGraph(
            conf()
                .graphBuilder()
                .addInputs("in")
                .allowDisconnected(true)
                .addLayer("a", conv().nIn(2).nOut(4).build(), "in")
                .addLayer("b", conv().nIn(2).nOut(4).build(), "in")
                .addVertex(
                    "v", vertex, oneInput(vertex) ? new String[] {"a"} : new String[] {"a", "b"})
                .addLayer("end", conv().nIn(channels(vertex)).nOut(2).build(), "v")
                .setOutputs("end")
                .build());
    net.init();
    return new Case(name, net, new long[] {2, 2, 7, 6});
  }

  private static boolean oneInput(GraphVertex v) {
    return !(v instanceof MergeVertex || v instanceof ElementWiseVertex);
  }

  private static int channels(GraphVertex v) {
    return v instanceof MergeVertex ? 8 : v instanceof SubsetVertex ? 2 : 4;
  }

  private static ConvolutionLayer.Builder conv() {
    return new ConvolutionLayer.Builder(3, 3).convolutionMode(ConvolutionMode.Same);
  }

  private static SubsamplingLayer pool(PoolingType type) {
    SubsamplingLayer.Builder b = new SubsamplingLayer.Builder(type).kernelSize(3, 2).stride(2, 1);
    return type == PoolingType.PNORM ? b.pnorm(3).build() : b.build();
  }

  static Stream<Case> cases() {
    List<Case> all = new ArrayList<>();
    all.add(
        image(
            "convolution, stride and padding",
            new ConvolutionLayer.Builder(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 1})
                .nOut(4)
                .build()));
    all.add(
        image(
            "convolution, same and dilation",
            conv().dilation(2, 2).nOut(4).build(),
            conv().stride(2, 2).nOut(2).build()));
    all.add(
        image(
            "separable",
            new SeparableConvolution2D.Builder(3, 3).nOut(4).depthMultiplier(2).build()));
    all.add(
        image(
            "depthwise",
            new DepthwiseConvolution2D.Builder().kernelSize(3, 3).depthMultiplier(2).build()));
    all.add(image("deconvolution", new Deconvolution2D.Builder(3, 3).stride(2, 2).nOut(2).build()));
    for (PoolingType type :
        new PoolingType[] {PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM}) {
      all.add(image("pooling " + type, conv().nOut(4).build(), pool(type)));
      all.add(
          image(
              "global pooling " + type,
              conv().nOut(4).build(),
              new GlobalPoolingLayer.Builder(type).build()));
    }
    all.add(image("upsampling", conv().nOut(2).build(), new Upsampling2D.Builder(2).build()));
    all.add(
        image(
            "zero padding and cropping",
            new ZeroPaddingLayer(2, 1),
            conv().nOut(2).build(),
            new Cropping2D(1, 2)));
    all.add(image("batch norm", conv().nOut(4).build(), new BatchNormalization.Builder().build()));
    all.add(
        image(
            "batch norm, locked, plain variance",
            conv().nOut(4).build(),
            new BatchNormalization.Builder()
                .lockGammaBeta(true)
                .gamma(1.5)
                .useLogStd(false)
                .build()));
    all.add(
        image(
            "batch norm, locked, scaled and shifted",
            conv().nOut(4).build(),
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.3).build()));
    all.add(
        image(
            "space to depth",
            conv().stride(1, 2).nOut(4).build(),
            new ZeroPaddingLayer(1, 0, 0, 0),
            new SpaceToDepthLayer.Builder<>(2).build()));
    all.add(
        image(
            "space to batch",
            new ZeroPaddingLayer(1, 0, 0, 0),
            new SpaceToBatchLayer.Builder<>(new int[] {2, 2}).build(),
            conv().nOut(2).build()));
    all.add(
        image(
            "local response normalisation",
            conv().nOut(6).build(),
            new LocalResponseNormalization.Builder().alpha(0.3).build()));
    all.add(
        image(
            "dense, dropout, output",
            conv().nOut(2).dropOut(0.5).build(),
            new DenseLayer.Builder().nOut(5).dropOut(0.7).build(),
            new DropoutLayer.Builder(0.5).build(),
            new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build()));
    for (Activation a :
        new Activation[] {
          Activation.TANH, Activation.SIGMOID, Activation.ELU, Activation.SOFTSIGN
        }) {
      all.add(
          image(
              "activation layer " + a,
              conv().nOut(3).activation(Activation.IDENTITY).build(),
              new ActivationLayer.Builder().activation(a).build(),
              conv().nOut(2).build()));
    }
    all.add(image("frozen", new FrozenLayer(conv().nOut(4).build()), conv().nOut(2).build()));
    all.add(
        image(
            "loss layer",
            new DenseLayer.Builder().nOut(4).build(),
            new LossLayer.Builder().activation(Activation.SOFTMAX).build()));
    all.add(
        sequence(
            "channels last",
            InputType.convolutional(9, 8, 3, CNN2DFormat.NHWC),
            new long[] {2, 9, 8, 3},
            conv().dataFormat(CNN2DFormat.NHWC).nOut(4).build(),
            new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build(),
            new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .dataFormat(CNN2DFormat.NHWC)
                .build()));
    all.add(
        sequence(
            "one dimension",
            InputType.recurrent(3, 10),
            new long[] {2, 3, 10},
            new Convolution1DLayer.Builder(3).nOut(4).build(),
            new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.AVG, 2, 2).build()));
    all.add(
        sequence(
            "one dimension, causal",
            InputType.recurrent(3, 10),
            new long[] {2, 3, 10},
            new Convolution1DLayer.Builder(3)
                .convolutionMode(ConvolutionMode.Causal)
                .dilation(2)
                .nOut(4)
                .build()));
    all.add(
        sequence(
            "three dimensions",
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 4, 2),
            new long[] {1, 2, 5, 6, 4},
            new Convolution3D.Builder(3, 2, 2).nOut(3).build(),
            new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.AVG)
                .kernelSize(2, 2, 2)
                .stride(1, 1, 1)
                .build()));
    all.add(vertex("merge", new MergeVertex()));
    for (ElementWiseVertex.Op op :
        new ElementWiseVertex.Op[] {
          ElementWiseVertex.Op.Add,
          ElementWiseVertex.Op.Product,
          ElementWiseVertex.Op.Subtract,
          ElementWiseVertex.Op.Average,
          ElementWiseVertex.Op.Max
        }) {
      all.add(vertex("element-wise " + op, new ElementWiseVertex(op)));
    }
    all.add(vertex("scale", new ScaleVertex(-2.5)));
    all.add(vertex("shift", new ShiftVertex(0.7)));
    all.add(vertex("L2 normalise", new L2NormalizeVertex()));
    all.add(vertex("subset", new SubsetVertex(1, 2)));
    all.add(vertex("reshape", new ReshapeVertex('c', new int[] {2, 4, 6, 7}, null)));
    ComputationGraph two =
        new ComputationGraph(
            conf()
                .graphBuilder()
                .addInputs("left", "right")
                .setInputTypes(InputType.feedForward(4), InputType.feedForward(3))
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "left")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "right")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "sum")
                .setOutputs("out")
                .build());
    two.init();
    all.add(new Case("two inputs", two, new long[] {3, 4}, new long[] {3, 3}));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void gradientsAreThoseOfCentralDifferences(Case c) {
    NetworkProbe probe = NetworkProbe.of(c.model());
    Random random = new Random(3);
    INDArray[] inputs =
        Arrays.stream(c.inputs()).map(s -> noise(s, random)).toArray(INDArray[]::new);
    LayerRef last = LayerRef.index(-1);
    INDArray y = probe.activations(List.of(last), inputs).get(0);
    assertThat(output(c.model(), inputs)).isEqualTo(y);
    INDArray epsilon = noise(y.shape(), random);
    NetworkProbe.Gradients gradients = probe.inputGradient(last, out -> epsilon, inputs);
    double largest = 0;
    for (INDArray g : gradients.inputGradients()) {
      largest = Math.max(largest, g.amaxNumber().doubleValue());
    }
    assertThat(largest).isPositive();
    for (int k = 0; k < inputs.length; k++) {
      assertThat(gradients.inputGradients().get(k).shape()).isEqualTo(inputs[k].shape());
      for (int check = 0; check < 12; check++) {
        long i = (long) (random.nextDouble() * inputs[k].length());
        double x = inputs[k].getDouble(i);
        inputs[k].putScalar(i, x + STEP);
        double up =
            probe.activations(List.of(last), inputs).get(0).mul(epsilon).sumNumber().doubleValue();
        inputs[k].putScalar(i, x - STEP);
        double down =
            probe.activations(List.of(last), inputs).get(0).mul(epsilon).sumNumber().doubleValue();
        inputs[k].putScalar(i, x);
        double actual = gradients.inputGradients().get(k).getDouble(i);
        assertThat(Math.abs(actual - (up - down) / (2 * STEP)))
            .isLessThan(RELATIVE * Math.max(1, largest));
      }
    }
  }

  private static INDArray noise(long[] shape, Random random) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  private static INDArray output(Model model, INDArray[] inputs) {
    return model instanceof MultiLayerNetwork net
        ? net.output(inputs[0])
        : ((ComputationGraph) model).outputSingle(inputs);
  }

  @Test
  void layersOfOneNameAreToldApartByTheirIndex() {
    Case c =
        image("twins", conv().name("twin").nOut(2).build(), conv().name("twin").nOut(5).build());
    NetworkProbe probe = NetworkProbe.of(c.model());
    INDArray image = noise(c.inputs()[0], new Random(1));
    assertThat(probe.activations(List.of(LayerRef.index(0)), image).get(0).size(1)).isEqualTo(2);
    assertThat(probe.activations(List.of(LayerRef.index(1)), image).get(0).size(1)).isEqualTo(5);
  }
}
