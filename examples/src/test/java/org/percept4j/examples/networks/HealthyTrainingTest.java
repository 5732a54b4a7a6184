package org.percept4j.examples.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.examples.data.Digits;
import org.percept4j.sonify.GradientSonifier;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.frame.GradientAlarm.Kind;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.frame.GradientTrack;

/** Alarms on real digits: none while LeNet learns, at once when it explodes or dies. */
class HealthyTrainingTest {

  private final List<GradientFrame> frames = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void learningDigitsIsQuiet() throws IOException {
    assertThat(alarms(new MomentumSgd(0.01, 0.5), 10, 100, 1)).isEmpty();
  }

  /**
   * The smallest steps of five trainings each: plain, ten times larger, in larger batches, Adam.
   */
  @Test
  void twentyHealthyTrainingsAreQuiet() throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(alarms(new MomentumSgd(0.01, 0.5), 10, 40, seed)).isEmpty();
      assertThat(alarms(new MomentumSgd(0.1, 0.5), 10, 40, seed)).isEmpty();
      assertThat(alarms(new MomentumSgd(0.1, 0.5), 64, 8, seed)).isEmpty();
      assertThat(alarms(new Adam(0.001), 10, 40, seed)).isEmpty();
    }
  }

  /** The README's banner and the blog's other explosion, told by what the norms really were. */
  @ParameterizedTest
  @ValueSource(ints = {10, 256})
  void explosionsAndDeathsAreToldInTheirIteration(int batch) throws IOException {
    List<GradientAlarm.Event> events = alarms(new MomentumSgd(1.0, 0.5), batch, 12, 1);
    for (int t = 0; t < 3; t++) { // the output layer stays alive
      int track = t;
      assertThat(firstIteration(events, Kind.DEAD, frames.get(0).tracks().get(t)))
          .isEqualTo(first(frame -> frame.norm(track) == 0));
    }
    long explosion = first(frame -> IntStream.range(0, 4).anyMatch(t -> frame.norm(t) > 1000));
    assertThat(events)
        .filteredOn(e -> e.kind() == Kind.EXPLODING)
        .first()
        .returns(explosion, GradientAlarm.Event::iteration);
  }

  private long first(Predicate<GradientFrame> condition) {
    return frames.stream().filter(condition).findFirst().orElseThrow().iteration();
  }

  private static long firstIteration(
      List<GradientAlarm.Event> events, Kind kind, GradientTrack track) {
    return events.stream()
        .filter(e -> e.kind() == kind && e.track().equals(track))
        .findFirst()
        .orElseThrow()
        .iteration();
  }

  private List<GradientAlarm.Event> alarms(IUpdater updater, int batchSize, int batches, long seed)
      throws IOException {
    MultiLayerNetwork net = LeNet.create(updater, seed);
    Acceleration.enable(net);
    List<GradientAlarm.Event> events = Collections.synchronizedList(new ArrayList<>());
    try (GradientSonifier sonifier =
        GradientSonifier.builder()
            .alarm(GradientAlarm.standard(), events::add)
            .wav(folder.resolve("digits.wav"))
            .overwrite(true)
            .sink(keeper())
            .build()) {
      sonifier.attachTo(net);
      for (DataSet batch : Digits.bundled(true).batches(batchSize, batches, seed)) {
        net.fit(batch);
      }
    }
    return events;
  }

  private GradientSink keeper() {
    frames.clear();
    return new GradientSink() {
      @Override
      public void accept(GradientFrame frame) {
        frames.add(frame);
      }

      @Override
      public void close() {}
    };
  }
}
