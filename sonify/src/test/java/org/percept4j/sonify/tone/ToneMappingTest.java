package org.percept4j.sonify.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
        assertThat(
                hertz >= mapping.pitches().minHertz() * 0.999999
                    && hertz <= mapping.pitches().maxHertz() * 1.000001)
            .isTrue();
        assertThat(hertz < mapping.sampleRate() / 2.0).isTrue();
        double amplitude = new Levels(mapping).ofTone(hertz, Timbre.SINE);
        assertThat(amplitude > 0 && amplitude <= mapping.tone().amplitude()).isTrue();
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
    assertThat(rising.pitches().norm(rising.hertzOf(norm))).isCloseTo(norm, within(1e-9 * norm));
    ToneMapping falling = ToneMapping.builder().scale(PitchScale.MEL).falling(true).build();
    assertThat(falling.hertzOf(norm * 1.01)).isLessThan(falling.hertzOf(norm));
    assertThat(falling.pitches().norm(falling.hertzOf(norm))).isCloseTo(norm, within(1e-9 * norm));
  }

  @Test
  void theBlogsFormula() {
    ToneMapping blog = ToneMapping.blog();
    for (double norm : new double[] {0, 1e-6, 0.5, 1, 10, 100, 218.4}) {
      assertThat(blog.hertzOf(norm)).isCloseTo(200 + 100 * norm, within(1e-9));
    }
    assertThat(blog.soundOf(218.5)).isEqualTo(Sound.OVER_RANGE);
    assertThat(blog.timing().toneSamples()).isEqualTo(441);
    assertThat(blog.timing().frameSamples(4)).isEqualTo(6 * 441);
    assertThat(1 / blog.timing().frameSeconds(4)).isCloseTo(16.7, within(0.05));
  }

  @Test
  void theDefaultFollowsWhatIsKnownOfHearing() {
    ToneMapping mapping = ToneMapping.perceptual();
    assertThat(mapping.hertzOf(1e-7)).isCloseTo(200, within(1e-9));
    assertThat(mapping.hertzOf(1e3)).isCloseTo(4000, within(1e-9));
    double semitones = 12 * Math.log(mapping.hertzOf(1) / mapping.hertzOf(0.1)) / Math.log(2);
    assertThat(semitones).isCloseTo(5.2, within(0.05));
    Levels levels = new Levels(mapping);
    for (double hertz : new double[] {200, 440, 1000, 3000, 4000}) {
      double power = Math.pow(levels.ofTone(hertz, Timbre.SINE), 2) * Loudness.kWeight(hertz);
      assertThat(10 * Math.log10(power / Math.pow(0.4, 2))).isCloseTo(-2.5, within(0.5));
    }
  }

  /** The gain of the filters whose coefficients at 48 kHz BS.1770-4 prints in tables 1 and 2. */
  @Test
  void kWeightingIsThatOfTheStandardsFilters() {
    double[][] shelf = {
      {1.53512485958697, -2.69169618940638, 1.19839281085285},
      {1, -1.69065929318241, 0.73248077421585}
    };
    double[][] cut = {{1, -2, 1}, {1, -1.99004745483398, 0.99007225036621}};
    for (double hertz : new double[] {40, 200, 1000, 2000, 4000}) {
      double omega = 2 * Math.PI * hertz / 48_000;
      double power =
          response(shelf[0], omega)
              / response(shelf[1], omega)
              * response(cut[0], omega)
              / response(cut[1], omega);
      // The bilinear transform bends the analog filter by less than this below 4 kHz.
      assertThat(10 * Math.log10(Loudness.kWeight(hertz) / power)).isCloseTo(0, within(0.1));
    }
  }

  private static double response(double[] taps, double omega) {
    double real = 0;
    double imaginary = 0;
    for (int k = 0; k < taps.length; k++) {
      real += taps[k] * Math.cos(k * omega);
      imaginary -= taps[k] * Math.sin(k * omega);
    }
    return real * real + imaginary * imaginary;
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
    assertThat(mapping.pitches().norm(550)).isEqualTo(4.5);
  }

  @Test
  void deepNetworksStayBoundedInTimeByDefault() {
    ToneMapping mapping = ToneMapping.perceptual();
    assertThat(mapping.timing().frameSeconds(400)).isEqualTo(mapping.timing().frameSeconds(16));
    assertThat(mapping.timing().frameSeconds(16)).isLessThan(0.5);
    ToneMapping together = ToneMapping.builder().layout(TrackLayout.TOGETHER).build();
    assertThat(together.timing().frameSeconds(400)).isCloseTo(0.075, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void badLengthsAndRatesAreRefused(double bad) {
    refused(b -> b.toneMillis(bad), "toneMillis: expected 1.0 to 10000.0");
    refused(b -> b.amplitude(bad), "amplitude: expected");
    refused(b -> b.norms(bad, bad), "norms: expected");
    refused(b -> b.pitches(bad, 1000), "pitches: expected");
    refused(b -> b.sampleRate((int) Math.min(0, bad)), "sampleRate: expected");
    if (bad != 0) {
      refused(b -> b.pauseMillis(bad), "pauseMillis: expected");
      refused(b -> b.rampMillis(bad), "rampMillis: expected");
    }
  }

  @Test
  void conflictsNameBothValues() {
    refused(b -> b.pitches(400, 300), "got 400.0…300.0");
    refused(b -> b.norms(0, 1), "scale is LOG");
    refused(b -> b.scale(PitchScale.LINEAR).norms(0, 1).scale(PitchScale.MEL), "scale is MEL");
    refused(b -> b.rampMillis(10).toneMillis(15), "half of toneMillis 15.0, got 10.0");
    refused(b -> b.toneMillis(5).rampMillis(4), "half of toneMillis 5.0");
    refused(b -> b.pitches(200, 5000).sampleRate(8000), "sample rate 8000 Hz, got 5000.0 Hz");
    refused(b -> b.sampleRate(8000).pitches(200, 5000), "sample rate 8000 Hz, got 5000.0 Hz");
    refused(b -> b.voices(0), "voices: expected at least 1, got 0");
    refused(b -> b.timbres(), "timbres: expected at least one");
  }

  @Test
  void settingsMayComeInAnyOrder() {
    assertThat(ToneMapping.builder().norms(0, 100).scale(PitchScale.LINEAR).build())
        .isEqualTo(ToneMapping.builder().scale(PitchScale.LINEAR).norms(0, 100).build());
    assertThat(ToneMapping.builder().pitches(200, 30_000).sampleRate(96_000).build())
        .isEqualTo(ToneMapping.builder().sampleRate(96_000).pitches(200, 30_000).build());
    assertThat(ToneMapping.builder().rampMillis(20).toneMillis(60).build())
        .isEqualTo(ToneMapping.builder().toneMillis(60).rampMillis(20).build());
  }

  @Test
  void mappingsAreValues() {
    ToneMapping[] all = mappings();
    for (int i = 0; i < all.length; i++) {
      assertThat(all[i].toBuilder().build()).isEqualTo(all[i]).hasSameHashCodeAs(all[i]);
      for (int j = 0; j < i; j++) {
        assertThat(all[i]).isNotEqualTo(all[j]);
      }
    }
    ToneMapping stereo = ToneMapping.perceptual().toBuilder().stereo(true).toneMillis(6).build();
    assertThat(stereo.tone().rampMillis()).isEqualTo(3);
    assertThat(ToneMapping.perceptual())
        .hasToString(
            "norms 1.0E-7…1000.0 to 200.0…4000.0 Hz, LOG; 25.0 ms tones (RAMPED, ramps 5.0 ms)"
                + " and 50.0 ms pause, amplitude 0.4 at equal loudness, [SINE]; 44100 Hz, mono,"
                + " GROUP of 16");
  }

  /** Just inside is taken, just outside refused. */
  @Test
  void theEndsOfEveryRangeBelongToIt() {
    limits(1, 10_000, (b, v) -> b.toneMillis(v));
    limits(0, 10_000, (b, v) -> b.pauseMillis(v));
    limits(0, 12.5, (b, v) -> b.rampMillis(v)); // tones of 25 ms
    limits(Double.MIN_VALUE, 1, (b, v) -> b.amplitude(v));
    limits(20, Math.nextDown(1000.0), (b, v) -> b.pitches(v, 1000));
    limits(Math.nextUp(300.0), 22_050, (b, v) -> b.pitches(300, v));
    limits(Double.MIN_NORMAL, Math.nextDown(1.0), (b, v) -> b.norms(v, 1));
    limits(Math.nextUp(1.0), Double.MAX_VALUE, (b, v) -> b.norms(1, v));
    limits(0, Math.nextDown(1.0), (b, v) -> b.scale(PitchScale.LINEAR).norms(v, 1));
    limits(10, 10_000, (b, v) -> b.rampMillis(5).toneMillis(v));
    assertThat(ToneMapping.builder().sampleRate(8000).build()).isNotNull();
    assertThat(ToneMapping.builder().sampleRate(192_000).build()).isNotNull();
    refused(b -> b.sampleRate(7999), "sampleRate: expected 8000 to 192000, got 7999");
    refused(b -> b.sampleRate(192_001), "sampleRate: expected");
    assertThat(ToneMapping.builder().voices(1).build()).isNotNull();
  }

  private static void limits(
      double least, double most, BiConsumer<ToneMapping.Builder, Double> set) {
    for (double good : new double[] {least, most}) {
      ToneMapping.Builder b = ToneMapping.builder();
      set.accept(b, good);
      assertThat(b.build()).isNotNull();
    }
    refused(b -> set.accept(b, Math.nextDown(least)), "expected");
    refused(b -> set.accept(b, Math.nextUp(most)), "expected");
  }

  private static void refused(Consumer<ToneMapping.Builder> settings, String message) {
    ToneMapping.Builder builder = ToneMapping.builder();
    settings.accept(builder);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
