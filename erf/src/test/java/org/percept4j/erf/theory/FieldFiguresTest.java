package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.percept4j.core.LayerRef;

/** The figures that describe fields, and how they are printed. */
class FieldFiguresTest {

  private static ConvolutionLayer.Builder conv(int rows, int columns) {
    return new ConvolutionLayer.Builder(rows, columns)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(1);
  }

  private static MultiLayerConfiguration net(InputType input) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .list()
        .layer(conv(3, 7).name("wide").build())
        .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).name("half").build())
        .layer(conv(5, 5).name("end").build())
        .setInputType(input)
        .build();
  }

  @Test
  void tablesShowBothAxesWhereTheyDiffer() {
    ReceptiveFields fields =
        ReceptiveFields.of(net(InputType.convolutional(32, 40, 1)), new InputSize(32, 40));
    assertThat(fields.toString().lines())
        .containsExactly(
            "layer                      field  stride  padding",
            "wide                         3x7       1      1x3",
            "half                         4x8       2      1x3",
            "end                        12x16       2      5x7");
  }

  @Test
  void fieldsAreDescribedInWords() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 9, 9);
    net.add("low", AxisOp.Window.same(3, 2, 1, 9), "in");
    net.add("up", new AxisOp.Repeat(2), "low");
    net.add("cut", new AxisOp.Window(1, 1, 1, 0, -1), "up");
    net.add("both", AxisOp.IDENTITY, "cut", "in");
    net.add("all", new AxisOp.Whole(), "in");
    SpatialGraph graph = net.build();
    assertThat(graph.field("all").rows().interval(0)).hasToString("0..8");
    assertThat(graph.field("low").rows()).hasToString("size 3, stride 2, padding 1");
    // a stride of 2, halved again
    assertThat(graph.field("up").rows()).hasToString("size 3, stride 1, padding 1, irregular");
    assertThat(graph.field("both").rows())
        .hasToString("size 3, stride 1, padding 1, irregular, branches not aligned");
    assertThat(graph.field("both").rows().inputSize()).isEqualTo(9);
  }

  @Test
  void irregularBranchesAlignWhereTheirUnitsHaveOneCentre() {
    for (int shift = 0; shift <= 2; shift++) {
      SpatialGraph.Builder net = SpatialGraph.builder().input("in", 16, 16);
      net.add("low", AxisOp.Window.valid(2, 2, 1), "in");
      net.add("up", new AxisOp.Repeat(2), "low");
      net.add("low2", AxisOp.Window.valid(2, 2, 1), "in");
      net.add("up2", new AxisOp.Repeat(2), "low2");
      net.add("moved", new AxisOp.Window(1, 1, 1, -shift, shift), "up2");
      net.add("both", AxisOp.IDENTITY, "up", "moved");
      net.add("mixed", AxisOp.IDENTITY, "up", "in");
      SpatialGraph graph = net.build();
      assertThat(graph.field("both").isAligned()).isEqualTo(shift == 0);
      assertThat(graph.field("mixed").isAligned()).isFalse();
    }
  }

  @Test
  void unitsAreInteriorWhereBothAxesAre() {
    TheoreticalReceptiveField field =
        ReceptiveFields.of(net(InputType.convolutional(32, 40, 1)), new InputSize(32, 40))
            .field(LayerRef.name("end"));
    assertThat(field.isInterior(8, 10)).isTrue();
    assertThat(field.isInterior(0, 10)).isFalse();
    assertThat(field.isInterior(8, 0)).isFalse();
    assertThat(field.isInterior(0, 0)).isFalse();
  }

  @Test
  void poolingOverChannelsIsRefused() {
    MultiLayerConfiguration channels =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .list()
            .layer(conv(3, 3).nIn(1).build())
            .layer(new GlobalPoolingLayer.Builder().poolingDimensions(1).name("odd").build())
            .build();
    assertThatThrownBy(() -> ReceptiveFields.of(channels, InputSize.square(9)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("odd")
        .hasMessageContaining("pools over dimensions [1]");
  }

  @Test
  void flatInputsHaveTheSizeTheyUnfoldTo() {
    MultiLayerConfiguration flat = net(InputType.convolutionalFlat(32, 40, 1));
    TheoreticalReceptiveField field =
        ReceptiveFields.of(flat, new InputSize(32, 40)).field(LayerRef.name("end"));
    assertThat(field.rows().size()).isEqualTo(12);
    for (InputSize other : new InputSize[] {new InputSize(33, 40), new InputSize(32, 41)}) {
      assertThatThrownBy(() -> ReceptiveFields.of(flat, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("input size: expected the 32x40 that \"")
          .hasMessageEndingWith("got " + other.rows() + "x" + other.columns());
    }
  }

  @Test
  void eachInputHasItsOwnSize() {
    ComputationGraphConfiguration graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .graphBuilder()
            .addInputs("small", "large")
            .addLayer("a", conv(3, 3).build(), "small")
            .addLayer("b", conv(3, 3).stride(2, 2).build(), "large")
            .addVertex("both", new MergeVertex(), "a", "b")
            .addLayer("end", conv(1, 1).build(), "both")
            .setOutputs("end")
            .setInputTypes(InputType.convolutional(8, 8, 1), InputType.convolutional(16, 16, 1))
            .build();
    ReceptiveFields fields = ReceptiveFields.of(graph, InputSize.square(8), InputSize.square(16));
    assertThat(fields.field(LayerRef.name("end"), 0).rows().inputSize()).isEqualTo(8);
    assertThat(fields.field(LayerRef.name("end"), 1).rows().inputSize()).isEqualTo(16);
    assertThat(fields.field(LayerRef.name("end"), 1).rows().stride()).isEqualTo(2);
    assertThatThrownBy(() -> fields.field(LayerRef.name("end"), 2))
        .hasMessage("input: expected 0 to 1, got 2");
    assertThatThrownBy(() -> fields.field(LayerRef.index(3)))
        .hasMessage("layer: expected an index from -3 to 2, got 3");
  }
}
