package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientSink;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/** Live sound through {@code javax.sound}, on a device of the test's own and on none. */
class LiveTest {

  @AfterEach
  void unplug() {
    TestLoudspeaker.plug(false);
  }

  @Test
  void theLoudspeakerPlaysWhatAFileWouldHold() throws IOException {
    assumeThat(TestLoudspeaker.realDevice()).isFalse();
    TestLoudspeaker.plug(true);
    ToneMapping mapping = ToneMapping.builder().stereo(true).build();
    GradientFrame frame = Frames.of(0, 0.1, Double.NaN, 3);
    try (GradientSink live = GradientSinks.live(mapping)) {
      live.accept(frame);
      live.accept(frame);
    }
    double[] expected = new Synthesizer(mapping).render(frame);
    ByteBuffer heard = ByteBuffer.wrap(TestLoudspeaker.heard()).order(ByteOrder.LITTLE_ENDIAN);
    int samples = 2 * mapping.timing().frameSamples(3);
    assertThat(heard.remaining()).isEqualTo(2 * 2 * samples);
    for (int i = 0; i < 2 * samples; i++) {
      assertThat(heard.getShort()).isEqualTo((short) Math.round(expected[i % samples] * 32_767));
    }
    assertThat(TestLoudspeaker.calls()).containsExactly("open", "start", "drain", "close");
  }

  /** A thousand frames of 40 ms are made at once; who waited for all of them would be late. */
  @Test
  void lateFramesAreMergedIntoTheNewestAndTheWorstIsHeard() {
    assumeThat(TestLoudspeaker.realDevice()).isFalse();
    TestLoudspeaker.plug(true);
    List<Exception> errors = new ArrayList<>();
    List<GradientFrame> played = new ArrayList<>();
    GradientSink live = GradientSinks.live(ToneMapping.blog());
    GradientSink watched =
        new GradientSink() {
          @Override
          public void accept(GradientFrame frame) throws IOException {
            played.add(frame);
            live.accept(frame);
          }

          @Override
          public void close() throws IOException {
            live.close();
          }
        };
    SinkRunner runner = new SinkRunner(watched, false, 4, (sink, error) -> errors.add(error));
    for (int i = 0; i < 1000; i++) {
      runner.offer(Frames.of(i, 1, i == 500 ? Double.NaN : 2));
    }
    runner.end();
    runner.join(10_000);
    SinkCounts.Sink counts = runner.counts();
    assertThat(played).hasSizeBetween(4, 100);
    assertThat(counts.taken()).isEqualTo(played.size());
    assertThat(counts.merged()).isEqualTo(1000 - played.size());
    assertThat(counts.dropped()).isZero();
    assertThat(played.get(played.size() - 1).iteration()).isEqualTo(999);
    assertThat(played).anyMatch(frame -> Double.isNaN(frame.norm(1)));
    assertThat(errors).isEmpty();
  }

  @Test
  void withoutALoudspeakerThereIsOneWarningAndTrainingGoesOn() throws IOException {
    assumeThat(TestLoudspeaker.realDevice()).isFalse();
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (GradientSink live = GradientSinks.live(ToneMapping.perceptual())) {
      for (int i = 0; i < 100; i++) {
        live.accept(Frames.of(i, 1));
      }
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("WARN")
        .contains("No live sound: no audio device for PCM_SIGNED 44100.0 Hz");
  }
}
