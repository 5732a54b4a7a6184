package org.percept4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientLog;

/** Networks in half and double precision give the numbers of the same network in single. */
class DataTypesTest {

  private static final int SIDE = 10;

  /** Relative to the largest value: half precision has 11 bits, and errors add up over layers. */
  private static final double HALF = 0.02;

  private static final double DOUBLE = 1e-5;

  @TempDir private Path dir;

  private static MultiLayerNetwork network(DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .updater(new Sgd(0.01))
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(5).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 2))
                .build());
    network.init();
    Random random = new Random(1);
    double[] values = new double[(int) network.numParams()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() / 5;
    }
    network.setParams(Nd4j.createFromArray(values).castTo(type).reshape(1, values.length));
    return network;
  }

  private static INDArray images() {
    return Nd4j.createFromArray(new Random(2).doubles(3 * 2 * SIDE * SIDE).toArray())
        .reshape(3, 2, SIDE, SIDE);
  }

  private static void assertAlike(double[] actual, double[] expected, DataType type) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    double tolerance = largest * (type == DataType.DOUBLE ? DOUBLE : HALF);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isBetween(expected[i] - tolerance, expected[i] + tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "HALF"})
  void normsOfGradients(DataType type) throws Exception {
    assertAlike(norms(type), norms(DataType.FLOAT), type);
  }

  private double[] norms(DataType type) throws Exception {
    Path log = dir.resolve(type + ".jsonl");
    MultiLayerNetwork network = network(type);
    INDArray labels = Nd4j.create(new double[][] {{1, 0}, {0, 1}, {1, 0}}).castTo(type);
    try (GradientSonifier sonifier = GradientSonifier.builder().log(log).build()) {
      network.setListeners(sonifier);
      network.fit(images().castTo(type), labels);
    }
    try (GradientLog frames = GradientLog.open(log)) {
      return frames.next().norms();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "HALF"})
  void receptiveFields(DataType type) {
    assertAlike(field(type), field(DataType.FLOAT), type);
  }

  private static double[] field(DataType type) {
    return ErfAnalyzer.builder(network(type))
        .layer(LayerRef.index(1))
        .inputs(images().castTo(type))
        .build()
        .analyze()
        .map()
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "HALF"})
  void hypercolumns(DataType type) {
    assertAlike(column(type), column(DataType.FLOAT), type);
  }

  private static double[] column(DataType type) {
    INDArray image = images().slice(0).castTo(type);
    return HypercolumnExtractor.builder(network(type))
        .layers(0, 1)
        .build()
        .extract(image)
        .dense()
        .data()
        .asDouble();
  }
}
