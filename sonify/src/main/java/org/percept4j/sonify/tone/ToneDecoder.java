package org.percept4j.sonify.tone;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads norms back from sound: the proof that the sound carries the numbers.
 *
 * <p>Each slot of the mapping's time grid is compared with the waveforms the mapping would have
 * written (normalised correlation, a matched filter); for tones the frequency that fits best is
 * found by a search over a grid of a quarter of the spectral resolution, refined by Brent's method.
 * From 16-bit recordings the frequency comes back to within 0.05 Hz for {@link ToneMapping#blog()}
 * (0.0005 in norm) and within 0.1 Hz for {@link ToneMapping#perceptual()} (0.4 % of the norm).
 * Mappings in which tracks sound together cannot be decoded.
 */
public final class ToneDecoder {

  private static final double MIN_CORRELATION = 0.95;

  private static final List<Sound> UNPITCHED =
      List.of(Sound.NAN, Sound.OVER_RANGE, Sound.BELOW_RANGE, Sound.ZERO, Sound.FROZEN);

  private final ToneMapping mapping;
  private final Waveforms waveforms;
  private final double[] trial;

  private ToneDecoder(ToneMapping mapping) {
    this.mapping = mapping;
    this.waveforms = new Waveforms(mapping);
    this.trial = new double[mapping.timing().toneSamples()];
  }

  /**
   * Says what one voice sounded.
   *
   * @param sound which kind of sound
   * @param norm the norm of a tone; NaN, infinity or 0 for the sounds that stand for them; the end
   *     of the range for a norm below it; 0 for a frozen layer
   */
  public record Heard(Sound sound, double norm) {}

  /**
   * Decodes a recording.
   *
   * @param recording what a WAV sink wrote with this mapping
   * @param mapping the mapping
   * @param tracks how many tracks each frame had
   * @return for each frame what each voice sounded
   * @throws IllegalArgumentException if the recording's rate, channels or length do not fit the
   *     mapping, the mapping sounds tracks together, or a sound is none of this mapping's
   */
  public static List<List<Heard>> decode(Samples recording, ToneMapping mapping, int tracks) {
    if (mapping.layout() == TrackLayout.TOGETHER) {
      throw new IllegalArgumentException(
          "mapping: expected one whose tracks sound one after another, got layout TOGETHER");
    }
    if (mapping.epochMarks() || mapping.tuning().isPresent()) {
      throw new IllegalArgumentException(
          "mapping: expected one without epoch marks and tuning, got " + mapping);
    }
    if (tracks < 1) {
      throw new IllegalArgumentException("tracks: expected at least 1, got " + tracks);
    }
    if (recording.sampleRate() != mapping.sampleRate()
        || recording.channels() != mapping.channels()) {
      throw new IllegalArgumentException(
          String.format(
              "recording: expected %d Hz and %d channels, got %d Hz and %d",
              mapping.sampleRate(),
              mapping.channels(),
              recording.sampleRate(),
              recording.channels()));
    }
    int frame = mapping.timing().frameSamples(tracks);
    int samples = recording.samples().length / recording.channels();
    if (samples % frame != 0) {
      throw new IllegalArgumentException(
          "recording: expected a multiple of " + frame + " samples, got " + samples);
    }
    ToneDecoder decoder = new ToneDecoder(mapping);
    List<List<Heard>> heard = new ArrayList<>();
    for (int f = 0; f < samples / frame; f++) {
      heard.add(decoder.frame(recording, f, frame, mapping.timing().voicesFor(tracks)));
    }
    return heard;
  }

  private List<Heard> frame(Samples recording, int number, int length, int voices) {
    List<Heard> heard = new ArrayList<>();
    int start = number * length;
    int channels = recording.channels();
    double[] slot = new double[trial.length];
    for (int v = 0; v < voices; v++) {
      for (int i = 0; i < slot.length; i++) {
        slot[i] = 0;
        for (int c = 0; c < channels; c++) {
          slot[i] += recording.samples()[(start + v * slot.length + i) * channels + c];
        }
      }
      Heard sound = slot(slot, mapping.tone().timbre(v));
      if (sound == null) {
        throw new IllegalArgumentException(
            String.format(
                "recording: expected sounds of this mapping only, got another in frame %d, voice"
                    + " %d",
                number, v));
      }
      heard.add(sound);
    }
    return List.copyOf(heard);
  }

  private @Nullable Heard slot(double[] slot, Timbre timbre) {
    for (Sound sound : UNPITCHED) {
      waveforms.fill(trial, new Voice(sound, 0, Double.NaN, 0), timbre);
      if (correlation(slot) > MIN_CORRELATION) {
        return new Heard(
            sound,
            switch (sound) {
              case NAN -> Double.NaN;
              case OVER_RANGE -> Double.POSITIVE_INFINITY;
              case BELOW_RANGE -> mapping.pitches().minNorm();
              default -> 0;
            });
      }
    }
    double low = mapping.pitches().minHertz();
    double high = mapping.pitches().maxHertz();
    double step = 250 / mapping.tone().toneMillis();
    double best = low;
    double bestMatch = -1;
    for (double f = low; f < high; f += step) {
      double match = match(slot, f, timbre);
      if (match > bestMatch) {
        bestMatch = match;
        best = f;
      }
    }
    double hertz =
        new BrentOptimizer(1e-10, 1e-6)
            .optimize(
                new MaxEval(200),
                new UnivariateObjectiveFunction(f -> match(slot, f, timbre)),
                GoalType.MAXIMIZE,
                new SearchInterval(Math.max(low, best - step), Math.min(high, best + step), best))
            .getPoint();
    return match(slot, hertz, timbre) > MIN_CORRELATION
        ? new Heard(Sound.TONE, mapping.pitches().norm(hertz))
        : null;
  }

  private double match(double[] slot, double hertz, Timbre timbre) {
    waveforms.tone(trial, hertz, timbre);
    return correlation(slot);
  }

  private double correlation(double[] slot) {
    double product = 0;
    double heard = 0;
    double expected = 0;
    for (int i = 0; i < slot.length; i++) {
      product += slot[i] * trial[i];
      heard += slot[i] * slot[i];
      expected += trial[i] * trial[i];
    }
    return heard == 0 || expected == 0 ? 0 : product / Math.sqrt(heard * expected);
  }
}
