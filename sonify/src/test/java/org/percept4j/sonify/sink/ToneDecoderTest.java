package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.PitchScale;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.Sound;
import org.percept4j.sonify.tone.Timbre;
import org.percept4j.sonify.tone.ToneDecoder;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.TrackLayout;

/** The sound carries the numbers: norms to samples to a file and back. */
class ToneDecoderTest {

  /** What the decoder promises of the norm itself, for the blog's linear scale: 0.05 Hz. */
  private static final double BLOG_ERROR = 5e-4;

  /** What it promises of the logarithmic scale: 0.1 Hz at 200 Hz, ten decades over 200 to 4000. */
  private static final double LOG_ERROR = 0.1 / 200 * 10 * Math.log(10) / Math.log(20);

  @TempDir private Path dir;

  private static DoubleStream overTheRange(long seed) {
    return new Random(seed).doubles(40, -6.9, 2.9).map(u -> Math.pow(10, u));
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void blogRecordingsCarryTheNorms(SampleFormat format) throws IOException {
    roundTrip(ToneMapping.blog(), format, new Random(1).doubles(40, 0, 218), BLOG_ERROR, 0);
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void perceptualRecordingsCarryTheNorms(SampleFormat format) throws IOException {
    roundTrip(ToneMapping.perceptual(), format, overTheRange(2), 0, LOG_ERROR);
  }

  @Test
  void stereoAndTimbresCarryTheNormsToo() throws IOException {
    ToneMapping mapping =
        ToneMapping.builder().stereo(true).timbres(Timbre.ORGAN, Timbre.BRIGHT).build();
    roundTrip(mapping, SampleFormat.PCM_16, overTheRange(3), 0, LOG_ERROR);
  }

  /** Over 20 Hz a unit: 0.1 Hz are 0.005 of the norm. */
  @Test
  void otherScalesCarryTheNormsToo() throws IOException {
    ToneMapping mel = ToneMapping.builder().scale(PitchScale.MEL).falling(true).build();
    roundTrip(mel, SampleFormat.PCM_16, overTheRange(4), 0, 2 * LOG_ERROR);
    ToneMapping linear = ToneMapping.builder().scale(PitchScale.LINEAR).norms(0, 190).build();
    roundTrip(linear, SampleFormat.PCM_16, new Random(5).doubles(40, 0, 190), 5e-3, 0);
    ToneMapping notes = ToneMapping.builder().scale(PitchScale.CHROMATIC).build();
    double halfSemitone = Math.pow(10, 0.5 / 5.18) - 1;
    roundTrip(notes, SampleFormat.PCM_16, overTheRange(6), 0, 1.01 * halfSemitone);
  }

  private void roundTrip(
      ToneMapping mapping,
      SampleFormat format,
      DoubleStream norms,
      double absolute,
      double relative)
      throws IOException {
    double[] all = norms.toArray();
    GradientFrame[] frames = new GradientFrame[all.length / 4];
    for (int f = 0; f < frames.length; f++) {
      frames[f] = Frames.of(f, all[4 * f], all[4 * f + 1], all[4 * f + 2], all[4 * f + 3]);
    }
    Samples file = Recordings.record(dir.resolve("r.wav"), mapping, format, frames);
    List<List<ToneDecoder.Heard>> heard = ToneDecoder.decode(file, mapping, 4);
    assertThat(heard).hasSize(frames.length);
    for (int f = 0; f < frames.length; f++) {
      for (int t = 0; t < 4; t++) {
        double norm = frames[f].norm(t);
        assertThat(heard.get(f).get(t).sound()).isEqualTo(Sound.TONE);
        assertThat(heard.get(f).get(t).norm()).isCloseTo(norm, within(absolute + relative * norm));
      }
    }
  }

  @Test
  void theSixSoundsAreToldApart() throws IOException {
    List<GradientTrack> tracks =
        List.of(
            new GradientTrack(0, "a", false),
            new GradientTrack(1, "b", false),
            new GradientTrack(2, "c", false),
            new GradientTrack(3, "d", false),
            new GradientTrack(4, "e", true),
            new GradientTrack(5, "f", false));
    double[] norms = {0.5, Double.NaN, Double.POSITIVE_INFINITY, 0, 0, 1e-9};
    GradientFrame frame = GradientFrame.of(0, tracks, norms);
    for (ToneMapping mapping : new ToneMapping[] {ToneMapping.perceptual(), ToneMapping.blog()}) {
      Samples file = Recordings.record(dir.resolve("f.wav"), mapping, SampleFormat.PCM_16, frame);
      List<ToneDecoder.Heard> heard = ToneDecoder.decode(file, mapping, 6).get(0);
      assertThat(heard)
          .extracting(ToneDecoder.Heard::sound)
          .containsExactly(
              Sound.TONE,
              Sound.NAN,
              Sound.OVER_RANGE,
              mapping.zeroIsTone() ? Sound.TONE : Sound.ZERO,
              Sound.FROZEN,
              mapping.pitches().minNorm() > 0 ? Sound.BELOW_RANGE : Sound.TONE);
      assertThat(heard.get(1).norm()).isNaN();
      assertThat(heard.get(2).norm()).isInfinite();
    }
  }

  @Test
  void groupsSoundTheirWorstMemberAndStridesTheirFirst() throws IOException {
    GradientFrame frame = Frames.of(0, 0.1, 2, 0, 0, 1, Double.NaN);
    ToneMapping group = ToneMapping.builder().voices(3).build();
    List<ToneDecoder.Heard> heard = hear(group, frame);
    assertThat(heard)
        .extracting(ToneDecoder.Heard::sound)
        .containsExactly(Sound.TONE, Sound.ZERO, Sound.NAN);
    assertThat(heard.get(0).norm()).isCloseTo(2, within(0.01));
    ToneMapping stride = ToneMapping.builder().voices(3).layout(TrackLayout.STRIDE).build();
    heard = hear(stride, frame);
    assertThat(heard.get(0).norm()).isCloseTo(0.1, within(0.001));
    assertThat(heard.get(2).norm()).isCloseTo(1, within(0.01));
  }

  @Test
  void networksOfOneLayerAreDecodedToo() throws IOException {
    List<ToneDecoder.Heard> heard = hear(ToneMapping.perceptual(), Frames.of(0, 0.25));
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).norm()).isCloseTo(0.25, within(LOG_ERROR * 0.25));
  }

