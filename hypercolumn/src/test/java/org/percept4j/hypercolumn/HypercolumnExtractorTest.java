package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Reference;
import org.percept4j.core.Rounding;
import org.percept4j.core.Uniform;
import org.percept4j.core.resample.Bilinear.Convention;

class HypercolumnExtractorTest {

  /** What the issue asks for against PyTorch. */
  private final INDArray image = Reference.array("hypercolumn_trunk/input");

  private void assertTrunk(Hypercolumns columns) {
    assertThat(columns.depth()).isEqualTo(72);
    assertThat(columns.height()).isEqualTo(48);
    assertThat(columns.width()).isEqualTo(64);
    float[] expected = Trunk.volume();
    float[] actual = columns.dense().data().asFloat();
    float largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    assertThat(largest).isLessThan(2 * (float) trunkBound());
  }

  /**
   * How far a value of the trunk's maps may lie from the exact one; enlarging takes means of them,
   * with four roundings more, which a tenth more holds.
   */
  private double trunkBound() {
    int terms = 9 * (3 + 16 + 24);
    double[] bounds =
        Rounding.bounds(
            Networks.trunk(CNN2DFormat.NCHW),
            image,
            terms,
            (m, x) -> {
              List<INDArray> maps = ((MultiLayerNetwork) m).feedForward(x, false);
              return List.of(maps.get(1), maps.get(3), maps.get(5));
            });
    return 1.1 * Arrays.stream(bounds).max().orElseThrow();
  }

