package org.percept4j.sonify.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each waveform, sample by sample, against its closed form. */
class WaveformsTest {

  private static final double ROUNDING = 1e-11;

  private static ToneMapping.Builder loud() {
    return ToneMapping.builder().loudnessCompensated(false).amplitude(0.5);
  }

  private static void same(ToneMapping mapping, Sound sound, IntToDoubleFunction expected) {
    double[] samples = new double[mapping.timing().toneSamples()];
    new Waveforms(mapping).fill(samples, new Voice(sound, 0, Double.NaN, 0), Timbre.SINE);
    double scale = 0;
    double full = 0;
    for (int i = 0; i < samples.length; i++) {
      scale += samples[i] * samples[i];
      full += expected.applyAsDouble(i) * expected.applyAsDouble(i);
    }
    double gain = Math.sqrt(scale / full); // its level is SoundTest's matter
    assertThat(gain).isBetween(0.1, 1 / mapping.tone().amplitude() + ROUNDING);
    same(samples, i -> gain * expected.applyAsDouble(i));
  }

  private static void same(double[] samples, IntToDoubleFunction expected) {
    for (int i = 0; i < samples.length; i++) {
      assertThat(samples[i])
          .as("sample %d of %d", i, samples.length)
          .isCloseTo(expected.applyAsDouble(i), within(ROUNDING));
    }
  }

  private static double sine(double hertz, int i, double rate) {
    return Math.sin(2 * Math.PI * hertz * i / rate);
  }

  /** Of a raised cosine that rises from 0 to 1 in so many samples, taken at their middles. */
  private static double rise(int i, int ramp) {
    return i < ramp ? 0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / ramp) : 1;
  }

  /** 6 kHz has its third harmonic below half of 44.1 kHz, its fourth above. */
  @ParameterizedTest
  @EnumSource(Timbre.class)
  void timbresAreSumsOfTheHarmonicsThatTheRateCarries(Timbre timbre) {
    ToneMapping mapping = loud().envelope(Envelope.NONE).build();
    double[] samples = new double[mapping.timing().toneSamples()];
    for (double hertz : new double[] {300, 6000}) {
      new Waveforms(mapping).tone(samples, hertz, timbre);
      double[] strengths = timbre.harmonics();
      same(
          samples,
          i -> {
            double sum = 0;
            for (int h = 1; h <= strengths.length && h * hertz < 22_050; h++) {
              sum += 0.5 * strengths[h - 1] * sine(h * hertz, i, 44_100);
            }
            return sum;
          });
    }
  }

  @Test
  void rampsAreRaisedCosinesAndReachTheMiddleAtMost() {
    envelope(loud().toneMillis(20).rampMillis(3).build(), 882, 132);
    envelope(loud().toneMillis(20).envelope(Envelope.HANN).build(), 882, 441);
    envelope(loud().toneMillis(4).build(), 176, 88);
    // 9 samples and 4.5, rounded to 5: the one in the middle is in neither ramp.
    envelope(loud().sampleRate(8000).toneMillis(1.125).rampMillis(0.5625).build(), 9, 4);
  }

  private static void envelope(ToneMapping mapping, int length, int ramp) {
    double[] samples = new double[mapping.timing().toneSamples()];
    assertThat(samples).hasSize(length);
    new Waveforms(mapping).tone(samples, 700, Timbre.SINE);
    same(
        samples,
        i -> 0.5 * rise(i, ramp) * rise(length - 1 - i, ramp) * sine(700, i, mapping.sampleRate()));
  }

  /** A chirp's phase is the integral of its frequency, which the trapezoidal rule gives exactly. */
  @Test
  void chirpsRiseOverTheOctaveBelowTheHighestGoodPitch() {
    for (double highest : new double[] {4000, 22_050}) {
      ToneMapping mapping = loud().pitches(200, highest).envelope(Envelope.NONE).build();
      int n = mapping.timing().toneSamples();
      double top = Math.min(highest, 0.45 * 44_100);
      double[] cycles = new double[n];
      for (int i = 1; i < n; i++) {
        double before = top / 2 * (1 + (i - 1.0) / n);
        double after = top / 2 * (1 + (double) i / n);
        cycles[i] = cycles[i - 1] + (before + after) / 2 / 44_100;
      }
      same(mapping, Sound.OVER_RANGE, i -> 0.5 * Math.sin(2 * Math.PI * cycles[i]));
    }
  }

  /** Both ramps are heard: 12.5 ms are 551 samples, 5 ms are 221. */
  @Test
  void normsBelowTheRangeSoundForHalfATone() {
    ToneMapping mapping = loud().build();
    int half = mapping.timing().toneSamples() / 2;
    same(
        mapping,
        Sound.BELOW_RANGE,
        i -> i < half ? 0.5 * rise(i, 221) * rise(half - 1 - i, 221) * sine(200, i, 44_100) : 0);
  }

  @Test
  void ticksHaveShortRampsAndAHighPitch() {
    ticks(loud().build(), 1103, 275, 44, 3000);
    ticks(loud().toneMillis(4).build(), 176, 44, 22, 3000);
    ticks(loud().sampleRate(8000).build(), 200, 50, 8, 2000);
  }

  private static void ticks(ToneMapping mapping, int tone, int length, int ramp, double hertz) {
    assertThat(mapping.timing().toneSamples()).isEqualTo(tone);
    IntToDoubleFunction tick =
        i ->
            i >= 0 && i < length
                ? 0.5
                    * rise(i, ramp)
                    * rise(length - 1 - i, ramp)
                    * sine(hertz, i, mapping.sampleRate())
                : 0;
    same(mapping, Sound.FROZEN, tick);
    same(mapping, Sound.ZERO, i -> tick.applyAsDouble(i) + tick.applyAsDouble(i - tone / 2));
  }

  /** Recordings are decoded by it, so it is the same in every version: Knuth's MMIX generator. */
  @Test
  void noiseIsThatOfKnuthsGenerator() {
    BigInteger multiplier = new BigInteger("6364136223846793005");
    BigInteger increment = new BigInteger("1442695040888963407");
    BigInteger state = new BigInteger("9E3779B97F4A7C15", 16);
    ToneMapping mapping = loud().envelope(Envelope.NONE).build();
    double[] expected = new double[mapping.timing().toneSamples()];
    for (int i = 0; i < expected.length; i++) {
      state = state.multiply(multiplier).add(increment).mod(BigInteger.TWO.pow(64));
      boolean negative = state.testBit(63);
      BigInteger signed = negative ? state.subtract(BigInteger.TWO.pow(64)) : state;
      expected[i] = 0.5 * signed.doubleValue() / Math.pow(2, 63);
    }
    same(mapping, Sound.NAN, i -> expected[i]);
  }
}