  private List<ToneDecoder.Heard> hear(ToneMapping mapping, GradientFrame frame)
      throws IOException {
    Samples file = Recordings.record(dir.resolve("h.wav"), mapping, SampleFormat.PCM_16, frame);
    return ToneDecoder.decode(file, mapping, frame.tracks().size()).get(0);
  }

  @Test
  void recordingsThatDoNotFitTheMappingAreRefused() throws IOException {
    ToneMapping blog = ToneMapping.blog();
    Samples file =
        Recordings.record(dir.resolve("b.wav"), blog, SampleFormat.PCM_16, Frames.of(0, 1, 2));
    assertThatThrownBy(() -> ToneDecoder.decode(file, blog, 3))
        .hasMessageContaining("expected a multiple of");
    assertThatThrownBy(() -> ToneDecoder.decode(file, blog, 0))
        .hasMessage("tracks: expected at least 1, got 0");
    ToneMapping other = ToneMapping.builder().sampleRate(48_000).build();
    assertThatThrownBy(() -> ToneDecoder.decode(file, other, 2))
        .hasMessageContaining("expected 48000 Hz and 1 channels, got 44100 Hz and 1");
    ToneMapping longer = ToneMapping.builder().toneMillis(10).pauseMillis(20).build();
    assertThatThrownBy(() -> ToneDecoder.decode(file, longer, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got another in frame 0, voice 0");
    ToneMapping chord = ToneMapping.builder().layout(TrackLayout.TOGETHER).build();
    assertThatThrownBy(() -> ToneDecoder.decode(file, chord, 2)).hasMessageContaining("TOGETHER");
  }
}
