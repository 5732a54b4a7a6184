package org.percept4j.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.percept4j.core.LayerRef;

/**
 * Backward passes over kept activations, where a unit's gradient is zero but in a part of the
 * image. Whole numbers have no rounding, so that single precision must give what double precision
 * does, which computes the whole image. That repeated passes give what one does is checked for
 * every layer by {@link GradientCheck}.
 */
class UnitGradientsTest {

  private static final int ROWS = 45;
  private static final int COLUMNS = 38;

  private static ConvolutionLayer convolution(int filters, int kernel, int stride, int dilation) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .dilation(dilation, dilation)
        .activation(Activation.RELU)
        .nOut(filters)
        .build();
  }

  private static MultiLayerNetwork network(
      DataType type, ConvolutionMode mode, int kernel, int stride, int dilation) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .convolutionMode(mode)
                .list()
                .layer(convolution(32, kernel, stride, dilation))
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(1, 1).build())
                .layer(convolution(24, 3, 1, 1))
                .setInputType(InputType.convolutional(ROWS, COLUMNS, 16))
                .build());
    net.init();
    net.setParams(whole(type, net.params().shape()));
    return net;
  }

  private static INDArray whole(DataType type, long... shape) {
    Random random = new Random(7);
    INDArray values = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, random.nextInt(5) - 2);
    }
    return values.castTo(type);
  }

  private static UnaryOperator<INDArray> unit(double row, double column) {
    return y -> {
      INDArray epsilon = Nd4j.zerosLike(y);
      epsilon
          .get(
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.point((long) (row * (y.size(2) - 1))),
              NDArrayIndex.point((long) (column * (y.size(3) - 1))))
          .assign(1);
      return epsilon;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "Same, 3, 1, 1",
    "Same, 4, 1, 1",
    "Same, 5, 2, 1",
    "Same, 3, 3, 1",
    "Same, 3, 1, 2",
    "Truncate, 3, 1, 1",
    "Truncate, 4, 3, 1",
    "Truncate, 2, 3, 1",
    "Truncate, 3, 1, 3"
  })
  void aPartOfTheImageGivesTheWholeGradient(
      ConvolutionMode mode, int kernel, int stride, int dilation) {
    LayerRef last = LayerRef.index(-1);
    MultiLayerNetwork single = network(DataType.FLOAT, mode, kernel, stride, dilation);
    MultiLayerNetwork twice = network(DataType.DOUBLE, mode, kernel, stride, dilation);
    INDArray image = whole(DataType.FLOAT, 2, 16, ROWS, COLUMNS);
    NetworkProbe oracle = NetworkProbe.of(twice);
    try (UnitGradients gradients = UnitGradients.of(single, List.of(last), image)) {
      for (double row : new double[] {0, 0.5, 1}) {
        for (double column : new double[] {0, 0.6, 1}) {
          NetworkProbe.Gradients found = gradients.inputGradient(last, unit(row, column));
          NetworkProbe.Gradients expected =
              oracle.inputGradient(last, unit(row, column), image.castTo(DataType.DOUBLE));
          assertThat(found.output().castTo(DataType.DOUBLE).dup().data().asDouble())
              .isEqualTo(expected.output().dup('c').data().asDouble());
          INDArray part = found.inputGradients().get(0);
          assertThat(part.amaxNumber().doubleValue()).isPositive();
          assertThat(part.castTo(DataType.DOUBLE).subi(expected.inputGradients().get(0)))
              .satisfies(difference -> assertThat(difference.amaxNumber().doubleValue()).isZero());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0, 0.5", "1, 0.5"})
  void unitsThatSeeOnlyPaddingHaveNoGradient(double row, double column) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(1, 1).padding(2, 2).nOut(256).build())
                .setInputType(InputType.convolutional(ROWS, COLUMNS, 16))
                .build());
    net.init();
    INDArray image = whole(DataType.FLOAT, 1, 16, ROWS, COLUMNS);
    LayerRef layer = LayerRef.index(0);
    try (UnitGradients gradients = UnitGradients.of(net, List.of(layer), image)) {
      INDArray gradient = gradients.inputGradient(layer, unit(row, column)).inputGradients().get(0);
      assertThat(gradient.shape()).isEqualTo(image.shape());
      assertThat(gradient.amaxNumber().doubleValue()).isZero();
    }
  }

  @Test
  void refusesWhatItDoesNotHold() {
    MultiLayerNetwork net = network(DataType.FLOAT, ConvolutionMode.Same, 3, 1, 1);
    INDArray image = whole(DataType.FLOAT, 1, 16, ROWS, COLUMNS);
    assertThatThrownBy(() -> UnitGradients.of(net, List.of(), image))
        .hasMessage("layers: expected at least one, got none");
    assertThatThrownBy(() -> UnitGradients.of(net, List.of(LayerRef.index(5)), image))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> UnitGradients.of(net, List.of(LayerRef.index(0)), image, image))
        .hasMessageContaining("inputs: expected 1 arrays, got 2");
    UnitGradients gradients = UnitGradients.of(net, List.of(LayerRef.index(0)), image);
    assertThatThrownBy(() -> gradients.inputGradient(LayerRef.index(2), unit(0, 0)))
        .hasMessageContaining("layer: expected one of [layer0], got");
    assertThatThrownBy(
            () -> gradients.inputGradient(LayerRef.index(0), y -> Nd4j.zeros(DataType.FLOAT, 1, 2)))
        .hasMessageContaining("epsilon: expected shape");
    gradients.close();
    assertThatThrownBy(() -> gradients.inputGradient(LayerRef.index(0), unit(0, 0)))
        .isInstanceOf(IllegalStateException.class);
  }
}
