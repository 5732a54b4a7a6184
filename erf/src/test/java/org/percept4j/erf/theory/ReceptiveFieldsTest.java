package org.percept4j.erf.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.junit.jupiter.api.Test;
import org.percept4j.core.LayerRef;

class ReceptiveFieldsTest {

  private static ConvolutionLayer conv(int rows, int columns, int stride, int dilation) {
    return new ConvolutionLayer.Builder(rows, columns)
        .stride(stride, stride)
        .dilation(dilation, dilation)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(1)
        .build();
  }

  private static MultiLayerConfiguration net(
      int height, int width, org.deeplearning4j.nn.conf.layers.Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
      list.layer(layer);
    }
    return list.setInputType(InputType.convolutional(height, width, 1)).build();
  }

  @Test
  void axesAreDescribedApart() {
    MultiLayerConfiguration conf =
        net(32, 40, conv(1, 7, 1, 1), conv(5, 3, 2, 1), conv(3, 3, 1, 3));
    TheoreticalReceptiveField field =
        ReceptiveFields.of(conf, new InputSize(32, 40)).field(LayerRef.index(-1));

    assertThat(field.rows().size()).isEqualTo(5 + 6 * 2);
    assertThat(field.columns().size()).isEqualTo(7 + 2 + 6 * 2);
    assertThat(field.area()).isEqualTo(17 * 21);
    assertThat(field.rows().stride()).isEqualTo(2);
    assertThat(field.toString()).contains("rows size 17").contains("columns size 21");
  }

  @Test
  void oddPixelOfSamePaddingDependsOnTheInputSize() {
    for (int side : new int[] {9, 10}) {
      MultiLayerConfiguration conf = net(side, side, conv(3, 3, 2, 1));
      AxisField rows =
          ReceptiveFields.of(conf, InputSize.square(side)).field(LayerRef.index(0)).rows();
      boolean odd = side == 9;
      assertThat(rows.padding()).isEqualTo(odd ? 1 : 0);
      assertThat(rows.centre(2)).isEqualTo(odd ? 4 : 5);
      assertThat(rows.interval(0)).hasToString(odd ? "-1..1" : "0..2");
      assertThat(rows.visible(0)).hasToString(odd ? "0..1" : "0..2");
      assertThat(rows.isInterior(0)).isEqualTo(!odd);
      assertThat(rows.isInterior(2)).isTrue();
      assertThat(rows.isInterior(4)).isFalse();
    }
  }

  @Test
  void everythingIsSeenAfterGlobalPoolingOrDenseLayers() {
    MultiLayerConfiguration conf =
        net(
            12,
            16,
            conv(3, 3, 1, 1),
            new GlobalPoolingLayer.Builder().build(),
            new DenseLayer.Builder().nOut(4).build(),
            new OutputLayer.Builder().nOut(2).build());
    ReceptiveFields fields = ReceptiveFields.of(conf, new InputSize(12, 16));

    assertThat(fields.isSpatial(LayerRef.index(0))).isTrue();
    assertThat(fields.isSpatial(LayerRef.index(1))).isFalse();
    assertThat(fields.lastSpatialLayer()).isEqualTo(LayerRef.index(0));
    AxisField columns = fields.field(LayerRef.index(-1)).columns();
    assertThat(columns.isRegular()).isFalse();
    assertThat(columns.visible(0)).hasToString("0..15");
    assertThat(columns.units()).isEqualTo(1);
    assertThat(fields.toString()).contains("layer0").contains("layer3");
  }

  @Test
  void unitsOfUpsampledMapsAreExactEvenWithoutARule() {
    MultiLayerConfiguration conf =
        net(
            16,
            16,
            new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build(),
            new Upsampling2D.Builder(2).build(),
            conv(3, 3, 1, 1));
    AxisField rows = ReceptiveFields.of(conf, InputSize.square(16)).field(LayerRef.index(2)).rows();

    assertThat(rows.isRegular()).isFalse();
    assertThat(rows.isAligned()).isTrue();
    assertThat(rows.interval(6)).hasToString("4..7");
    assertThat(rows.interval(7)).hasToString("6..9");
    assertThat(rows.size()).isEqualTo(4);
    assertThat(rows.stride()).isEqualTo(1);
  }

  @Test
  void branchesThatDoNotAlignGiveTheUnionAndSaySo() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 30, 30);
    net.add("left", new AxisOp.Window(1, 1, 1, 0, -10), "in");
    net.add("right", new AxisOp.Window(1, 1, 1, -10, 0), "in");
    net.add("near", AxisOp.Window.same(3, 1, 1, 20), "left");
    net.add("both", AxisOp.IDENTITY, "near", "right");
    net.add("after", AxisOp.Window.valid(2, 1, 1), "both");
    SpatialGraph graph = net.build();

    AxisField both = graph.field("both").rows();
    assertThat(both.isAligned()).isFalse();
    assertThat(both.interval(5)).hasToString("4..6 and 15..15");
    assertThat(both.interval(5).intervals())
        .isEqualTo(List.of(new Interval(4, 6), new Interval(15, 15)));
    assertThat(both.size()).isEqualTo(12);
    assertThat(graph.field("after").isAligned()).isFalse();
    assertThat(graph.field("near").isAligned()).isTrue();
  }

  @Test
  void branchesOfDifferentStrideAreIrregularUnions() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 8, 8);
    net.add("down", AxisOp.Window.valid(2, 2, 1), "in");
    net.add("cut", new AxisOp.Window(1, 1, 1, 0, -4), "in");
    net.add("both", AxisOp.IDENTITY, "down", "cut");
    AxisField both = net.build().field("both").rows();

    assertThat(both.isRegular()).isFalse();
    assertThat(both.isAligned()).isFalse();
    assertThat(both.interval(3)).hasToString("3..3 and 6..7");
  }

  @Property(tries = 100, seed = "1")
  void ruleAndExactIntervalsAgreeForChains(
      @ForAll @IntRange(min = 1, max = 4) int k1,
      @ForAll @IntRange(min = 1, max = 5) int k2,
      @ForAll @IntRange(min = 1, max = 3) int s1,
      @ForAll @IntRange(min = 1, max = 3) int s2,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 30, max = 60) int side) {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", side, 1);
    net.add("a", AxisOp.Window.same(k1, s1, dilation, side), AxisOp.IDENTITY, "in");
    net.add("b", AxisOp.Window.same(k2, s2, 1, net.rows("a")), AxisOp.IDENTITY, "a");
    AxisField rows = net.build().field("b").rows();

    for (int u = 0; u < rows.units(); u++) {
      int first = -rows.padding() + u * (int) rows.stride();
      assertThat(rows.interval(u)).isEqualTo(IntervalSet.of(first, first + rows.size() - 1));
      assertThat(rows.centre(u)).isEqualTo(first + (rows.size() - 1) / 2.0);
    }
  }

  @Property(tries = 100, seed = "2")
  void exactFieldsAreTheSupportOfUniformLinearNetworks(
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 3) int cut,
      @ForAll @IntRange(min = 12, max = 20) int side) {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", side, 1);
    net.add("a", AxisOp.Window.same(kernel, 1, 1, side), AxisOp.IDENTITY, "in");
    net.add("up", new AxisOp.Transposed(3, stride, 1, cut, 0), AxisOp.IDENTITY, "a");
    net.add("b", AxisOp.Window.same(2, 1, 1, net.rows("up")), AxisOp.IDENTITY, "up");
    SpatialGraph graph = net.build();
    AxisField rows = graph.field("b").rows();
    for (int u = 0; u < rows.units(); u++) {
      double[] map = LinearErf.of(graph).map("b", u, 0).toArray();
      for (int i = 0; i < side; i++) {
        if (map[i] != 0) {
          assertThat(rows.visible(u).contains(i)).isTrue();
        }
      }
      assertThat(map[rows.visible(u).hull().first()]).isNotZero();
      assertThat(map[rows.visible(u).hull().last()]).isNotZero();
    }
  }

  @Test
  void badInputIsNamed() {
    MultiLayerConfiguration pools =
        net(
            64,
            64,
            new SubsamplingLayer.Builder().kernelSize(9, 9).stride(9, 9).name("big").build());
    assertThatThrownBy(() -> ReceptiveFields.of(pools, InputSize.square(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("big")
        .hasMessageContaining("expected at least 9")
        .hasMessageContaining("got 8");

    ReceptiveFields fields = ReceptiveFields.of(pools, InputSize.square(64));
    assertThatThrownBy(() -> fields.field(LayerRef.name("none"))).hasMessageContaining("[big]");
    assertThatThrownBy(() -> fields.field(LayerRef.index(1))).hasMessageContaining("got 1");
    assertThatThrownBy(() -> fields.field(LayerRef.index(0), 1)).hasMessageContaining("got 1");
    assertThatThrownBy(() -> fields.field(LayerRef.index(0)).rows().interval(7))
        .hasMessageContaining("expected 0 to 6, got 7");
    assertThatThrownBy(() -> ReceptiveFields.of(pools)).hasMessageContaining("expected one");
    assertThatThrownBy(() -> InputSize.square(0)).hasMessageContaining("at least 1x1");
  }

  @Test
  void recurrentLayersAreRejectedByName() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .list()
            .layer(new LSTM.Builder().nIn(3).nOut(4).name("memory").build())
            .layer(new RnnOutputLayer.Builder().nIn(4).nOut(2).build())
            .build();
    assertThatThrownBy(() -> ReceptiveFields.of(conf, InputSize.square(8)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("memory")
        .hasMessageContaining("recurrent");
  }

  @Test
  void stridesAfterUpsamplingAreExact() {
    SpatialGraph.Builder net = SpatialGraph.builder().input("in", 70, 70);
    net.add("c1", AxisOp.Window.same(3, 2, 1, 70), "in");
    net.add("c2", AxisOp.Window.same(3, 2, 1, 35), "c1");
    net.add("up", new AxisOp.Repeat(2), "c2");
    net.add("crop", new AxisOp.Window(1, 1, 1, 0, -1), "up");
    net.add("pyramid", AxisOp.IDENTITY, "c1", "crop");
    net.add("smooth", AxisOp.Window.same(3, 1, 1, 35), "pyramid");
    net.add("thirds", new AxisOp.Repeat(3), "smooth");
    net.add("back", new AxisOp.Transposed(4, 2, 1, 1, 1), "c1");
    SpatialGraph graph = net.build();
    assertThat(graph.field("up").rows().stride()).isEqualTo(2);
    assertThat(graph.field("smooth").rows().stride()).isEqualTo(2);
    assertThat(graph.field("thirds").rows().stride()).isEqualTo(2.0 / 3);
    assertThat(graph.field("back").rows().stride()).isEqualTo(1);
  }

  @Test
  void volumesHaveAFieldAlongEachAxis() {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .list()
            .layer(new Convolution3D.Builder(3, 2, 5).stride(1, 2, 1).nOut(3).name("a").build())
            .layer(
                new Subsampling3DLayer.Builder()
                    .kernelSize(2, 2, 2)
                    .stride(2, 2, 2)
                    .name("b")
                    .build())
            .layer(new Convolution3D.Builder(2, 2, 2).nOut(2).name("c").build());
    ReceptiveFields fields =
        ReceptiveFields.of(
            list.setInputType(
                    InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 16, 20, 24, 2))
                .build(),
            new InputSize(16, 20, 24));
    TheoreticalReceptiveField c = fields.field(LayerRef.name("c"));
    // depth: 3, then + 1 for the pool, then + 2; rows: 2, + 2, + 4; columns: 5, + 1, + 2
    assertThat(c.depth().size()).isEqualTo(6);
    assertThat(c.rows().size()).isEqualTo(8);
    assertThat(c.columns().size()).isEqualTo(8);
    assertThat(c.depth().stride()).isEqualTo(2);
    assertThat(c.rows().stride()).isEqualTo(4);
    assertThat(c.depth().units()).isEqualTo(6);
    assertThat(c.toString()).contains("depth size 6");
  }
}
