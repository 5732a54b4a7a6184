package org.percept4j.core.acceleration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Rounding;
import org.percept4j.core.acceleration.Acceleration.Change;
import org.percept4j.core.probe.NetworkProbe;

/** Accelerated networks against the same networks as DL4J runs them. */
class AccelerationTest {

  /** Two convolutions of at most 4 × 5 × 4 terms and a bias, both ways. */
  private static final int WINDOW_TERMS = 4 * (4 * 5 * 4 + 1);

  record Windows(
      int rows, int columns, int stride, int padding, ConvolutionMode mode, CNN2DFormat format) {}

  static Stream<Windows> windows() {
    List<Windows> all = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      for (int stride = 1; stride <= 3; stride++) {
        all.add(new Windows(3, 3, stride, 0, ConvolutionMode.Same, format));
        all.add(new Windows(2, 4, stride, 0, ConvolutionMode.Same, format));
        all.add(new Windows(3, 3, stride, 1, ConvolutionMode.Truncate, format));
        all.add(new Windows(5, 2, stride, 0, ConvolutionMode.Truncate, format));
        all.add(new Windows(4, 4, stride, 2, ConvolutionMode.Truncate, format));
      }
      all.add(new Windows(1, 1, 1, 0, ConvolutionMode.Strict, format));
      all.add(new Windows(3, 5, 1, 1, ConvolutionMode.Strict, format));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("windows")
  void everyKindOfWindowGivesTheSameOutputsAndGradients(Windows w) {
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      MultiLayerNetwork stock = network(w, activation, WorkspaceMode.ENABLED);
      MultiLayerNetwork fast = stock.clone();
      assertThat(Acceleration.enable(fast).count(Change.ENABLED)).isEqualTo(2);
      Map<Integer, double[]> bySide = new HashMap<>();
      for (int side : new int[] {12, 17, 12}) {
        DataSet data = data(w.format(), 3, side, side + 1, side);
        INDArray image = data.getFeatures();
        double[] bounds =
            bySide.computeIfAbsent(
                side,
                s ->
                    Rounding.bounds(
                        stock, image, terms(data), (m, x) -> outputGradientAndScore(m, x, data)));
        assertClose(stock.output(image), fast.output(image), bounds[0]);
        assertClose(gradient(stock, data), gradient(fast, data), bounds[1]);
        assertThat(fast.score()).isCloseTo(stock.score(), within(2 * bounds[2]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchNormIsAsNearToTheExactNumbersAsRoundingAllows(CNN2DFormat format) {
    MultiLayerNetwork stock = normalised(format, DataType.FLOAT);
    MultiLayerNetwork fast = stock.clone();
    assertThat(Acceleration.enable(fast).count(Change.ENABLED)).isEqualTo(3);
    MultiLayerNetwork exact = normalised(format, DataType.DOUBLE);
    for (int side : new int[] {12, 9, 12}) {
      DataSet data = data(format, 6, side, side, side);
      INDArray image = data.getFeatures();
      assertClose(
          stock.output(image),
          fast.output(image),
          Rounding.bound(stock, image, terms(data), AccelerationTest::output));
      double bound = Rounding.bound(stock, image, terms(data), (m, x) -> gradient(m, x, data));
      INDArray ours = gradient(fast, data).castTo(DataType.DOUBLE);
      assertThat(ours.sub(gradient(exact, data)).amaxNumber().doubleValue()).isLessThan(bound);
    }
    List<DataSet> batches =
        IntStream.range(0, 10).mapToObj(i -> data(format, 6, 12, 12, i)).toList();
    assertTrainsTheSame(stock, fast, batches);
  }

  /** Training adds up the errors of its steps. */
  private static void assertTrainsTheSame(Model stock, Model fast, List<DataSet> batches) {
    INDArray first = batches.get(0).getFeatures();
    int terms = batches.stream().mapToInt(AccelerationTest::terms).sum();
    double bound =
        Rounding.bound(
            stock,
            first,
            terms,
            (m, x) -> {
              fit(m, batches);
              return m.params();
            });
    fit(stock, batches);
    fit(fast, batches);
    assertClose(stock.params(), fast.params(), bound);
  }

  private static void fit(Model model, List<DataSet> batches) {
    for (DataSet batch : batches) {
      if (model instanceof MultiLayerNetwork network) {
        network.fit(batch);
      } else {
        ((ComputationGraph) model).fit(batch);
      }
    }
  }

  private static MultiLayerNetwork normalised(CNN2DFormat format, DataType type) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(type)
            .updater(new Nesterovs(0.01, 0.9))
            .list();
    list.layer(conv(3).dataFormat(format).activation(Activation.IDENTITY).build());
    list.layer(new BatchNormalization.Builder().dataFormat(format).build());
    list.layer(new ActivationLayer(Activation.RELU));
    list.layer(
        new GlobalPoolingLayer.Builder(PoolingType.AVG)
            .poolingDimensions(format == CNN2DFormat.NCHW ? new int[] {2, 3} : new int[] {1, 2})
            .build());
    list.layer(new DenseLayer.Builder().nIn(4).nOut(6).activation(Activation.IDENTITY).build());
    list.layer(new BatchNormalization.Builder().nIn(6).nOut(6).build());
    list.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .nIn(6)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
    list.setInputType(InputType.convolutional(12, 12, 2, format));
    MultiLayerNetwork net = new MultiLayerNetwork(list.build());
    net.init();
    fill(net);
    return net;
  }

  private static void fill(MultiLayerNetwork net) {
    Random random = new Random(3);
    for (int i = 0; i < net.numParams(); i++) {
      net.params().putScalar(i, (float) (0.3 * random.nextGaussian()));
    }
  }

  @ParameterizedTest
  @MethodSource("windows")
  void theProbeGivesTheSameGradientsByTheInput(Windows w) {
    for (Activation activation : List.of(Activation.RELU, Activation.SIGMOID)) {
      MultiLayerNetwork net = network(w, activation, WorkspaceMode.NONE);
      NetworkProbe stock = NetworkProbe.of(net, false);
      NetworkProbe fast = NetworkProbe.of(net);
      for (int side : new int[] {12, 17}) {
        INDArray image = data(w.format(), 3, side, side + 1, side).getFeatures();
        List<LayerRef> refs =
            IntStream.range(0, net.getnLayers()).mapToObj(LayerRef::index).toList();
        double[] bounds =
            Rounding.bounds(net, image, WINDOW_TERMS, (m, x) -> outputsAndGradients(m, refs, x));
        for (int layer = 0; layer < refs.size(); layer++) {
          LayerRef ref = refs.get(layer);
          NetworkProbe.Gradients expected =
              stock.inputGradient(ref, AccelerationTest::weights, image);
          NetworkProbe.Gradients actual = fast.inputGradient(ref, AccelerationTest::weights, image);
          assertClose(expected.output(), actual.output(), bounds[2 * layer]);
          assertClose(
              stock.activations(List.of(ref), image).get(0),
              fast.activations(List.of(ref), image).get(0),
              bounds[2 * layer]);
          assertClose(
              expected.inputGradients().get(0),
              actual.inputGradients().get(0),
              bounds[2 * layer + 1]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.percept4j.core.acceleration.AccelerationTest#workspaces")
  void trainingTakesTheSameWay(WorkspaceMode workspaces) {
    Windows w = new Windows(3, 3, 1, 0, ConvolutionMode.Same, CNN2DFormat.NCHW);
    MultiLayerNetwork stock = network(w, Activation.RELU, workspaces);
    MultiLayerNetwork fast = stock.clone();
    Acceleration.enable(fast);
    assertTrainsTheSame(
        stock,
        fast,
        IntStream.range(0, 20).mapToObj(i -> data(w.format(), 8, 12 + i % 3, 12, i)).toList());
  }

  static Stream<WorkspaceMode> workspaces() {
    return Stream.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE);
  }

  @Test
  void aGraphIsAcceleratedToo() {
    Windows w = new Windows(3, 3, 2, 0, ConvolutionMode.Same, CNN2DFormat.NCHW);
    ComputationGraph stock =
        network(w, Activation.RELU, WorkspaceMode.ENABLED).toComputationGraph();
    ComputationGraph fast = stock.clone();
    assertThat(Acceleration.enable(fast).count(Change.ENABLED)).isEqualTo(2);
    assertTrainsTheSame(
        stock, fast, IntStream.range(0, 10).mapToObj(i -> data(w.format(), 4, 13, 12, i)).toList());
  }

  @Test
  void takenOutAgainEverythingIsAsItWasBitForBit() {
    Windows w = new Windows(3, 3, 1, 1, ConvolutionMode.Truncate, CNN2DFormat.NCHW);
    MultiLayerNetwork net = network(w, Activation.RELU, WorkspaceMode.ENABLED);
    INDArray image = data(w.format(), 2, 12, 12, 1).getFeatures();
    INDArray parameters = net.params().dup();
    String configuration = net.getLayerWiseConfigurations().toJson();
    INDArray before = net.output(image);
    Acceleration.enable(net);
    net.output(image);
    assertThat(Acceleration.disable(net).count(Change.DISABLED)).isEqualTo(2);
    assertThat(net.output(image)).isEqualTo(before);
    assertThat(net.params()).isEqualTo(parameters);
    assertThat(net.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    assertThat(net.getLayer(0).getHelper()).isNull();
    assertThat(Acceleration.disable(net).layers())
        .allSatisfy(l -> assertThat(l.reason()).isEqualTo("was not accelerated"));
  }

  @Test
  void theReportSaysWhatWasDoneToEachLayer() {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    list.layer(conv(3).name("plain").build());
    list.layer(new FrozenLayer(conv(3).build()));
    list.layer(conv(3).name("dilated").dilation(2, 1).build());
    list.layer(new BatchNormalization.Builder().name("norm").build());
    list.layer(new BatchNormalization.Builder().name("locked").lockGammaBeta(true).build());
    list.layer(new SubsamplingLayer.Builder().name("pool").build());
    list.layer(new SubsamplingLayer.Builder(PoolingType.AVG).name("mean").build());
    list.layer(new ActivationLayer.Builder().name("relu").activation(Activation.RELU).build());
    list.setInputType(InputType.convolutional(24, 24, 3));
    MultiLayerNetwork net = new MultiLayerNetwork(list.build());
    net.init();
    Acceleration.Report report = Acceleration.enable(net);
    assertThat(report.layers())
        .containsExactly(
            new Acceleration.LayerReport("plain", Change.ENABLED, "convolution on oneDNN"),
            new Acceleration.LayerReport("layer1", Change.ENABLED, "convolution on oneDNN"),
            new Acceleration.LayerReport(
                "dilated", Change.NONE, "dilated; ND4J's operation fails on oneDNN"),
            new Acceleration.LayerReport("norm", Change.ENABLED, "batch norm on oneDNN"),
            new Acceleration.LayerReport("locked", Change.NONE, "gamma and beta are locked"),
            new Acceleration.LayerReport(
                "pool", Change.ENABLED, "backward pass of max pooling in plain loops"),
            new Acceleration.LayerReport("mean", Change.NONE, "no helper for this kind of pooling"),
            new Acceleration.LayerReport("relu", Change.NONE, "no helper for ActivationLayer"));
    assertThat(report.toString().lines()).hasSize(8);
    assertThat(Acceleration.enable(net).layers().get(0).reason()).isEqualTo("accelerated already");
  }

  @Test
  void otherDataTypesStayAsTheyAre() {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT16}) {
      MultiLayerNetwork net =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .seed(1)
                  .dataType(type)
                  .list()
                  .layer(conv(3).build())
                  .setInputType(InputType.convolutional(9, 9, 3))
                  .build());
      net.init();
      assertThat(Acceleration.enable(net).layers().get(0).reason())
          .isEqualTo("data type " + type + "; expected FLOAT");
    }
  }

  @Test
  void aLayerWithoutBiasNeedsNoZerosOfTheDefaultType() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      MultiLayerNetwork stock =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .seed(1)
                  .dataType(DataType.FLOAT)
                  .list()
                  .layer(conv(3).hasBias(false).build())
                  .setInputType(InputType.convolutional(9, 9, 2))
                  .build());
      stock.init();
      MultiLayerNetwork fast = stock.clone();
      Acceleration.enable(fast);
      INDArray image = data(CNN2DFormat.NCHW, 2, 9, 9, 3).getFeatures();
      assertClose(
          stock.output(image),
          fast.output(image),
          Rounding.bound(stock, image, WINDOW_TERMS, AccelerationTest::output));
    } finally {
      Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }
  }

  @Test
  void networksThatCannotBeReadAreRefused() {
    MultiLayerNetwork raw =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(conv(3).build())
                .setInputType(InputType.convolutional(9, 9, 3))
                .build());
    for (Consumer<Model> call :
        List.<Consumer<Model>>of(Acceleration::enable, Acceleration::disable)) {
      assertThatThrownBy(() -> call.accept(raw))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("init()");
    }
  }

  private static MultiLayerNetwork network(
      Windows w, Activation activation, WorkspaceMode workspaces) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Nesterovs(0.01, 0.9))
            .trainingWorkspaceMode(workspaces)
            .inferenceWorkspaceMode(workspaces)
            .list();
    list.layer(
        conv(w.rows(), w.columns())
            .nOut(5)
            .stride(w.stride(), w.stride())
            .padding(w.padding(), w.padding())
            .convolutionMode(w.mode())
            .dataFormat(w.format())
            .activation(activation)
            .build());
    list.layer(
        conv(1, 2)
            .nOut(4)
            .hasBias(false)
            .convolutionMode(ConvolutionMode.Same)
            .dataFormat(w.format())
            .activation(activation)
            .build());
    list.layer(
        new GlobalPoolingLayer.Builder(PoolingType.AVG)
            .poolingDimensions(w.format() == CNN2DFormat.NCHW ? new int[] {2, 3} : new int[] {1, 2})
            .build());
    list.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .nIn(4)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
    list.setInputType(InputType.convolutional(12, 13, 2, w.format()));
    MultiLayerNetwork net = new MultiLayerNetwork(list.build());
    net.init();
    fill(net);
    return net;
  }

