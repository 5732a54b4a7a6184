package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Uniform;

/** Probing the crop a unit can see gives the numbers of probing everything. */
class CropTest {

  private static final double ROUNDING = 1e-12;

  private static void same(ErfAnalyzer.Builder cropped, ErfAnalyzer.Builder whole) {
    EffectiveReceptiveField a = cropped.build().analyze();
    EffectiveReceptiveField b = whole.cropped(false).build().analyze();
    assertThat(a.info().isCropped()).isTrue();
    assertThat(b.info().isCropped()).isFalse();
    assertThat(b.map().isZero()).isFalse();
    double[] left = a.map().toArray();
    double[] right = b.map().toArray();
    double scale = b.map().max();
    for (int i = 0; i < left.length; i++) {
      assertThat(left[i]).isEqualTo(right[i], within(scale * ROUNDING));
    }
    assertThat(a.leak()).isZero();
    assertThat(b.leak()).isZero();
  }

  @Property(tries = 12, seed = "1")
  void chainsMeasureTheSame(
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 2, max = 3) int kernel,
      @ForAll @IntRange(min = 48, max = 54) int side,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Nets.conv(3, 3).stride(stride, stride).activation(Activation.RELU).build());
    layers.add(new BatchNormalization());
    layers.add(new ActivationLayer(Activation.TANH));
    layers.add(
        new SubsamplingLayer.Builder()
            .kernelSize(2, 2)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .build());
    layers.add(Nets.conv(kernel, 2).dilation(dilation, dilation).build());
    Model net = Nets.net(DataType.DOUBLE, side, 2, seed, layers.toArray(Layer[]::new));

    same(
        ErfAnalyzer.builder(net).inputSize(side, side).samples(3).seed(seed),
        ErfAnalyzer.builder(net).inputSize(side, side).samples(3).seed(seed));
  }

  private static ComputationGraph graph(CNN2DFormat format, boolean residual) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).seed(2);
    ConvolutionLayer.Builder conv = Nets.conv(3, 2).dataFormat(format);
    ComputationGraph graph =
        new ComputationGraph(
            builder
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", conv.activation(Activation.TANH).build(), "in")
                .addLayer("b", conv.build(), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("c", conv.build(), residual ? "sum" : "b")
                .addLayer("d", conv.build(), "sum")
                .setOutputs("c", "d")
                .setInputTypes(InputType.convolutional(15, 17, 2, format))
                .build());
    graph.init();
    return graph;
  }

  @Test
  void chainsWithinGraphsAreCroppedInBothLayouts() {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      ComputationGraph graph = graph(format, false);
      LayerRef c = LayerRef.name("c");
      same(
          ErfAnalyzer.builder(graph).layer(c).inputSize(15, 17).samples(2),
          ErfAnalyzer.builder(graph).layer(c).inputSize(15, 17).samples(2));
    }
  }

  @Test
  void otherNetworksAndBorderUnitsAreProbedWhole() {
    ComputationGraph residual = graph(CNN2DFormat.NCHW, true);
    EffectiveReceptiveField branches =
        ErfAnalyzer.builder(residual)
            .layer(LayerRef.name("c"))
            .inputSize(15, 17)
            .samples(2)
            .build()
            .analyze();
    EffectiveReceptiveField border =
        ErfAnalyzer.builder(graph(CNN2DFormat.NCHW, false))
            .layer(LayerRef.name("c"))
            .unit(1, 8)
            .inputSize(15, 17)
            .samples(2)
            .build()
            .analyze();
    assertThat(branches.info().isCropped()).isFalse();
    assertThat(branches.leak()).isZero();
    assertThat(border.info().isCropped()).isFalse();
    assertThat(border.leak()).isZero();
    assertThat(border.warnings()).contains(Warning.TRUNCATED);
  }

  private static SubsamplingLayer pool(SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(3, 2).stride(2, 1).build();
  }

  @Test
  void poolsBeforeAnyParametersAreMeasured() {
    Model net =
        Nets.net(
            DataType.DOUBLE,
            24,
            2,
            4,
            pool(SubsamplingLayer.PoolingType.MAX),
            pool(SubsamplingLayer.PoolingType.AVG),
            Nets.conv(3, 2).build());
    LayerRef second = LayerRef.index(1);
    same(
        ErfAnalyzer.builder(net).layer(second).inputSize(24, 24).samples(3),
        ErfAnalyzer.builder(net).layer(second).inputSize(24, 24).samples(3));
  }

  @Test
  void networksWithoutParametersAreMeasured() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", pool(SubsamplingLayer.PoolingType.AVG), "in")
                .addLayer("b", pool(SubsamplingLayer.PoolingType.MAX), "a")
                .setOutputs("b")
                .setInputTypes(InputType.convolutional(24, 24, 2))
                .build());
    graph.init();
    Model sequence =
        Nets.net(
            DataType.DOUBLE,
            24,
            2,
            4,
            pool(SubsamplingLayer.PoolingType.AVG),
            pool(SubsamplingLayer.PoolingType.MAX));
    INDArray images = Uniform.array(1, DataType.DOUBLE, 3, 2, 24, 24);
    for (Model net : List.of(graph, sequence)) {
      same(ErfAnalyzer.builder(net).inputs(images), ErfAnalyzer.builder(net).inputs(images));
    }
  }
}
