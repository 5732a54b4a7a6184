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
        double[] norms = {worker == 0 ? 1 : 1e4};
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
  void badThresholdsAreRefusedWhenBuilt() {
    for (double bad : new double[] {Double.NaN, -1}) {
      refused(GradientAlarm.builder().explodingAbove(bad), "explodingAbove");
      refused(GradientAlarm.builder().vanishingBelow(bad), "vanishingBelow");
      refused(GradientAlarm.builder().steepAbove(bad), "steepAbove");
      refused(GradientAlarm.builder().margin(bad), "margin");
    }
    refused(GradientAlarm.builder().patience(0), "patience: expected at least 1, got 0");
    assertThat(GradientAlarm.builder().vanishingBelow(1e4).explodingAbove(1e5).build()).isNotNull();
  }

  private static void refused(GradientAlarm.Builder builder, String message) {
    assertThatThrownBy(builder::build).hasMessageContaining(message);
  }

  /** The README's banner: SGD 1.0, batches of 10; from iteration 6 on all is exactly zero. */
  @Test
  void anExplosionThatDiesAtOnceIsToldAndSoIsItsDeath() {
    GradientAlarm alarm = GradientAlarm.standard();
    double[] norms = {1.2, 3.5, 12, 700, 5e4, 2.8e10, 0, 0, 0, 0};
    for (int i = 0; i < norms.length; i++) {
      observe(alarm, i, norms[i]);
    }
    assertThat(heard).containsExactly("4 EXPLODING layer0 on", "6 DEAD layer0 on");
  }

  @Test
  void aJumpFarAboveWhatATrackDidIsToldAtOnce() {
    GradientAlarm alarm = GradientAlarm.standard();
    for (int i = 0; i < 20; i++) {
      observe(alarm, i, 0.1, 0.1);
    }
    observe(alarm, 20, 400, 90); // a tenth of the threshold is 100
    for (int i = 21; i < 31; i++) {
      observe(alarm, i, 0.1, 0.1);
    }
    assertThat(heard).containsExactly("20 EXPLODING layer0 on", "30 EXPLODING layer0 off");
  }

  /** Two real trainings of LeNet by SGD 1.0 in batches of 256: up within three steps, then dead. */
  @Test
  void shortExplosionAndTheDeathAfterItRaiseAlarms() {
    GradientAlarm alarm = GradientAlarm.standard();
    double[] second = {0.377, 1.62, 0.176, 0.332, 0.736, 6.07, 154, 6250, 0, 0};
    double[] lower = {0.0704, 0.124, 0.223, 0.224, 0.459, 13.9, 6.89, 36, 5.69, 0};
    for (int i = 0; i < second.length; i++) {
      observe(alarm, i, second[i], lower[i]);
    }
    assertThat(heard)
        .containsExactly("7 EXPLODING layer0 on", "8 DEAD layer0 on", "9 DEAD layer1 on");
  }

  @Test
  void aZeroAfterCalmNormsNeedsPatience() {
    GradientAlarm alarm = GradientAlarm.standard();
    for (int i = 0; i < 40; i++) {
      observe(alarm, i, i % 4 == 3 ? 0 : 0.01 + i % 4);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void everyOnsetIsToldAndEveryEnd() {
    GradientAlarm alarm = GradientAlarm.standard();
    double nan = Double.NaN;
    double[] first = {1, nan, nan, 1, nan, 1};
    for (int i = 0; i < first.length; i++) {
      observe(alarm, i, first[i], 1);
    }
    assertThat(heard)
        .containsExactly(
            "1 NON_FINITE layer0 on",
            "3 NON_FINITE layer0 off",
            "4 NON_FINITE layer0 on",
            "5 NON_FINITE layer0 off");
  }

  @Test
  void slopesOfParallelWorkersAreWatchedApart() {
    GradientAlarm alarm = GradientAlarm.builder().patience(4).steepAbove(1.5).build();
    List<GradientAlarm.Event> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int worker = 0; worker < 2; worker++) {
        double[] norms = {1e-4, 1e-2, 1, 1e2};
        GradientFrame frame = Frames.of(i, norms).toBuilder().worker(worker).build();
        events.addAll(alarm.observe(frame));
      }
    }
    assertThat(events).as("three steep frames of each of two, where four are asked for").isEmpty();
  }

  @Test
  void twentyHealthyTrainingsAreQuiet() throws IOException {
    for (int run = 0; run < 20; run++) {
      GradientAlarm alarm = GradientAlarm.standard();
      Activation activation = run % 2 == 0 ? Activation.TANH : Activation.RELU;
      MultiLayerNetwork net = deep(2 + run % 4, activation, WeightInit.XAVIER, 0.05);
      int first = 1000 * run;
      List<GradientFrame> frames =
          Listening.during(
              GradientSonifier.builder(),
              sonifier -> {
                net.setListeners(sonifier);
                for (int i = 0; i < 60; i++) {
                  net.fit(Networks.data(10, first + i));
                }
              });
      for (GradientFrame frame : frames) {
        assertThat(alarm.observe(frame)).as("run %d", run).isEmpty();
      }
    }
  }

  @Test
  void anAlarmEndsATrainingWhereItIsAskedTo() throws IOException {
    MultiLayerNetwork net = Networks.sequential();
    Collected sink = new Collected();
    DataSet bad = Networks.data(6, 1);
    bad.getFeatures().putScalar(0, 0, Double.NaN);
    try (GradientSonifier sonifier =
        GradientSonifier.builder().sink(sink).stopOn(NON_FINITE).build()) {
      net.setListeners(sonifier);
      net.fit(Networks.data(6, 0));
      assertThatThrownBy(() -> net.fit(bad))
          .isInstanceOf(TrainingStoppedException.class)
          .hasMessageStartingWith("training stopped: NON_FINITE raised in hidden_1 at iteration 1");
      net.fit(bad); // told once: the condition has not ended
    }
    assertThat(sink.frames).hasSize(3);
    assertThat(sink.closed).hasValue(1);
  }
}
