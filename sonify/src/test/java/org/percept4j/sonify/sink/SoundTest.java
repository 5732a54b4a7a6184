package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.core.Rounding;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.Envelope;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.Timbre;
import org.percept4j.sonify.tone.ToneMapping;
import org.percept4j.sonify.tone.TrackLayout;

/** What the written samples are, measured. */
class SoundTest {

  @TempDir private Path dir;

  private Samples wav(ToneMapping mapping, GradientFrame... frames) throws IOException {
    return Recordings.record(dir.resolve("x.wav"), mapping, SampleFormat.PCM_16, frames);
  }

  /** Many norms, because a shortcut in single precision gets only one sample in 10,000 wrong. */
  @Test
  void blogSamplesAreThoseOfTheFormula() throws IOException {
    double[] norms = new Random(5).doubles(1000, 0, 218.4).toArray();
    System.arraycopy(new double[] {0, 0.03, 1.7, 42, 218.3}, 0, norms, 0, 5);
    int[] expected = new int[1002 * 441];
    for (int t = 0; t < norms.length; t++) {
      for (int i = 0; i < 441; i++) {
        double f = 200 + 100 * norms[t];
        double y = 0.1 * Math.sin(2 * Math.PI * i * f / 44_100);
        expected[t * 441 + i] = (int) Math.round(y * 32_767);
      }
    }
    float[] samples = wav(ToneMapping.blog(), Frames.of(0, norms)).samples();
    int[] heard = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      heard[i] = Math.round(samples[i] * 32_767);
    }
    assertThat(heard).isEqualTo(expected);
  }

  @Test
  void theSixSoundsDifferInSpectrumAndTime() throws IOException {
    ToneMapping mapping = ToneMapping.perceptual();
    double[] norms = {0.5, Double.NaN, Double.POSITIVE_INFINITY, 0, 1e-9};
    float[] samples = wav(mapping, Frames.of(0, norms)).samples();
    int n = mapping.timing().toneSamples();
    double[] tone = Spectra.power(samples, 0, n);
    double[] noise = Spectra.power(samples, n, n);
    double[] chirp = Spectra.power(samples, 2 * n, n);
    assertThat(Spectra.flatness(noise))
        .isGreaterThan(10 * Spectra.flatness(tone))
        .isGreaterThan(0.3);
    assertThat(Spectra.peakShare(tone, 200)).isGreaterThan(0.9);
    assertThat(Spectra.peakShare(chirp, 200)).isLessThan(0.5);
    double early = Spectra.centre(Spectra.power(samples, 2 * n, n / 3));
    double late = Spectra.centre(Spectra.power(samples, 2 * n + 2 * n / 3, n / 3));
    assertThat(late / early).isBetween(1.3, 2.0);
    assertThat(Spectra.energy(samples, 3 * n, n / 4)).isPositive();
    assertThat(Spectra.energy(samples, 3 * n + n / 4 + 1, n / 4 - 2)).isZero();
    assertThat(Spectra.energy(samples, 3 * n + n / 2, n / 4)).isPositive();
    assertThat(Spectra.peakShare(Spectra.power(samples, 4 * n, n), 200)).isGreaterThan(0.9);
    assertThat(Spectra.energy(samples, 4 * n + n / 2, n - n / 2)).isZero();
    GradientTrack frozen = new GradientTrack(0, "f", true);
    GradientFrame frame = GradientFrame.of(0, List.of(frozen), new double[1]);
    float[] one = wav(mapping, frame).samples();
    assertThat(Spectra.energy(one, 0, n / 4)).isPositive();
    assertThat(Spectra.energy(one, n / 4, n - n / 4)).isZero();
  }

  /** Falling to half the sample rate, the range's lower end itself is no pitch. */
  @Test
  void belowTheRangeIsHeardEvenWhereItsEndIsTooHigh() {
    ToneMapping mapping = ToneMapping.builder().falling(true).pitches(200, 22_050).build();
    double[] samples = new Synthesizer(mapping).render(Frames.of(0, 1e-9));
    assertThat(Arrays.stream(samples).max().orElse(0)).isGreaterThan(0.01);
  }

  @Test
  void rampsKeepATonesEnergyTogether() throws IOException {
    assertThat(leakDecibels(Envelope.NONE)).isBetween(-25.0, -10.0);
    assertThat(leakDecibels(Envelope.RAMPED)).isLessThan(-35);
    assertThat(leakDecibels(Envelope.HANN)).isLessThan(-45);
  }

  /** Energy further than 500 Hz from a 10 ms tone, relative to all of it. */
  private double leakDecibels(Envelope envelope) throws IOException {
    ToneMapping mapping =
        ToneMapping.builder().toneMillis(10).rampMillis(2.5).envelope(envelope).build();
    double hertz = mapping.hertzOf(3);
    double[] power = Spectra.power(wav(mapping, Frames.of(0, 3)).samples(), 0, 441);
    double far = 0;
    double all = 0;
    for (int k = 0; k < power.length; k++) {
      all += power[k];
      far += Math.abs(k * 44_100.0 / Spectra.SIZE - hertz) > 500 ? power[k] : 0;
    }
    return 10 * Math.log10(far / all);
  }

  @Test
  void nothingClipsWhateverSoundsTogether() {
    ToneMapping mapping =
        ToneMapping.builder()
            .layout(TrackLayout.TOGETHER)
            .amplitude(1)
            .timbres(Timbre.BRIGHT)
            .build();
    double[] norms = new double[100];
    Arrays.fill(norms, 0.01);
    for (double sample : new Synthesizer(mapping).render(Frames.of(0, norms))) {
      assertThat(Math.abs(sample)).isLessThanOrEqualTo(1 + Rounding.inDouble(100));
    }
  }

  @Test
  void stereoPlacesTheFirstLayerLeftAndTheLastRight() throws IOException {
    Samples file = wav(ToneMapping.builder().stereo(true).build(), Frames.of(0, 1, 1, 1));
    assertThat(file.channels()).isEqualTo(2);
    assertThat(side(file, 0, 0)).isGreaterThan(100 * side(file, 0, 1));
    assertThat(side(file, 1, 0)).isCloseTo(side(file, 1, 1), within(1 / 32_767.0));
    assertThat(side(file, 2, 1)).isGreaterThan(100 * side(file, 2, 0));
  }

  private static double side(Samples file, int slot, int channel) {
    int n = ToneMapping.perceptual().timing().toneSamples();
    double sum = 1e-12;
    for (int i = slot * n; i < (slot + 1) * n; i++) {
      double s = file.samples()[2 * i + channel];
      sum += s * s;
    }
    return Math.sqrt(sum / n);
  }
}
