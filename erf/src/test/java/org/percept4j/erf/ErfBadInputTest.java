package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Uniform;
import org.percept4j.erf.measure.Measure;

class ErfBadInputTest {

  private static MultiLayerNetwork chain() {
    return Nets.chain(DataType.FLOAT, 12, 3, 2, Activation.RELU, 1);
  }

  private static ErfAnalyzer.Builder of(MultiLayerNetwork net) {
    return ErfAnalyzer.builder(net).inputSize(12, 12).samples(2);
  }

  @Test
  void unitsChannelsAndLayersThatAreNotThere() {
    MultiLayerNetwork net = chain();
    assertThatThrownBy(() -> of(net).unit(12, 0).build().analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unit row: expected 0 to 11")
        .hasMessageContaining("got 12");
    assertThatThrownBy(() -> of(net).unit(0, 99).build().analyze())
        .hasMessageContaining("unit column");
    assertThatThrownBy(() -> of(net).unit(-1, 0)).hasMessageContaining("row: expected at least 0");
    assertThatThrownBy(() -> of(net).channel(2).build().analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channel: expected 0 to 1")
        .hasMessageContaining("got 2");
    assertThatThrownBy(() -> of(net).layer(LayerRef.name("conv9")).build().analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer0")
        .hasMessageContaining("conv9");
    assertThatThrownBy(() -> of(net).layer(LayerRef.index(3)).build().analyze())
        .hasMessageContaining("got 3");
  }

  @Test
  void layersWithoutAPictureAreWholeUnits() {
    MultiLayerNetwork net =
        Nets.net(
            DataType.DOUBLE,
            8,
            1,
            3,
            Nets.conv(3, 2).activation(Activation.TANH).build(),
            new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(net)
            .inputSize(8, 8)
            .layer(LayerRef.index(-1))
            .channel(1)
            .build()
            .analyze();

    assertThat(erf.map().isZero()).isFalse();
    assertThat(erf.theory().rows().visible(0)).hasToString("0..7");
    assertThat(erf.leak()).isZero();
    assertThat(erf.toString()).contains("channel 1").doesNotContain("unit (");
    assertThatThrownBy(
            () ->
                ErfAnalyzer.builder(net)
                    .inputSize(8, 8)
                    .layer(LayerRef.index(-1))
                    .unit(0, 0)
                    .build()
                    .analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a layer whose output is a picture");
  }

  @Test
  void flatInputsThatTheNetworkUnfoldsAreMeasuredAsPictures() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(1)
                .list()
                .layer(Nets.conv(3, 2).build())
                .setInputType(InputType.convolutionalFlat(6, 9, 1))
                .build());
    net.init();
    EffectiveReceptiveField erf = ErfAnalyzer.builder(net).unit(2, 4).build().analyze();

    assertThat(erf.map().rows()).isEqualTo(6);
    assertThat(erf.map().columns()).isEqualTo(9);
    assertThat(erf.leak()).isZero();
    assertThat(erf.map().isZero()).isFalse();
    assertThatThrownBy(() -> ErfAnalyzer.builder(net).inputSize(9, 6).build().analyze())
        .hasMessageContaining("expected the network's own");
  }

  @Test
  void recurrentLayersAndTooSmallInputs() {
    MultiLayerNetwork recurrent =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(4).name("memory").build())
                .layer(new RnnOutputLayer.Builder().nIn(4).nOut(2).build())
                .build());
    recurrent.init();
    assertThatThrownBy(
            () -> ErfAnalyzer.builder(recurrent).inputs(Nd4j.ones(2, 3, 5)).build().analyze())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("memory")
        .hasMessageContaining("recurrent");

    MultiLayerNetwork pool =
        Nets.net(
            DataType.FLOAT,
            12,
            1,
            1,
            Nets.conv(3, 2).build(),
            new SubsamplingLayer.Builder().kernelSize(6, 6).stride(6, 6).name("pool").build());
    assertThatThrownBy(() -> ErfAnalyzer.builder(pool).inputSize(5, 12).build().analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pool")
        .hasMessageContaining("at least 6");
  }

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(type).build());
    net.init();
    return net;
  }

