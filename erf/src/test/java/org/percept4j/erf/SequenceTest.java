package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.theory.AxisField;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.ReceptiveFields;

/** Fields of sequences: theory against the gradients DL4J computes, measures of one dimension. */
class SequenceTest {

  private static final int LENGTH = 18;

  private static Convolution1DLayer.Builder conv(int kernel) {
    return new Convolution1DLayer.Builder(kernel).nOut(2).activation(Activation.IDENTITY);
  }

  private static Arguments named(String name, Supplier<Layer> layer) {
    return Arguments.of(name, layer);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        named("same", () -> conv(4).convolutionMode(ConvolutionMode.Same).build()),
        named(
            "same, stride", () -> conv(3).stride(2).convolutionMode(ConvolutionMode.Same).build()),
        named("truncate", () -> conv(3).stride(2).build()),
        named("causal", () -> conv(3).dilation(2).convolutionMode(ConvolutionMode.Causal).build()),
        named("pool", () -> pool()),
        named("up", () -> new Upsampling1D.Builder(2).build()),
        named("pad", () -> new ZeroPadding1DLayer.Builder(2, 1).build()),
        named("crop", () -> new Cropping1D.Builder(3, 1).build()));
  }

  /** Of averages: the gradient of a maximum of equal values goes to one of them. */
  private static Layer pool() {
    return new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.AVG)
        .kernelSize(3)
        .stride(2)
        .build();
  }

  private static MultiLayerNetwork net(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).seed(1).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(list.setInputType(InputType.recurrent(2, LENGTH)).build());
    net.init();
    net.params().assign(0.5);
    return net;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void unitsSeeTheInputsThatHaveAGradient(String name, Supplier<Layer> layer) {
    MultiLayerNetwork net = net(layer.get(), conv(2).build());
    INDArray sequence = Nd4j.ones(DataType.DOUBLE, 1, 2, LENGTH);
    AxisField field =
        ReceptiveFields.of(net, InputSize.sequence(LENGTH)).field(LayerRef.index(1)).columns();
    assertThat(field.units()).isEqualTo((int) net.output(sequence).size(2));
    for (int unit : new int[] {0, field.units() / 2, field.units() - 1}) {
      EffectiveReceptiveField erf =
          ErfAnalyzer.builder(net).inputs(sequence).unit(0, unit).build().analyze();
      int first = LENGTH;
      int last = -1;
      for (int t = 0; t < LENGTH; t++) {
        if (erf.map().get(0, t) != 0) {
          first = Math.min(first, t);
          last = t;
        }
      }
      if (field.visible(unit).isEmpty()) {
        assertThat(erf.map().isZero()).isTrue();
      } else {
        assertThat(first + ".." + last).isEqualTo(field.visible(unit).hull().toString());
      }
      assertThat(erf.leak()).isZero();
    }
  }

  @Test
  void sizesCountSteps() {
    Layer[] layers = new Layer[6];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = conv(3).convolutionMode(ConvolutionMode.Same).build();
    }
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(net(layers)).inputSize(1, LENGTH).build().analyze();
    assertThat(erf.map().rows()).isEqualTo(1);
    assertThat(erf.map().columns()).isEqualTo(LENGTH);
    // (1 + x + x²)^6: 141 in the middle, above 6.4 five coefficients to each side
    assertThat(erf.size().value()).isEqualTo(9);
    assertThat(Measure.SIGMA.of(erf.map())).isEqualTo(Math.sqrt(6 * 8 / 12.0), within(1e-12));
    assertThat(Moments.of(erf.map()).varianceX()).isEqualTo(4, within(1e-12));
    GaussianFit fit = erf.gaussianFit();
    assertThat(fit.converged()).as(fit.note()).isTrue();
    assertThat(fit.sigma()).isEqualTo(2, within(0.1));
    assertThat(erf.warnings()).isEmpty();
    assertThat(erf.ratio().value()).isEqualTo(9 / 13.0, within(1e-12));
  }
}
