package org.percept4j.examples.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.Digits;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientAlarm;

/** Alarms on real digits: none while LeNet learns, some when it dies. */
class HealthyTrainingTest {

  @TempDir Path folder;

  @Test
  void learningDigitsIsQuiet() throws IOException {
    assertThat(alarms(0.01)).isEmpty();
  }

  @Test
  void aLearningRateOfOneRaisesAlarms() throws IOException {
    assertThat(alarms(1.0)).isNotEmpty();
  }

  private List<GradientAlarm.Event> alarms(double learningRate) throws IOException {
    MultiLayerNetwork net = LeNet.create(new MomentumSgd(learningRate, 0.5), 1);
    Acceleration.enable(net);
    List<GradientAlarm.Event> events = Collections.synchronizedList(new ArrayList<>());
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .alarm(GradientAlarm.standard(), events::add)
            .wav(folder.resolve("digits.wav"))
            .build()) {
      sonifier.attachTo(net);
      for (DataSet batch : Digits.bundled(true).batches(10, 100, 1)) {
        net.fit(batch);
      }
    }
    return events;
  }
}