  private static ConvolutionLayer.Builder conv(int... kernel) {
    int[] k = kernel.length == 1 ? new int[] {kernel[0], kernel[0]} : kernel;
    return new ConvolutionLayer.Builder(k).nOut(4);
  }

  private static DataSet data(CNN2DFormat format, int n, int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n * 2 * rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    float[][] labels = new float[n][3];
    for (float[] label : labels) {
      label[random.nextInt(3)] = 1;
    }
    long[] shape =
        format == CNN2DFormat.NCHW
            ? new long[] {n, 2, rows, columns}
            : new long[] {n, rows, columns, 2};
    return new DataSet(Nd4j.createFromArray(values).reshape(shape), Nd4j.createFromArray(labels));
  }

  /** Roundings that a weight's gradient gathers: a sum over all pixels, and those on the way. */
  private static int terms(DataSet data) {
    return (int) data.getFeatures().length() / 2 + WINDOW_TERMS;
  }

  private static INDArray output(Model model, INDArray x) {
    return ((MultiLayerNetwork) model).output(x);
  }

  private static INDArray gradient(Model model, INDArray x, DataSet data) {
    return gradient((MultiLayerNetwork) model, new DataSet(x, data.getLabels()));
  }

  private static List<INDArray> outputGradientAndScore(Model model, INDArray x, DataSet data) {
    INDArray output = output(model, x).dup();
    INDArray gradient = gradient(model, x, data);
    return List.of(output, gradient, Nd4j.createFromArray(model.score()));
  }