  @Test
  void equalsTorchForBothNetworkClassesByIndexNameOrReference() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    assertTrunk(HypercolumnExtractor.builder(net).layers(0, 2, 4).build().extract(image));
    assertTrunk(HypercolumnExtractor.builder(net).layers(-7, 2, 4).build().extract(image));
    assertTrunk(
        HypercolumnExtractor.builder(net).layers("conv0", "conv1", "conv2").build().extract(image));
    ComputationGraph graph = net.toComputationGraph();
    assertTrunk(
        HypercolumnExtractor.builder(graph)
            .layers(LayerRef.name("0"), LayerRef.index(2), LayerRef.index(4))
            .build()
            .extract(image));
  }

  @Test
  void channelsLastNetworksGiveTheSameColumns() {
    INDArray nhwc = image.permute(0, 2, 3, 1);
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NHWC);
    assertTrunk(HypercolumnExtractor.builder(net).layers(0, 2, 4).build().extract(nhwc));
    assertTrunk(HypercolumnExtractor.builder(net).layers(0, 2, 4).build().extract(nhwc.dup('c')));
    assertTrunk(
        HypercolumnExtractor.builder(net.toComputationGraph())
            .layers(0, 2, 4)
            .build()
            .extract(nhwc));
  }

  @Test
  void imagesMayComeAloneInBatchesAndAsViewsOfAnyType() {
    HypercolumnExtractor extractor =
        HypercolumnExtractor.builder(Networks.trunk(CNN2DFormat.NCHW)).layers(0, 2, 4).build();
    assertTrunk(extractor.extract(image.slice(0)));
    assertTrunk(extractor.extract(image.dup('f')));
    assertTrunk(extractor.extract(image.castTo(DataType.DOUBLE)));
    INDArray batch = Nd4j.concat(0, image.mul(0.5), image, image.neg());
    List<Hypercolumns> all = extractor.extractBatch(batch);
    assertThat(all).hasSize(3);
    assertTrunk(all.get(1));
    assertThat(all.get(2).dense()).isNotEqualTo(all.get(1).dense());
    assertThatThrownBy(() -> extractor.extract(batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image: expected one, got a batch of 3; use extractBatch");
  }

  @Test
  void fullyConnectedLayersAreSharedByAllPixels() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    Hypercolumns columns = HypercolumnExtractor.builder(net).layers(2, 5).build().extract(image);
    float[] units = net.feedForward(image, false).get(6).data().asFloat();
    int terms = 9 * (3 + 16 + 24) + 32 * 12 * 16;
    double bound =
        2
            * Rounding.bound(
                net, image, terms, (m, x) -> ((MultiLayerNetwork) m).feedForward(x, false).get(6));
    assertThat(columns.layerOf(24)).isEqualTo(new Hypercolumns.Layer("dense", 24, 7, 1, 1));
    for (int[] yx : new int[][] {{0, 0}, {20, 33}, {47, 63}}) {
      float[] column = columns.at(yx[0], yx[1]);
      for (int u = 0; u < 7; u++) {
        assertThat(column[24 + u]).isEqualTo(units[u], within((float) bound));
      }
    }
  }

  @Test
  void otherInputAndOutputSizesWork() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    Hypercolumns small =
        HypercolumnExtractor.builder(net)
            .layers(0, 4)
            .build()
            .extract(Uniform.array(1, DataType.FLOAT, 3, 21, 30));
    assertThat(small.height()).isEqualTo(21);
    assertThat(small.width()).isEqualTo(30);
    HypercolumnExtractor thumbnail =
        HypercolumnExtractor.builder(net)
            .layers(0, 4)
            .outputSize(5, 200)
            .convention(Convention.PILLOW)
            .build();
    Hypercolumns columns = thumbnail.extract(image);
    assertThat(columns.dense().shape()).containsExactly(48, 5, 200);
    assertThat(columns.layers()).extracting(Hypercolumns.Layer::height).containsExactly(48, 12);
  }

  @Test
  void laterLayersLeaveEarlierOnesAlone() {
    for (Model model : List.of(Networks.inPlace(), Networks.inPlace().toComputationGraph())) {
      Hypercolumns columns =
          HypercolumnExtractor.builder(model).layers(0, 1).build().extract(image);
      float[] before = columns.maps(columns.layers().get(0).name()).values();
      float[] after = columns.maps(columns.layers().get(1).name()).values();
      assertThat(IntStream.range(0, before.length).filter(i -> before[i] < 0).count()).isPositive();
      for (int i = 0; i < before.length; i += 7) {
        assertThat(after[i]).isEqualTo(Math.max(0, before[i]));
      }
    }
    Hypercolumns branched =
        HypercolumnExtractor.builder(Networks.branched()).layers("sum").build().extract(image);
    float[] sum = branched.maps("sum").values();
    float[] conv =
        HypercolumnExtractor.builder(Networks.branched())
            .layers("conv")
            .build()
            .extract(image)
            .maps("conv")
            .values();
    for (int i = 0; i < sum.length; i += 7) {
      assertThat(sum[i]).isEqualTo(conv[i] + Math.max(0, conv[i]));
    }
  }

  @Test
  void computationStopsAfterTheLastChosenLayer() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    net.getLayer(4).setParam("b", Nd4j.valueArrayOf(new long[] {1, 32}, Float.NaN));
    assertThat(HypercolumnExtractor.builder(net).layers(0, 2).build().extract(image).depth())
        .isEqualTo(40);
    assertThatThrownBy(() -> HypercolumnExtractor.builder(net).layers(0, 4).build().extract(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layer \"conv2\": expected finite activations, got NaN");
  }

  @Test
  void coordinatesRunFromEdgeToEdge() {
    Hypercolumns columns =
        HypercolumnExtractor.builder(Networks.trunk(CNN2DFormat.NCHW))
            .layers(4)
            .coordinates()
            .build()
            .extract(image);
    assertThat(columns.depth()).isEqualTo(34);
    float[] column = columns.at(47, 0);
    assertThat(column[32]).isEqualTo(1 - 1f / 48);
    assertThat(column[33]).isEqualTo(-1 + 1f / 64);
    assertThat(columns.at(24, 32)[32]).isEqualTo(1f / 48, within(1e-7f));
    assertThat(columns.layerOf(33).name()).isEqualTo("x");
  }

  @Test
  void verticesOfAGraphCountAsLayers() {
    Hypercolumns columns =
        HypercolumnExtractor.builder(Networks.branched())
            .layers("conv", "add")
            .build()
            .extract(image);
    float[] conv = columns.maps("conv").values();
    float[] add = columns.maps("add").values();
    for (int i = 0; i < add.length; i++) {
      assertThat(add[i]).isEqualTo(conv[i] + Math.max(0, conv[i]));
    }
  }

  @Test
  void flatImagesAreTakenAsTheNetworkReshapesThem() {
    MultiLayerNetwork net = Networks.flat();
    HypercolumnExtractor extractor = HypercolumnExtractor.builder(net).layers(0, 1).build();
    INDArray image = Uniform.array(1, DataType.FLOAT, 1, 2, 6, 8);
    INDArray expected = extractor.extract(image).dense();
    assertThat(expected.shape()).containsExactly(7, 6, 8);
    INDArray flat = image.dup('c').reshape(1, 96);
    assertThat(extractor.extract(flat).dense()).isEqualTo(expected);
    assertThat(extractor.extract(flat.reshape(96)).dense()).isEqualTo(expected);
    INDArray both = Nd4j.vstack(flat, flat.mul(2));
    assertThat(extractor.extractBatch(both).get(0).dense()).isEqualTo(expected);
    assertThat(net.feedForward(flat, false).get(1).slice(0))
        .isEqualTo(extractor.extract(flat).maps("layer0").toArray());
    assertThatThrownBy(() -> extractor.extract(Nd4j.zeros(1, 95)))
        .hasMessage(
            "image: expected 96 values for input \"input\", 2 channels of [6, 8], got [1, 95]");
  }

  @Test
  void layersOfOneNameAndCoordinatesKeepApart() {
    MultiLayerNetwork net = Networks.repeatedNames();
    Hypercolumns columns =
        HypercolumnExtractor.builder(net)
            .coordinates()
            .layers(0, 1, 2)
            .build()
            .extract(Uniform.array(1, DataType.FLOAT, 3, 6, 8));
    assertThat(columns.layers())
        .extracting(Hypercolumns.Layer::name)
        .containsExactly("x#0", "x#1", "y", "y#coordinate", "x");
    assertThat(columns.depth()).isEqualTo(4 + 5 + 2 + 2);
    Hypercolumns second =
        HypercolumnExtractor.builder(net)
            .layers("x#1")
            .build()
            .extract(Uniform.array(1, DataType.FLOAT, 3, 6, 8));
    assertThat(second.depth()).isEqualTo(5);
  }

  @Test
  void firstDeconvolutionsTakeTheirOwnChannels() {
    MultiLayerNetwork net = Networks.deconvolution();
    Hypercolumns columns =
        HypercolumnExtractor.builder(net)
            .layers(0)
            .build()
            .extract(Uniform.array(1, DataType.FLOAT, 3, 6, 8));
    assertThat(columns.depth()).isEqualTo(5);
    assertThatThrownBy(
            () ->
                HypercolumnExtractor.builder(net)
                    .layers(0)
                    .build()
                    .extract(Uniform.array(1, DataType.FLOAT, 5, 6, 8)))
        .hasMessage("image: expected 3 channels for input \"input\", got [1, 5, 6, 8] (NCHW)");
  }

  @Test
  void badInputIsRefused() {
    MultiLayerNetwork net = Networks.trunk(CNN2DFormat.NCHW);
    assertThatThrownBy(() -> HypercolumnExtractor.builder(net).layers("conv9").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one of conv0");
    assertThatThrownBy(() -> HypercolumnExtractor.builder(net).layers(99).build())
        .hasMessageContaining("expected an index");
    assertThatThrownBy(() -> HypercolumnExtractor.builder(net).layers(new int[0]).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("layers: expected at least one, got none");
    assertThatThrownBy(() -> HypercolumnExtractor.builder(net).layers(1, 1).build())
        .hasMessageContaining("expected each layer once");
    HypercolumnExtractor extractor = HypercolumnExtractor.builder(net).layers(0).build();
    assertThatThrownBy(() -> extractor.extract(Nd4j.zeros(1, 4, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image: expected 3 channels for input \"input\", got [1, 4, 8, 8] (NCHW)");
    assertThatThrownBy(() -> extractor.extract(Nd4j.zeros(8, 8)))
        .hasMessage("image: expected [channels, height, width] or a batch of them, got rank 2");
    assertThatThrownBy(() -> extractor.extract(image, image))
        .hasMessage("inputs: expected 1, one per network input, got 2");
    assertThatThrownBy(() -> HypercolumnExtractor.builder(net).layers(0).outputSize(0, 3))
        .hasMessage("size: expected at least one row and column, got 0×3");
    assertThatThrownBy(
            () ->
                HypercolumnExtractor.builder(Networks.recurrent()).layers(1).build().extract(image))
        .hasMessageContaining("have no place in an image");
  }
}
