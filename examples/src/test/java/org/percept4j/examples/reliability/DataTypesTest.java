package org.percept4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Model;
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
import org.percept4j.core.Rounding;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientLog;

/** Networks in half and double precision give the numbers of the same network in single. */
class DataTypesTest {

  private static final int SIDE = 10;

  /** Roundings that a value gathers: two convolutions and a dense layer, forth and back. */
  private static final int TERMS = 2 * (9 * 2 + 9 * 4 + 25 * 5);

  @TempDir private Path dir;
  private int logs;

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

  /**
   * Compares what is computed in single precision with the same in another type: each may lie from
   * the exact value by as many of its own unit roundoffs.
   */
  private static void assertAlike(DataType type, BiFunction<Model, INDArray, INDArray> result) {
    MultiLayerNetwork single = network(DataType.FLOAT);
    INDArray images = images();
    double bound = Rounding.bound(single, images.castTo(DataType.FLOAT), TERMS, result);
    double ofHalf = 0x1p-11 / Rounding.UNIT;
    double tolerance = bound * (type == DataType.DOUBLE ? 1 : 1 + ofHalf);
    double[] expected = result.apply(single, images.castTo(DataType.FLOAT)).data().asDouble();
    double[] actual = result.apply(network(type), images.castTo(type)).data().asDouble();
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(Arrays.stream(expected).map(Math::abs).max().orElseThrow())
        .isGreaterThan(2 * tolerance);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isBetween(expected[i] - tolerance, expected[i] + tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "HALF"})
  void normsOfGradients(DataType type) {
    assertAlike(type, this::norms);
  }

  private INDArray norms(Model model, INDArray images) {
    MultiLayerNetwork network = (MultiLayerNetwork) model;
    Path log = dir.resolve(logs++ + ".jsonl");
    INDArray labels =
        Nd4j.create(new double[][] {{1, 0}, {0, 1}, {1, 0}}).castTo(images.dataType());
    try (GradientSonifier sonifier = GradientSonifier.builder().log(log).build()) {
      network.setListeners(sonifier);
      network.fit(images, labels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (GradientLog frames = GradientLog.open(log)) {
      return Nd4j.createFromArray(frames.next().norms());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "HALF"})
  void receptiveFields(DataType type) {
    assertAlike(type, DataTypesTest::field);
  }

  private static INDArray field(Model model, INDArray images) {
    return Nd4j.createFromArray(
        ErfAnalyzer.builder(model)
            .layer(LayerRef.index(1))
            .inputs(images)
            .build()
            .analyze()
            .map()
            .toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "HALF"})
  void hypercolumns(DataType type) {
    assertAlike(type, DataTypesTest::columns);
  }

  private static INDArray columns(Model model, INDArray images) {
    return HypercolumnExtractor.builder(model)
        .layers(0, 1)
        .build()
        .extract(images.slice(0))
        .dense()
        .castTo(DataType.DOUBLE);
  }
}