  private static List<INDArray> outputsAndGradients(Model model, List<LayerRef> refs, INDArray x) {
    NetworkProbe probe = NetworkProbe.of(model, false);
    List<INDArray> all = new ArrayList<>();
    for (LayerRef ref : refs) {
      NetworkProbe.Gradients found = probe.inputGradient(ref, AccelerationTest::weights, x);
      all.add(found.output());
      all.add(found.inputGradients().get(0));
    }
    return all;
  }

  private static INDArray gradient(MultiLayerNetwork net, DataSet data) {
    net.setInput(data.getFeatures());
    net.setLabels(data.getLabels());
    net.computeGradientAndScore();
    return net.gradient().gradient().dup();
  }

  private static INDArray weights(INDArray output) {
    Random random = new Random(4);
    double[] values = random.doubles(output.length(), -1, 1).toArray();
    return Nd4j.createFromArray(values).castTo(output.dataType()).reshape(output.shape());
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  /** Each of two computations may be off by the bound. */
  private static void assertClose(INDArray expected, INDArray actual, double bound) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double largest = expected.amaxNumber().doubleValue();
    assertThat(largest).isPositive().isFinite();
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .as("of %s, shape %s", largest, Arrays.toString(expected.shape()))
        .isLessThanOrEqualTo(2 * bound);
  }
}
