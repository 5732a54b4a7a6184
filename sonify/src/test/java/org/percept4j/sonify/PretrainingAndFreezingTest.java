package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/** Networks in which not all layers are trained, or not by one network's fit. */
class PretrainingAndFreezingTest {

  private static MultiLayerNetwork network(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = Networks.conf(new Adam(0.01)).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net = new MultiLayerNetwork(list.build());
    net.init();
    return net;
  }

  private static OutputLayer output(int nIn) {
    return new OutputLayer.Builder().nIn(nIn).nOut(3).activation(Activation.SOFTMAX).build();
  }

  @Test
  void frozenLayersAreMarkedAndBatchNormStatisticsAreNoGradients() throws IOException {
    MultiLayerNetwork net =
        network(
            new FrozenLayer(new DenseLayer.Builder().nIn(4).nOut(8).build()),
            new BatchNormalization.Builder().nIn(8).nOut(8).build(),
            output(8));
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().perParameter().withBiases(),
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(Networks.data(6, 1));
            });
    assertThat(frames.get(0).tracks())
        .extracting(GradientTrack::name)
        .containsExactly(
            "layer0_W", "layer0_b", "layer1_gamma", "layer1_beta", "layer2_W", "layer2_b");
    assertThat(frames.get(0).tracks())
        .extracting(GradientTrack::frozen)
        .containsExactly(true, true, false, false, false, false);
    assertThat(frames.get(0).norm(2)).isPositive();
  }

  @Test
  void pretrainingIsHeardLayerByLayer() throws IOException {
    MultiLayerNetwork net = network(new AutoEncoder.Builder().nIn(4).nOut(8).build(), output(8));
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder(),
            sonifier -> {
              net.setListeners(sonifier);
              net.pretrain(new ListDataSetIterator<>(Networks.data(20, 2).asList(), 5));
              net.fit(Networks.data(6, 1));
            });
    assertThat(frames).hasSize(5);
    assertThat(frames.get(0).tracks()).extracting(GradientTrack::name).containsExactly("layer0");
    assertThat(frames.get(0).norm(0)).isPositive();
    assertThat(frames.get(4).tracks()).hasSize(2);
    assertThat(frames).extracting(GradientFrame::worker).containsOnly(0);
  }

  @Test
  void aVariationalAutoencoderIsHeardToo() throws IOException {
    MultiLayerNetwork net =
        network(
            new VariationalAutoencoder.Builder()
                .nIn(4)
                .nOut(3)
                .encoderLayerSizes(6)
                .decoderLayerSizes(6)
                .build(),
            output(3));
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder().perParameter(),
            sonifier -> {
              net.setListeners(sonifier);
              net.pretrain(new ListDataSetIterator<>(Networks.data(20, 2).asList(), 5));
            });
    assertThat(frames).hasSize(4);
    assertThat(frames.get(0).tracks())
        .extracting(GradientTrack::name)
        .contains("layer0_e0W", "layer0_d0W", "layer0_pZXMeanW");
    for (double norm : frames.get(3).norms()) {
      assertThat(norm).isPositive().isFinite();
    }
  }

  @Test
  void aNetworkWithNothingToTrainHasFrozenTracksOnly() throws IOException {
    MultiLayerNetwork net =
        network(
            new FrozenLayer(new DenseLayer.Builder().nIn(4).nOut(3).build()),
            new LossLayer.Builder().activation(Activation.SOFTMAX).build());
    List<GradientFrame> frames =
        Listening.during(
            GradientSonifier.builder(),
            sonifier -> {
              net.setListeners(sonifier);
              net.fit(Networks.data(6, 1));
              net.fit(Networks.data(6, 2));
            });
    assertThat(frames).hasSize(2);
    assertThat(frames.get(1).tracks())
        .singleElement()
        .satisfies(track -> assertThat(track.frozen()).isTrue());
  }
}
