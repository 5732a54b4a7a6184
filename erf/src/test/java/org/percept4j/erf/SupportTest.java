package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.theory.InputSize;
import org.percept4j.erf.theory.IntervalSet;
import org.percept4j.erf.theory.ReceptiveFields;
import org.percept4j.erf.theory.TheoreticalReceptiveField;

/** The theory of each layer against the gradients DL4J itself computes. */
class SupportTest {

  static final int SIDE = 14;

  static Stream<Arguments> layers() {
    return Stream.of(
        named("same, odd padding", () -> Nets.conv(4, 2).build()),
        named("same, stride", () -> Nets.conv(3, 2).stride(2, 2).build()),
        named("same, stride 3 over kernel 1", () -> Nets.conv(1, 2).stride(3, 3).build()),
        named("same, stride 4 over kernel 1", () -> Nets.conv(1, 2).stride(4, 4).build()),
        named("same, dilation", () -> Nets.conv(3, 2).dilation(2, 2).build()),
        named("truncate, padding", () -> truncated().stride(3, 3).padding(1, 1).build()),
        named("truncate", () -> truncated().stride(2, 2).build()),
        named(
            "separable",
            () ->
                new SeparableConvolution2D.Builder(3, 3)
                    .convolutionMode(ConvolutionMode.Same)
                    .nOut(2)
                    .build()),
        named(
            "depthwise", () -> new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).build()),
        named("deconvolution", () -> deconvolution(3, 2, ConvolutionMode.Truncate, 0)),
        named("deconvolution, padding", () -> deconvolution(4, 2, ConvolutionMode.Truncate, 1)),
        named("deconvolution, same", () -> deconvolution(3, 2, ConvolutionMode.Same, 0)),
        named("deconvolution, same, even", () -> deconvolution(4, 2, ConvolutionMode.Same, 0)),
        named("upsampling", () -> new Upsampling2D.Builder(3).build()),
        named("zero padding", () -> new ZeroPaddingLayer.Builder(1, 2, 3, 4).build()),
        named("cropping", () -> new Cropping2D.Builder(2, 1, 0, 3).build()),
        named("space to depth", () -> new SpaceToDepthLayer.Builder<>(2).build()),
        named(
            "average pooling, same",
            () ->
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                    .kernelSize(3, 3)
                    .stride(2, 2)
                    .convolutionMode(ConvolutionMode.Same)
                    .build()));
  }

  private static Arguments named(String name, Supplier<Layer> layer) {
    return Arguments.of(name, layer);
  }

  private static org.deeplearning4j.nn.conf.layers.ConvolutionLayer.Builder truncated() {
    return Nets.conv(3, 2).convolutionMode(ConvolutionMode.Truncate);
  }

  private static Layer deconvolution(int kernel, int stride, ConvolutionMode mode, int padding) {
    return new Deconvolution2D.Builder(kernel, kernel)
        .stride(stride, stride)
        .padding(padding, padding)
        .convolutionMode(mode)
        .nOut(2)
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void unitsSeeTheInputsThatHaveAGradient(String name, Supplier<Layer> layer) {
    MultiLayerNetwork net =
        Nets.net(DataType.DOUBLE, SIDE, 2, 1, layer.get(), Nets.conv(2, 2).build());
    net.params().assign(0.5);
    TheoreticalReceptiveField field =
        ReceptiveFields.of(net, InputSize.square(SIDE)).field(LayerRef.index(1));
    INDArray image = Nd4j.ones(DataType.DOUBLE, 1, 2, SIDE, SIDE);
    INDArray output = net.output(image);
    assertThat(field.rows().units()).isEqualTo((int) output.size(2));
    assertThat(field.columns().units()).isEqualTo((int) output.size(3));
    int[] units = {0, field.rows().units() / 2, field.rows().units() - 1};
    for (int row : units) {
      for (int column : new int[] {0, field.columns().units() / 2, field.columns().units() - 1}) {
        ErfMap map =
            ErfAnalyzer.builder(net)
                .inputs(image)
                .unit(row, column)
                .cropped(false)
                .build()
                .analyze()
                .map();
        assertSupport(map, field.rows().visible(row), field.columns().visible(column));
      }
    }
  }

  /** Nothing outside; the hull's rows and columns are reached. */
  static void assertSupport(ErfMap map, IntervalSet rows, IntervalSet columns) {
    int top = SIDE;
    int bottom = -1;
    int left = SIDE;
    int right = -1;
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        if (map.get(r, c) != 0) {
          top = Math.min(top, r);
          bottom = Math.max(bottom, r);
          left = Math.min(left, c);
          right = Math.max(right, c);
        }
      }
    }
    if (rows.isEmpty() || columns.isEmpty()) {
      assertThat(map.isZero()).isTrue();
      return;
    }
    assertThat(top + ".." + bottom).isEqualTo(rows.hull().toString());
    assertThat(left + ".." + right).isEqualTo(columns.hull().toString());
  }

  /** An activation function of a user that mixes what theory takes for pointwise. */
  @SuppressWarnings("serial")
  private static final class MixedRows extends BaseActivationFunction {
    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in.addi(in.sum(true, 3));
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      return new Pair<>(epsilon.add(epsilon.sum(true, 3)), null);
    }
  }

  @Test
  void leaksAreReportedAndNeverCropped() {
    MultiLayerNetwork net =
        Nets.net(DataType.DOUBLE, SIDE, 1, 1, Nets.conv(3, 2).activation(new MixedRows()).build());
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(net).inputSize(SIDE, SIDE).channel(0).samples(2).build().analyze();
    assertThat(erf.info().isCropped()).isFalse();
    assertThat(erf.leak()).isPositive();
    assertThat(erf.warnings()).contains(Warning.LEAK);
    assertThat(erf.toString()).contains("outside the theoretical field");
  }

  @Test
  void eachOfSeveralInputsHasItsOwnField() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(1)
                .graphBuilder()
                .addInputs("near", "far")
                .addLayer("a", Nets.conv(3, 2).build(), "near")
                .addLayer("b", Nets.conv(5, 2).build(), "far")
                .addLayer("c", Nets.conv(5, 2).build(), "b")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "c")
                .addVertex("both", new MergeVertex(), "sum", "a")
                .addLayer("end", Nets.conv(1, 2).build(), "both")
                .setOutputs("end")
                .setInputTypes(
                    InputType.convolutional(SIDE, SIDE, 1), InputType.convolutional(SIDE, SIDE, 1))
                .build());
    graph.init();
    for (int input = 0; input < 2; input++) {
      EffectiveReceptiveField erf =
          ErfAnalyzer.builder(graph)
              .inputs(
                  Nd4j.ones(DataType.DOUBLE, 2, 1, SIDE, SIDE),
                  Nd4j.ones(DataType.DOUBLE, 2, 1, SIDE, SIDE))
              .withRespectTo(input)
              .build()
              .analyze();
      assertThat(erf.theory().rows().size()).isEqualTo(input == 0 ? 3 : 9);
      assertThat(erf.leak()).isZero();
      assertSupport(erf.map(), erf.theory().rows().visible(7), erf.theory().columns().visible(7));
    }
  }
}
