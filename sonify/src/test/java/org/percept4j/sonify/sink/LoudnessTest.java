package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;
import org.percept4j.sonify.tone.Envelope;
import org.percept4j.sonify.tone.Samples;
import org.percept4j.sonify.tone.Timbre;
import org.percept4j.sonify.tone.ToneMapping;

/** All sounds are about equally loud, by a meter as EBU R128 and ITU-R BS.1770-4 describe it. */
class LoudnessTest {

  private static final int RATE = 48_000;

  @TempDir private Path dir;

  /** Some four seconds of one sound. */
  private double loudness(ToneMapping preset, double norm, boolean frozen) throws IOException {
    ToneMapping mapping = preset.toBuilder().sampleRate(RATE).pauseMillis(0).build();
    int count = (int) Math.ceil(4000 / mapping.tone().toneMillis());
    GradientFrame[] frames = new GradientFrame[count];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = GradientFrame.of(i, List.of(new GradientTrack(0, "a", frozen)), norm);
    }
    Path path = dir.resolve("x.wav");
    Samples samples = Recordings.record(path, mapping, SampleFormat.FLOAT_32, frames);
    for (float sample : samples.samples()) {
      assertThat(Math.abs(sample)).isLessThanOrEqualTo(1);
    }
    return Meter.integrated(samples.samples());
  }

  static List<ToneMapping> equallyLoud() {
    return List.of(
        ToneMapping.perceptual(),
        ToneMapping.inTune(),
        ToneMapping.builder().toneMillis(10).build(),
        ToneMapping.builder().toneMillis(200).build(),
        ToneMapping.builder().envelope(Envelope.HANN).build(),
        ToneMapping.builder().pitches(60, 12_000).timbres(Timbre.BRIGHT).build());
  }

  @ParameterizedTest
  @MethodSource("equallyLoud")
  void allSoundsAreWithinThreeLoudnessUnits(ToneMapping mapping) throws IOException {
    Map<String, Double> heard = others(mapping);
    for (int exponent = -7; exponent <= 3; exponent++) {
      heard.put("1e" + exponent, loudness(mapping, Math.pow(10, exponent), false));
    }
    double most = heard.values().stream().mapToDouble(v -> v).max().orElseThrow();
    double least = heard.values().stream().mapToDouble(v -> v).min().orElseThrow();
    assertThat(most - least).as(heard.toString()).isLessThan(3);
  }

  /** The script's tones have one amplitude: K-weighting alone spreads them over 4.5 LU. */
  @Test
  void specialSoundsAreWithinThreeLoudnessUnitsOfTones() throws IOException {
    List<Double> tones = new ArrayList<>();
    for (double norm : new double[] {0.01, 3, 20, 60, 120, 190}) {
      tones.add(loudness(ToneMapping.blog(), norm, false));
    }
    Map<String, Double> others = others(ToneMapping.blog());
    others.keySet().removeAll(List.of("below", "zero")); // 200 Hz there, as in the script
    for (double tone : tones) {
      assertThat(others.values())
          .as("%s for %s", others, tone)
          .allSatisfy(other -> assertThat(other).isCloseTo(tone, within(3.0)));
    }
  }

  private Map<String, Double> others(ToneMapping mapping) throws IOException {
    Map<String, Double> heard = new LinkedHashMap<>();
    heard.put("NaN", loudness(mapping, Double.NaN, false));
    heard.put("infinite", loudness(mapping, Double.POSITIVE_INFINITY, false));
    heard.put("above", loudness(mapping, 1e9, false));
    heard.put("below", loudness(mapping, 1e-9, false));
    heard.put("zero", loudness(mapping, 0, false));
    heard.put("frozen", loudness(mapping, 0, true));
    return heard;
  }

  /** BS.1770: a full-scale sine of 997 Hz in one channel reads -3.01 LUFS. */
  @Test
  void theMeterReadsTheStandardsExample() {
    float[] sine = new float[5 * RATE];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (float) Math.sin(2 * Math.PI * 997 * i / RATE);
    }
    assertThat(Meter.integrated(sine)).isBetween(-3.06, -2.96);
  }

  /** One channel at 48 kHz, with the filters that the standard tabulates and both gates. */
  private static final class Meter {

    private static double[] filter(double[] x, double[] b, double[] a) {
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double sum = b[0] * x[i];
        for (int k = 1; k <= 2 && k <= i; k++) {
          sum += b[k] * x[i - k] - a[k] * y[i - k];
        }
        y[i] = sum;
      }
      return y;
    }

    static double integrated(float[] samples) {
      double[] x = new double[samples.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = samples[i];
      }
      double[] shelf =
          filter(
              x,
              new double[] {1.53512485958697, -2.69169618940638, 1.19839281085285},
              new double[] {1, -1.69065929318241, 0.73248077421585});
      double[] weighted =
          filter(
              shelf,
              new double[] {1, -2, 1},
              new double[] {1, -1.99004745483398, 0.99007225036621});
      int block = RATE * 2 / 5; // 400 ms, of which three quarters overlap
      double[] powers = new double[(x.length - block) / (block / 4) + 1];
      for (int j = 0; j < powers.length; j++) {
        for (int i = 0; i < block; i++) {
          powers[j] += Math.pow(weighted[j * block / 4 + i], 2) / block;
        }
      }
      double absolute = gated(powers, -70);
      return -0.691 + 10 * Math.log10(gated(powers, -0.691 + 10 * Math.log10(absolute) - 10));
    }

    private static double gated(double[] powers, double gate) {
      double sum = 0;
      int count = 0;
      for (double power : powers) {
        if (-0.691 + 10 * Math.log10(power) > gate) {
          sum += power;
          count++;
        }
      }
      return sum / count;
    }
  }
}
