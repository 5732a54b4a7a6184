package org.percept4j.sonify;

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
    int samples = 2 * mapping.frameSamples(3);
    assertThat(heard.remaining()).isEqualTo(2 * 2 * samples);
    for (int i = 0; i < 2 * samples; i++) {
      assertThat(heard.getShort()).isEqualTo((short) Math.round(expected[i % samples] * 32_767));
    }
    assertThat(TestLoudspeaker.calls()).containsExactly("open", "start", "drain", "close");
  }

  /** A thousand frames of 40 ms are made at once; who waited for all of them would be late. */
  @Test
  void lateFramesAreLeftOutAndCounted() {
    assumeThat(TestLoudspeaker.realDevice()).isFalse();
    TestLoudspeaker.plug(true);
    ToneMapping mapping = ToneMapping.blog();
    List<Exception> errors = new ArrayList<>();
    SinkRunner runner =
        new SinkRunner(GradientSinks.live(mapping), false, 4, (sink, error) -> errors.add(error));
    for (int i = 0; i < 1000; i++) {
      runner.offer(Frames.of(i, 1, 2));
    }
    runner.end();
    runner.join(10_000);
    int played = TestLoudspeaker.heard().length / (2 * mapping.frameSamples(2));
    assertThat(runner.dropped()).isEqualTo(1000 - played);
    assertThat(played).isBetween(4, 100);
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