  @Test
  void volumesAreNotDrawn() {
    MultiLayerNetwork volume =
        network(
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 4, 2),
            new Convolution3D.Builder(3, 2, 2).nOut(3).name("block").build());
    assertThatThrownBy(
            () -> ErfAnalyzer.builder(volume).inputs(Nd4j.ones(1, 2, 5, 6, 4)).build().analyze())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("got volumes");
  }

  @Test
  void networksThatAreNotInitialisedAreRefusedAndLeftSo() {
    MultiLayerConfiguration conf = chain().getLayerWiseConfigurations();
    MultiLayerNetwork bare = new MultiLayerNetwork(conf);
    assertThatThrownBy(() -> of(bare).build().analyze())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("init()");
    assertThat(bare.isInitCalled()).isFalse();
    assertThat(bare.getLayers()).isNull();
    INDArray images = Nd4j.ones(2, 2, 12, 12);
    assertThatThrownBy(() -> ErfAnalyzer.builder(bare).inputs(images).build().analyze())
        .isInstanceOf(IllegalStateException.class);
    assertThat(bare.isInitCalled()).isFalse();
  }

  /** Each kind keeps its weights in another order. */
  @Test
  void noiseHasTheChannelsOfTheFirstLayerWhateverItsKind() {
    for (Layer first :
        new Layer[] {
          Nets.conv(3, 2).build(),
          new SeparableConvolution2D.Builder(3, 3).nOut(4).build(),
          new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).build(),
          new Deconvolution2D.Builder(3, 3).nOut(2).build(),
          new FrozenLayer(Nets.conv(3, 2).build()),
          new BatchNormalization()
        }) {
      MultiLayerNetwork net = network(InputType.convolutional(12, 12, 5), first);
      assertThat(
              ErfAnalyzer.builder(net)
                  .inputSize(12, 12)
                  .samples(2)
                  .build()
                  .analyze()
                  .map()
                  .isZero())
          .isFalse();
    }
  }

  @Test
  void brokenWeightsAreReportedNotAveragedAway() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      MultiLayerNetwork net = chain();
      net.getLayer(1).getParam("W").putScalar(5, bad);
      EffectiveReceptiveField erf = of(net).samples(20).batch(4).build().analyze();

      assertThat(erf.warnings()).contains(Warning.NON_FINITE);
      assertThat(erf.info().brokenParameters()).isEqualTo(List.of("1_W"));
      assertThat(erf.info().samples()).isLessThanOrEqualTo(4);
      assertThat(erf.toString()).contains("not finite").contains("1_W");
    }
  }

  @Test
  void brokenInputsMakeTheMapNaN() {
    MultiLayerNetwork net = Nets.chain(DataType.DOUBLE, 12, 2, 2, Activation.TANH, 1);
    INDArray images = Nd4j.ones(DataType.DOUBLE, 3, 2, 12, 12);
    images.putScalar(new int[] {1, 0, 6, 6}, Double.NaN);
    EffectiveReceptiveField erf = ErfAnalyzer.builder(net).inputs(images).build().analyze();

    assertThat(erf.warnings()).contains(Warning.NON_FINITE);
    assertThat(erf.info().brokenParameters()).isEmpty();
    assertThat(erf.map().nonFinite()).isPositive();
    assertThat(erf.size().value()).isNaN();
  }

  /** The slope of ReLU is finite at NaN, so that the gradient does not tell. */
  @Test
  void nanBehindAReluIsNotSwallowed() {
    MultiLayerNetwork net = Nets.chain(DataType.FLOAT, 12, 3, 2, Activation.RELU, 1);
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      INDArray images = Nd4j.ones(DataType.FLOAT, 3, 2, 12, 12);
      images.putScalar(new int[] {1, 0, 6, 6}, bad);
      for (boolean cropped : new boolean[] {true, false}) {
        EffectiveReceptiveField erf =
            ErfAnalyzer.builder(net).inputs(images).cropped(cropped).build().analyze();
        assertThat(erf.warnings()).contains(Warning.NON_FINITE);
        assertThat(erf.size().value()).isNaN();
        assertThat(erf.map().nonFinite()).isPositive();
      }
    }
  }

  @Test
  void overflowOfTheUnitItselfIsTold() {
    MultiLayerNetwork net =
        Nets.net(DataType.FLOAT, 12, 1, 1, Nets.conv(3, 2).activation(Activation.RELU).build());
    net.getLayer(0).getParam("W").assign(3e38);
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(net).inputs(Nd4j.ones(1, 1, 12, 12)).build().analyze();
    assertThat(erf.warnings()).contains(Warning.NON_FINITE);
    assertThat(erf.size().value()).isNaN();
  }

  @Test
  void deadUnitsSaySo() {
    MultiLayerNetwork net = chain();
    net.getLayer(2).getParam("W").assign(0);
    net.getLayer(2).getParam("b").assign(-1);
    EffectiveReceptiveField erf = of(net).build().analyze();

    assertThat(erf.map().isZero()).isTrue();
    assertThat(erf.warnings()).containsExactly(Warning.ZERO_GRADIENT);
    assertThat(erf.size().value()).isZero();
    assertThat(erf.gaussianFit().converged()).isFalse();
    assertThat(erf.toString()).contains("dead");
  }

  private static void refused(ErfAnalyzer.Builder builder, Class<?> type, String message) {
    assertThatThrownBy(builder::build).isInstanceOf(type).hasMessageContaining(message);
  }

  @Test
  void settingsThatContradictAreRefusedInAnyOrder() {
    MultiLayerNetwork net = chain();
    INDArray images = Nd4j.ones(2, 2, 12, 12);
    Class<?> conflict = IllegalStateException.class;
    refused(ErfAnalyzer.builder(net).inputSize(9, 9).inputs(images), conflict, "9x9");
    refused(ErfAnalyzer.builder(net).inputs(images).inputSize(9, 9), conflict, "9x9");
    refused(ErfAnalyzer.builder(net).seed(4).inputs(images), conflict, "seed: expected none");
    refused(ErfAnalyzer.builder(net).inputs(images).seed(4), conflict, "seed: expected none");
    refused(ErfAnalyzer.builder(net).samples(5).until(Measure.SIZE, 0.1, 100), conflict, "samples");
    refused(ErfAnalyzer.builder(net).until(Measure.SIZE, 0.1, 100).samples(5), conflict, "samples");
    refused(
        ErfAnalyzer.builder(net).aggregation(Aggregation.LUO, Aggregation.REPLKNET),
        conflict,
        "same value");
    Class<?> bad = IllegalArgumentException.class;
    refused(
        ErfAnalyzer.builder(net).inputs(images, Nd4j.ones(3, 2, 12, 12)),
        bad,
        "expected 2 samples in each, got 3");
    refused(
        ErfAnalyzer.builder(net).inputs(images).withRespectTo(1), bad, "expected 0 to 0, got 1");
    refused(
        ErfAnalyzer.builder(net).withRespectTo(1).inputs(images), bad, "expected 0 to 0, got 1");
    ErfAnalyzer.builder(net).withRespectTo(1).inputs(images, images).build();
  }

  @Test
  void valuesOutOfRangeAreRefusedAtOnce() {
    MultiLayerNetwork net = chain();
    INDArray images = Nd4j.ones(2, 2, 12, 12);
    assertThatThrownBy(() -> ErfAnalyzer.builder(net).until(Measure.SIZE, 0, 100))
        .hasMessageContaining("relativeError");
    assertThatThrownBy(() -> ErfAnalyzer.builder(net).inputs(images, images).build().analyze())
        .hasMessageContaining("inputs: expected 1 arrays, got 2");
    assertThatThrownBy(() -> ErfAnalyzer.builder(net).build().analyze())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inputSize");
    assertThatThrownBy(() -> ErfAnalyzer.builder(0, d -> net)).hasMessageContaining("draws");
  }

  @Test
  void imagesOfOtherChannelsAreRefusedInTheShapeThatWasGiven() {
    MultiLayerNetwork net = Nets.chain(DataType.FLOAT, 21, 2, 3, Activation.RELU, 1);
    assertThatThrownBy(
            () ->
                ErfAnalyzer.builder(net)
                    .inputs(Uniform.array(1, DataType.FLOAT, 2, 1, 21, 21))
                    .build()
                    .analyze())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got [2, 1, 21, 21]")
        .hasMessageContaining("expected [N, 2, height, width]");
  }
}
