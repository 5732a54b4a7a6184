package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.percept4j.sonify.frame.GradientAlarm.Kind.NON_FINITE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientFrame;

class GradientAlarmTest {

  private final List<String> heard = new ArrayList<>();

  private void observe(GradientAlarm alarm, int iteration, double... norms) {
    for (GradientAlarm.Event e : alarm.observe(Frames.of(iteration, norms))) {
      heard.add(
          iteration + " " + e.kind() + " " + e.track().name() + (e.raised() ? " on" : " off"));
    }
  }

  @Test
  void alarmsComeAfterPatienceAndGoWellInsideOnly() {
    GradientAlarm alarm = GradientAlarm.builder().patience(2).margin(4).explodingAbove(100).build();
    double[] norms = {101, 99, 101, 101, 101, 99, 26, 26, 24, 26, 24, 24, 99, 101, 101};
    for (int i = 0; i < norms.length; i++) {
      observe(alarm, i, 1, norms[i]);
    }
    assertThat(heard)
        .containsExactly(
            "3 EXPLODING layer1 on", "11 EXPLODING layer1 off", "14 EXPLODING layer1 on");
  }

  @Test
  void vanishingAndDeadAreToldApart() {
    GradientAlarm alarm = GradientAlarm.builder().patience(2).build();
    double[] first = {0, 0, 1, 1};
    double[] second = {Double.MIN_VALUE, 9e-8, 2e-7, 2e-7};
    for (int i = 0; i < 4; i++) {
      observe(alarm, i, first[i], second[i]);
    }
    assertThat(heard)
        .containsExactly("1 DEAD layer0 on", "1 VANISHING layer1 on", "3 DEAD layer0 off");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void badNumbersAlarmAtOnce(double bad) {
    GradientAlarm alarm = GradientAlarm.standard();
    observe(alarm, 0, 1, 1);
    observe(alarm, 1, 1, bad);
    observe(alarm, 2, bad, bad);
    observe(alarm, 3, 1, 1);
    assertThat(heard)
        .containsExactly(
            "1 NON_FINITE layer1 on",
            "2 NON_FINITE layer0 on",
            "3 NON_FINITE layer0 off",
            "3 NON_FINITE layer1 off");
  }

  @Test
  void slopeOverDepthIsInDecadesALayer() {
    GradientAlarm alarm = GradientAlarm.builder().patience(1).steepAbove(1.5).build();
    List<GradientAlarm.Event> events = alarm.observe(Frames.of(0, 1e-4, 1e-2, 1, 1e2));
    assertThat(events).hasSize(1);
    assertThat(events.get(0).kind()).isEqualTo(GradientAlarm.Kind.STEEP);
    assertThat(events.get(0).track().name()).isEqualTo("layer0");
    assertThat(events.get(0).value()).isCloseTo(2, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(GradientAlarm.standard().observe(Frames.of(0, 1e-4, 1e-3))).isEmpty();
  }

  @Test
  void workersOfParallelTrainingAreWatchedApart() {
    GradientAlarm alarm = GradientAlarm.builder().patience(2).build();
    List<GradientAlarm.Event> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int worker = 0; worker < 2; worker++) {
        double[] norms = {worker == 0 ? 1 : 1e9};
        events.addAll(
            alarm.observe(
                GradientFrame.builder(i, Frames.tracks(1), norms).worker(worker).build()));
      }
    }
    assertThat(events).hasSize(1);
    assertThat(events.get(0).iteration()).isEqualTo(1);
  }

  private static MultiLayerNetwork deep(
      int layers, Activation activation, WeightInit init, double rate) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(activation == Activation.SIGMOID ? new Adam(rate) : new Sgd(rate))
            .weightInit(init)
            .activation(activation)
            .list();
    for (int i = 0; i < layers - 1; i++) {
      list.layer(new DenseLayer.Builder().nIn(i == 0 ? 4 : 8).nOut(8).build());
    }
    list.layer(new OutputLayer.Builder().nIn(8).nOut(3).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork net = new MultiLayerNetwork(list.build());
    net.init();
    return net;
  }

  private static List<GradientAlarm.Event> train(MultiLayerNetwork net, int iterations)
      throws IOException {
    List<GradientAlarm.Event> events = Collections.synchronizedList(new ArrayList<>());
    Collected sink = new Collected();
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .alarm(GradientAlarm.standard(), events::add)
            .sink(sink)
            .build()) {
      sonifier.attachTo(net);
      for (int i = 0; i < iterations; i++) {
        net.fit(Networks.data(10, i));
      }
    }
    assertThat(sink.frames).hasSize(iterations);
    assertThat(sink.frames.get(0).tracks()).hasSize(net.getnLayers());
    return events;
  }

  @Test
  void healthyTrainingIsQuiet() throws IOException {
    assertThat(train(deep(5, Activation.TANH, WeightInit.XAVIER, 0.1), 100)).isEmpty();
  }

  @Test
  void aHundredSigmoidLayersVanishInTheFirst() throws IOException {
    List<GradientAlarm.Event> events =
        train(deep(100, Activation.SIGMOID, WeightInit.XAVIER, 1e-3), 12);
    assertThat(events)
        .anySatisfy(
            e -> {
              assertThat(e.track().index()).isZero();
              assertThat(e.raised()).isTrue();
              assertThat(e.kind()).isIn(GradientAlarm.Kind.VANISHING, GradientAlarm.Kind.DEAD);
            });
  }

  @Test
  void everyLayersFirstBadIterationIsToldOnce() throws IOException {
    List<GradientAlarm.Event> events = Collections.synchronizedList(new ArrayList<>());
    MultiLayerNetwork net = Networks.sequential();
    try (GradientSonifier sonifier =
        GradientSonifier.builder().alarm(GradientAlarm.standard(), events::add).build()) {
      sonifier.attachTo(net);
      net.fit(Networks.data(6, 0));
      DataSet bad = Networks.data(6, 1);
      bad.getFeatures().putScalar(0, 0, Double.NaN);
      for (int i = 0; i < 3; i++) {
        net.fit(bad);
      }
    }
    assertThat(events).extracting(GradientAlarm.Event::kind).containsOnly(NON_FINITE);
    assertThat(events).extracting(GradientAlarm.Event::iteration).containsOnly(1L);
    assertThat(events).extracting(e -> e.track().name()).containsExactly("hidden_1", "layer1");
    assertThat(events.get(0)).asString().contains("hidden_1 at iteration 1");
  }

  @Test
  void badThresholdsAreRefusedWhenSet() {
    GradientAlarm.Builder b = GradientAlarm.builder();
    for (double bad : new double[] {Double.NaN, -1}) {
      assertThatThrownBy(() -> b.explodingAbove(bad)).hasMessageContaining("explodingAbove");
      assertThatThrownBy(() -> b.vanishingBelow(bad)).hasMessageContaining("vanishingBelow");
      assertThatThrownBy(() -> b.steepAbove(bad)).hasMessageContaining("steepAbove");
      assertThatThrownBy(() -> b.margin(bad)).hasMessageContaining("margin");
    }
    assertThatThrownBy(() -> b.patience(0)).hasMessage("patience: expected at least 1, got 0");
  }
}
