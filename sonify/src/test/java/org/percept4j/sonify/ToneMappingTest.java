package org.percept4j.sonify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToneMappingTest {

  private static ToneMapping[] mappings() {
    return new ToneMapping[] {
      ToneMapping.blog(),
      ToneMapping.perceptual(),
      ToneMapping.builder().scale(PitchScale.LINEAR).norms(0, 10).build(),
      ToneMapping.builder().scale(PitchScale.MEL).falling(true).build(),
      ToneMapping.builder().scale(PitchScale.CHROMATIC).build(),
      ToneMapping.builder().scale(PitchScale.PENTATONIC).pitches(100, 8000).build(),
      ToneMapping.builder().sampleRate(8000).timbres(Timbre.BRIGHT).build()
    };
  }

  /** A long stands for any double: every bit pattern, so every magnitude, NaN and infinity. */
  @Property(tries = 20_000, seed = "1")
  void noDoubleSoundsAtOrAboveHalfTheSampleRate(@ForAll long bits) {
    double norm = Double.longBitsToDouble(bits);
    for (ToneMapping mapping : mappings()) {
      if (mapping.soundOf(norm) == Sound.TONE) {
        double hertz = mapping.hertzOf(norm);
        assertThat(hertz >= mapping.minHertz * 0.999999 && hertz <= mapping.maxHertz * 1.000001)
            .isTrue();
        assertThat(hertz < mapping.sampleRate / 2.0).isTrue();
        double amplitude = mapping.amplitudeOf(hertz);
        assertThat(amplitude > 0 && amplitude <= mapping.amplitude).isTrue();
      } else {
        assertThatThrownBy(() -> mapping.hertzOf(norm))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Property(tries = 500, seed = "2")
  void pitchGrowsWithTheNormAndLeadsBack(@ForAll @DoubleRange(min = -6.99, max = 2.99) double log) {
    double norm = Math.pow(10, log);
    ToneMapping rising = ToneMapping.perceptual();
    assertThat(rising.hertzOf(norm * 1.01)).isGreaterThan(rising.hertzOf(norm));
    assertThat(rising.normOf(rising.hertzOf(norm))).isCloseTo(norm, within(1e-9 * norm));
    ToneMapping falling = ToneMapping.builder().scale(PitchScale.MEL).falling(true).build();
    assertThat(falling.hertzOf(norm * 1.01)).isLessThan(falling.hertzOf(norm));
    assertThat(falling.normOf(falling.hertzOf(norm))).isCloseTo(norm, within(1e-9 * norm));
  }

  @Test
  void theBlogsFormula() {
    ToneMapping blog = ToneMapping.blog();
    for (double norm : new double[] {0, 1e-6, 0.5, 1, 10, 100, 218.4}) {
      assertThat(blog.hertzOf(norm)).isCloseTo(200 + 100 * norm, within(1e-9));
    }
    assertThat(blog.soundOf(218.5)).isEqualTo(Sound.OVER_RANGE);
    assertThat(blog.toneSamples()).isEqualTo(441);
    assertThat(blog.frameSamples(4)).isEqualTo(6 * 441);
    assertThat(1 / blog.frameSeconds(4)).isCloseTo(16.7, within(0.05));
  }

  @Test
  void theDefaultFollowsWhatIsKnownOfHearing() {
    ToneMapping mapping = ToneMapping.perceptual();
    assertThat(mapping.hertzOf(1e-7)).isCloseTo(200, within(1e-9));
    assertThat(mapping.hertzOf(1e3)).isCloseTo(4000, within(1e-9));
    double semitones = 12 * Math.log(mapping.hertzOf(1) / mapping.hertzOf(0.1)) / Math.log(2);
    assertThat(semitones).isCloseTo(5.2, within(0.05));
    // The standard's table: 0 dB at 1 kHz, -10.9 dB at 200 Hz, +1.2 dB at 3.15 kHz.
    assertThat(Loudness.aWeightDecibels(1000)).isCloseTo(0, within(0.1));
    assertThat(Loudness.aWeightDecibels(200)).isCloseTo(-10.9, within(0.1));
    assertThat(Loudness.aWeightDecibels(3150)).isCloseTo(1.2, within(0.1));
    double ratio = mapping.amplitudeOf(200) / mapping.amplitudeOf(3000);
    assertThat(20 * Math.log10(ratio)).isCloseTo(12.1, within(0.2));
  }

  @Test
  void momentsThatNoPitchCanCarryHaveSoundsOfTheirOwn() {
    ToneMapping mapping = ToneMapping.perceptual();
    assertThat(mapping.soundOf(Double.NaN)).isEqualTo(Sound.NAN);
    assertThat(mapping.soundOf(Double.POSITIVE_INFINITY)).isEqualTo(Sound.OVER_RANGE);
    assertThat(mapping.soundOf(1e4)).isEqualTo(Sound.OVER_RANGE);
    assertThat(mapping.soundOf(0)).isEqualTo(Sound.ZERO);
    assertThat(mapping.soundOf(-0.0)).isEqualTo(Sound.ZERO);
    assertThat(mapping.soundOf(1e-300)).isEqualTo(Sound.BELOW_RANGE);
    assertThat(mapping.soundOf(0.99e-7)).isEqualTo(Sound.BELOW_RANGE);
    assertThat(mapping.soundOf(1e-7)).isEqualTo(Sound.TONE);
    assertThat(ToneMapping.blog().soundOf(Double.MIN_VALUE)).isEqualTo(Sound.TONE);
    assertThat(ToneMapping.blog().soundOf(0)).isEqualTo(Sound.TONE);
  }

  @Test
  void noteScalesGiveNotes() {
    ToneMapping chromatic = ToneMapping.builder().scale(PitchScale.CHROMATIC).build();
    ToneMapping pentatonic = ToneMapping.builder().scale(PitchScale.PENTATONIC).build();
    for (double norm = 1e-7; norm < 1e3; norm *= 1.7) {
      double hertz = ToneMapping.perceptual().hertzOf(norm);
      assertThat(chromatic.hertzOf(norm)).isCloseTo(nearest(hertz, "CcDdEFfGgAaB"), within(1e-9));
      assertThat(pentatonic.hertzOf(norm)).isCloseTo(nearest(hertz, "CDEGA"), within(1e-9));
    }
  }

  /** The nearest by interval of all notes from 200 to 4000 Hz; small letters are sharps. */
  private static double nearest(double hertz, String names) {
    double best = Double.POSITIVE_INFINITY;
    for (int note = 0; note < 128; note++) { // of MIDI: 0 is a C, 69 is 440 Hz
      double f = 440 * Math.pow(2, (note - 69) / 12.0);
      boolean named = names.indexOf("CcDdEFfGgAaB".charAt(note % 12)) >= 0;
      if (named && f >= 200 && f <= 4000) {
        best = Math.max(f / hertz, hertz / f) < Math.max(best / hertz, hertz / best) ? f : best;
      }
    }
    return best;
  }

  @Test
  void notesAtTheEndsOfTheRangeBelongToIt() {
    ToneMapping octaves =
        ToneMapping.builder().scale(PitchScale.CHROMATIC).pitches(220, 880).build();
    assertThat(octaves.hertzOf(1e-7)).isEqualTo(220);
    assertThat(octaves.hertzOf(1e3)).isEqualTo(880);
  }

  @Test
  void linearScalesBeginAtTheirLowestNorm() {
    ToneMapping mapping =
        ToneMapping.builder().scale(PitchScale.LINEAR).norms(2, 12).pitches(300, 1300).build();
    assertThat(mapping.hertzOf(2)).isEqualTo(300);
    assertThat(mapping.hertzOf(4.5)).isEqualTo(550);
    assertThat(mapping.hertzOf(12)).isEqualTo(1300);
    assertThat(mapping.normOf(550)).isEqualTo(4.5);
  }

  @Test
  void deepNetworksStayBoundedInTimeByDefault() {
    ToneMapping mapping = ToneMapping.perceptual();
    assertThat(mapping.frameSeconds(400)).isEqualTo(mapping.frameSeconds(16));
    assertThat(mapping.frameSeconds(16)).isLessThan(0.5);
    ToneMapping together = ToneMapping.builder().crowd(ToneMapping.Crowd.TOGETHER).build();
    assertThat(together.frameSeconds(400)).isCloseTo(0.075, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void badLengthsAndRatesAreRefused(double bad) {
    refused(() -> ToneMapping.builder().toneMillis(bad), "toneMillis: expected 1.0 to 10000.0");
    refused(() -> ToneMapping.builder().amplitude(bad), "amplitude: expected");
    refused(() -> ToneMapping.builder().norms(bad, bad), "norms: expected");
    refused(() -> ToneMapping.builder().pitches(bad, 1000), "pitches: expected");
    refused(() -> ToneMapping.builder().sampleRate((int) Math.min(0, bad)), "sampleRate: expected");
    if (bad != 0) {
      refused(() -> ToneMapping.builder().pauseMillis(bad), "pauseMillis: expected");
      refused(() -> ToneMapping.builder().rampMillis(bad), "rampMillis: expected");
    }
  }

  @Test
  void conflictsNameTheEarlierValue() {
    refused(() -> ToneMapping.builder().pitches(400, 300), "got 400.0…300.0");
    refused(() -> ToneMapping.builder().norms(0, 1), "scale is LOG");
    refused(
        () -> ToneMapping.builder().scale(PitchScale.LINEAR).norms(0, 1).scale(PitchScale.MEL),
        "because norms begin at 0");
    refused(
        () -> ToneMapping.builder().rampMillis(10).toneMillis(15), "two ramps of rampMillis 10.0");
    refused(() -> ToneMapping.builder().toneMillis(5).rampMillis(4), "half of toneMillis 5.0");
    refused(() -> ToneMapping.builder().pitches(200, 5000).sampleRate(8000), "pitch 5000.0 Hz");
    refused(
        () -> ToneMapping.builder().sampleRate(8000).pitches(200, 5000),
        "max <= 4000.0 Hz, half the sample rate 8000");
    refused(() -> ToneMapping.builder().voices(0), "voices: expected at least 1, got 0");
    refused(() -> ToneMapping.builder().timbres(), "timbres: expected at least one");
  }

  /** Just inside is taken, just outside refused. */
  @Test
  void theEndsOfEveryRangeBelongToIt() {
    limits(1, 10_000, v -> ToneMapping.builder().toneMillis(v));
    limits(0, 10_000, v -> ToneMapping.builder().pauseMillis(v));
    limits(0, 12.5, v -> ToneMapping.builder().rampMillis(v)); // tones of 25 ms
    limits(Double.MIN_VALUE, 1, v -> ToneMapping.builder().amplitude(v));
    limits(20, Math.nextDown(1000.0), v -> ToneMapping.builder().pitches(v, 1000));
    limits(Math.nextUp(300.0), 22_050, v -> ToneMapping.builder().pitches(300, v));
    limits(Double.MIN_NORMAL, Math.nextDown(1.0), v -> ToneMapping.builder().norms(v, 1));
    limits(Math.nextUp(1.0), Double.MAX_VALUE, v -> ToneMapping.builder().norms(1, v));
    ToneMapping.Builder linear = ToneMapping.builder().scale(PitchScale.LINEAR);
    limits(0, Math.nextDown(1.0), v -> linear.norms(v, 1));
    limits(10, 10_000, v -> ToneMapping.builder().rampMillis(5).toneMillis(v));
    assertThat(ToneMapping.builder().sampleRate(8000).build()).isNotNull();
    assertThat(ToneMapping.builder().sampleRate(192_000).build()).isNotNull();
    assertThat(ToneMapping.builder().voices(1).build()).isNotNull();
  }

  private static void limits(double least, double most, DoubleConsumer set) {
    set.accept(least);
    set.accept(most);
    refused(() -> set.accept(Math.nextDown(least)), "expected");
    refused(() -> set.accept(Math.nextUp(most)), "expected");
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
