package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.percept4j.sonify.frame.Collected;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientAlarm;
import org.percept4j.sonify.tone.ToneMapping;

/** A recorder without a network. */
class GradientRecorderTest {

  @Test
  void everySinkIsCountedByItself() throws IOException {
    assumeThat(TestLoudspeaker.realDevice()).isFalse();
    GradientRecorder recorder =
        GradientRecorder.builder().sink(new Collected()).live(ToneMapping.blog()).build();
    try (recorder) {
      for (int i = 0; i < 1000; i++) {
        recorder.record(Frames.of(i, 1, 2));
      }
    }
    SinkCounts counts = recorder.counts();
    assertThat(counts.frames()).isEqualTo(1000);
    assertThat(counts.sinks())
        .extracting(SinkCounts.Sink::name)
        .containsExactly("Collected", "LiveSink", "AlarmSink");
    assertThat(counts.sinks().get(0).taken()).isEqualTo(1000);
    SinkCounts.Sink live = counts.sinks().get(1);
    assertThat(live.dropped()).as("without a loudspeaker").isZero();
    assertThat(live.taken() + live.merged()).isEqualTo(1000);
    assertThat(counts.dropped()).isZero();
    assertThat(counts).asString().startsWith("1000 frames, 0 dropped; [Collected: 1000 taken");
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheAlarm() throws IOException {
    List<GradientAlarm.Event> events = Collections.synchronizedList(new ArrayList<>());
    List<Exception> told = Collections.synchronizedList(new ArrayList<>());
    try (GradientRecorder recorder =
        GradientRecorder.builder()
            .onError(told::add)
            .alarm(
                GradientAlarm.standard(),
                event -> {
                  events.add(event);
                  if (events.size() == 1) {
                    throw new IllegalStateException("the listener's own trouble");
                  }
                  if (events.size() == 2) {
                    throw new NoClassDefFoundError("and an error");
                  }
                })
            .build()) {
      for (int i = 0; i < 6; i++) {
        recorder.record(Frames.of(i, i % 2 == 0 ? Double.NaN : 1));
      }
    }
    assertThat(events)
        .extracting(GradientAlarm.Event::iteration)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).hasRootCauseMessage("the listener's own trouble");
  }

  @Test
  void anErrorInTheErrorListenerEndsNothing() throws IOException {
    Collected good = new Collected();
    try (GradientRecorder recorder =
        GradientRecorder.builder()
            .sink(good)
            .onError(
                e -> {
                  throw new StackOverflowError("in the listener");
                })
            .build()) {
      recorder.tell(new IOException("trouble"));
      recorder.record(Frames.of(0, 1));
    }
    assertThat(good.frames).hasSize(1);
  }

  /** A program must be able to end although somebody forgot to close. */
  @Test
  void sinkThreadsDoNotKeepAProgramAlive() throws IOException {
    try (GradientRecorder recorder = GradientRecorder.builder().sink(new Collected()).build()) {
      recorder.record(Frames.of(0, 1));
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("percept4j-"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }
}
