package org.percept4j.sonify.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;

/** In tune while all is as usual, out of tune when it is not; and marks between epochs. */
class TuningTest {

  private static double cents(Voice voice, double note) {
    return 1200 * Math.log(voice.hertz() / note) / Math.log(2);
  }

  @Test
  void healthyNormsAreAChordWhateverTheirSize() {
    Voicing voicing = new Voicing(ToneMapping.inTune());
    Random random = new Random(1);
    int detuned = 0;
    for (int i = 0; i < 300; i++) {
      double[] norms = {
        1e-5 * Math.pow(10, 0.2 * random.nextGaussian()),
        30 * Math.pow(10, 0.2 * random.nextGaussian())
      };
      Voice[] voices = voicing.next(Frames.of(i, norms));
      assertThat(cents(voices[0], 196)).isBetween(-91.0, 91.0);
      detuned += Math.abs(cents(voices[0], 196)) > 1e-9 ? 1 : 0;
      detuned += Math.abs(cents(voices[1], 196 * Math.pow(2, 7 / 12.0))) > 1e-9 ? 1 : 0;
    }
    assertThat(detuned).as("of 600; 4.6 %% of a normal distribution lie outside 2").isLessThan(60);
  }

  /** The formula, by a direct sum over the history instead of a recursion. */
  @Test
  void detuningFollowsTheFormula() {
    Tuning tuning = new Tuning(100, List.of(0), 1000, 20, 90); // memory longer than the history
    ToneMapping mapping = ToneMapping.builder().tuning(tuning).norms(1e-9, 1e9).build();
    Voicing voicing = new Voicing(mapping);
    double[] x = new Random(2).doubles(40, -3, 2).toArray();
    for (int i = 0; i < x.length; i++) {
      Voice voice = voicing.next(Frames.of(i, Math.pow(10, x[i])))[0];
      double mean = 0;
      double square = 0;
      for (int j = 0; j < i; j++) {
        mean += x[j] / i;
        square += x[j] * x[j] / i;
      }
      double deviation = (x[i] - mean) / Math.max(0.1, Math.sqrt(square - mean * mean));
      double outside = i < 10 ? 0 : Math.max(0, Math.abs(deviation) - 2);
      double expected = Math.signum(deviation) * Math.min(90, 20 * outside);
      assertThat(cents(voice, 100)).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void anExplosionIsDissonantAndOnlyInItsLayer() {
    Voicing voicing = new Voicing(ToneMapping.inTune());
    for (int i = 0; i < 30; i++) {
      voicing.next(Frames.of(i, 1, 1));
    }
    Voice[] voices = voicing.next(Frames.of(30, 1, 100));
    assertThat(cents(voices[0], 196)).isCloseTo(0, within(1e-9));
    assertThat(cents(voices[1], 196 * Math.pow(2, 7 / 12.0))).isCloseTo(90, within(1e-9));
    assertThat(voicing.next(Frames.of(31, Double.NaN, 0)))
        .extracting(Voice::sound)
        .containsExactly(Sound.NAN, Sound.ZERO);
  }

  @Test
  void badTuningsAreRefused() {
    List<Integer> chord = List.of(0);
    assertThatThrownBy(() -> new Tuning(19, chord, 50, 1, 1)).hasMessageContaining("rootHertz");
    assertThatThrownBy(() -> new Tuning(99, List.of(), 50, 1, 1)).hasMessageContaining("chord");
    assertThatThrownBy(() -> new Tuning(99, List.of(61), 50, 1, 1)).hasMessageContaining("chord");
    assertThatThrownBy(() -> new Tuning(99, chord, 1, 1, 1)).hasMessageContaining("memory");
    assertThatThrownBy(() -> new Tuning(99, chord, 50, 0, 1)).hasMessageContaining("centsPer");
    assertThatThrownBy(() -> new Tuning(99, chord, 50, 1, Double.NaN)).hasMessageContaining("max");
    ToneMapping.Builder high =
        ToneMapping.builder().tuning(new Tuning(2000, List.of(60), 50, 1, 1));
    assertThatThrownBy(high::build).hasMessageContaining("notes below half the sample rate");
    assertThatThrownBy(() -> ToneMapping.inTune().hertzOf(1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void mappingsTravelAsJson() {
    ToneMapping[] mappings = {
      ToneMapping.blog(),
      ToneMapping.perceptual(),
      ToneMapping.inTune(),
      ToneMapping.builder()
          .scale(PitchScale.MEL)
          .falling(true)
          .stereo(true)
          .epochMarks(true)
          .rampMillis(0.1)
          .timbres(Timbre.ORGAN, Timbre.BRIGHT)
          .layout(TrackLayout.STRIDE)
          .voices(3)
          .sampleRate(96_000)
          .build()
    };
    for (ToneMapping mapping : mappings) {
      assertThat(ToneMapping.fromJson(mapping.toJson())).isEqualTo(mapping);
    }
    assertThat(mappings[3].toJson()).contains("\"harmonics\":[[0.6,0.25,0.0,0.15],[0.42,");
    assertThat(ToneMapping.fromJson("{}")).isEqualTo(ToneMapping.perceptual());
    for (String bad :
        new String[] {
          "",
          "[]",
          "{\"scale\":\"LOUD\"}",
          "{\"nonsense\":1}",
          "{\"voices\":\"x\"}",
          "{\"voices\":0}",
          "{\"timbres\":[1]}",
          "{\"tuning\":{\"chord\":7}}",
          "{\"stereo\":1}",
          "{\"synthesis\":1}",
          "{\"scale\":\"LOG\""
        }) {
      assertThatThrownBy(() -> ToneMapping.fromJson(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
    }
  }

  @Test
  void aBellMarksTheFirstFrameOfAnEpoch() {
    ToneMapping plain = ToneMapping.blog();
    Synthesizer synthesizer = new Synthesizer(plain.toBuilder().epochMarks(true).build());
    GradientFrame first = Frames.of(0, 1, 2);
    GradientFrame next = Frames.of(1, 1, 2).toBuilder().epoch(1).build();
    int usual = plain.timing().frameSamples(2);
    double[] without = synthesizer.render(first).clone();
    assertThat(without).hasSize(usual);
    double[] with = synthesizer.render(next).clone();
    assertThat(with).hasSize(usual + plain.timing().toneSamples());
    for (int i = 0; i < usual; i++) {
      assertThat(with[plain.timing().toneSamples() + i]).isEqualTo(without[i]);
    }
    double peak = 0;
    for (int i = 0; i < plain.timing().toneSamples(); i++) {
      peak = Math.max(peak, Math.abs(with[i]));
    }
    assertThat(peak).isBetween(0.02, 1.0);
    assertThat(synthesizer.render(next)).hasSize(usual);
  }
}
