package org.percept4j.sonify.tone;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The waveform of each {@link Sound} of a mapping, one tone long, mono. Not thread-safe. */
final class Waveforms {

  /** A tone is anchored to the exact sine so often that its error stays under 1e-14. */
  private static final int ANCHOR = 32;

  static final double TICK_MILLIS = 6.25;
  static final double TICK_RAMP_MILLIS = 1;
  static final double TICK_HERTZ = 3000;
  static final double TICK_SHARE = 0.25; // at most, of the sample rate
  static final double BELL_HERTZ = 1760;
  static final double BELL_PARTIAL = 1.2; // a minor third
  static final double BELL_DECAY = 4;
  static final double BELL_SHARE = 0.125; // at most, of the sample rate

  // Knuth's MMIX generator, modulo 2⁶⁴.
  static final long NOISE_SEED = 0x9E3779B97F4A7C15L;
  static final long NOISE_FACTOR = 6364136223846793005L;
  static final long NOISE_STEP = 1442695040888963407L;

  private final ToneMapping mapping;
  private final int rate;
  private final Levels levels;
  private final double[] envelope;
  private final double envelopePower;
  private final Map<Sound, double[]> unpitched = new EnumMap<>(Sound.class);
  private final Map<Timbre, double[]> below = new EnumMap<>(Timbre.class);
  private final double[] cosines = new double[ANCHOR];
  private final double[] sines = new double[ANCHOR];

  Waveforms(ToneMapping mapping) {
    this.mapping = mapping;
    this.rate = mapping.sampleRate();
    this.levels = new Levels(mapping);
    this.envelope =
        mapping
            .tone()
            .envelope()
            .gains(mapping.timing().toneSamples(), mapping.samples(mapping.tone().rampMillis()));
    this.envelopePower = meanSquare(envelope);
  }

  /** Fills one tone's length with a voice's sound. */
  void fill(double[] out, Voice voice, Timbre timbre) {
    double[] fixed =
        switch (voice.sound()) {
          case TONE -> null;
          case BELOW_RANGE -> below.computeIfAbsent(timbre, this::stump);
          default -> unpitched.computeIfAbsent(voice.sound(), this::draw);
        };
    if (fixed == null) {
      tone(out, voice.hertz(), timbre);
    } else {
      System.arraycopy(fixed, 0, out, 0, fixed.length);
    }
  }

  void tone(double[] out, double hertz, Timbre timbre) {
    tone(out, hertz, timbre, levels.ofTone(hertz, timbre));
  }

  private void tone(double[] out, double hertz, Timbre timbre, double amplitude) {
    harmonics(out, hertz, timbre, amplitude);
    for (int i = 0; i < out.length; i++) {
      out[i] *= envelope[i];
    }
  }

  private void harmonics(double[] out, double hertz, Timbre timbre, double amplitude) {
    double[] harmonics = timbre.harmonics();
    Arrays.fill(out, 0);
    for (int h = 0; h < harmonics.length; h++) {
      double f = hertz * (h + 1);
      if (harmonics[h] > 0 && f < rate / 2.0) {
        addSine(out, f / rate, amplitude * harmonics[h]);
      }
    }
  }

  /**
   * Adds amplitude·sin(2π·cycles·i): sin(a + b) from an exact sine at every anchor and a table of
   * the steps between, which leaves independent multiplications that the JIT can vectorise.
   */
  private void addSine(double[] out, double cycles, double amplitude) {
    double step = 2 * Math.PI * cycles;
    double cos = Math.cos(step);
    double sin = Math.sin(step);
    cosines[0] = 1;
    sines[0] = 0;
    for (int j = 1; j < ANCHOR; j++) {
      cosines[j] = cosines[j - 1] * cos - sines[j - 1] * sin;
      sines[j] = cosines[j - 1] * sin + sines[j - 1] * cos;
    }
    for (int start = 0; start < out.length; start += ANCHOR) {
      double x = amplitude * Math.cos(step * start);
      double y = amplitude * Math.sin(step * start);
      int count = Math.min(ANCHOR, out.length - start);
      for (int j = 0; j < count; j++) {
        out[start + j] += y * cosines[j] + x * sines[j];
      }
    }
  }

  /** Draws the mark of an epoch: two partials of a bell, a minor third apart, that die away. */
  void bell(double[] out) {
    double hertz = Math.min(BELL_HERTZ, BELL_SHARE * rate);
    for (int i = 0; i < out.length; i++) {
      double phase = 2 * Math.PI * hertz * i / rate;
      double decay =
          Math.exp(-BELL_DECAY * i / out.length)
              * Envelope.rise(i, mapping.samples(TICK_RAMP_MILLIS));
      out[i] = decay * envelopeEnd(i) * (Math.sin(phase) + Math.sin(BELL_PARTIAL * phase)) / 2;
    }
    scaled(out, meanSquare(out) * Loudness.kWeight((1 + BELL_PARTIAL) / 2 * hertz));
  }

  private double envelopeEnd(int i) {
    return i < envelope.length / 2 ? 1 : envelope[i];
  }

  private double[] draw(Sound sound) {
    return switch (sound) {
      case NAN -> noise();
      case OVER_RANGE -> chirp();
      case ZERO -> ticks(2);
      case FROZEN -> ticks(1);
      default -> throw new AssertionError(sound);
    };
  }

  /** Noise from a fixed generator, so that equal runs sound equal. */
  private double[] noise() {
    double[] out = new double[envelope.length];
    long state = NOISE_SEED;
    double weight = 0;
    for (int i = 0; i < out.length; i++) {
      state = state * NOISE_FACTOR + NOISE_STEP;
      out[i] = (state >> 11) * 0x1p-52 * envelope[i];
      weight += Loudness.kWeight(rate / 2.0 * (i + 0.5) / out.length) / out.length;
    }
    return scaled(out, weight * meanSquare(out));
  }

  /** A chirp over the octave below the highest pitch. */
  private double[] chirp() {
    double[] out = new double[envelope.length];
    double high = Math.min(mapping.pitches().maxHertz(), Levels.HIGHEST_SHARE * rate) / rate;
    double weighted = 0;
    for (int i = 0; i < out.length; i++) {
      double cycles = high / 2 * i + high / 4 * i * i / out.length;
      out[i] = Math.sin(2 * Math.PI * cycles) * envelope[i];
      double hertz = rate * high / 2 * (1 + (double) i / out.length);
      weighted += out[i] * out[i] * Loudness.kWeight(hertz) / out.length;
    }
    return scaled(out, weighted);
  }

  /** The tone of the range's lower end, over after half its time, with ramps that fit into it. */
  private double[] stump(Timbre timbre) {
    double[] out = new double[envelope.length];
    double hertz = mapping.hertzOfLowerEnd();
    harmonics(out, hertz, timbre, 1);
    int half = out.length / 2;
    int ramp = mapping.tone().envelope().ramp(half, mapping.samples(mapping.tone().rampMillis()));
    for (int i = 0; i < half; i++) {
      out[i] *= Envelope.rise(i, ramp) * Envelope.rise(half - 1 - i, ramp);
    }
    Arrays.fill(out, half, out.length, 0);
    return scaled(out, meanSquare(out) * Loudness.kWeight(hertz));
  }

  /** Short ticks with ramps: at the start and, if there are two, in the middle of the tone. */
  private double[] ticks(int count) {
    double[] out = new double[envelope.length];
    int length = Math.min(out.length / 4, mapping.samples(TICK_MILLIS));
    int ramp = Math.min(length / 2, mapping.samples(TICK_RAMP_MILLIS));
    double hertz = Math.min(TICK_HERTZ, TICK_SHARE * rate);
    for (int tick = 0; tick < count; tick++) {
      int at = tick * out.length / 2;
      for (int i = 0; i < length; i++) {
        double gain = Envelope.rise(i, ramp) * Envelope.rise(length - 1 - i, ramp);
        out[at + i] = gain * Math.sin(2 * Math.PI * hertz * i / rate);
      }
    }
    return scaled(out, meanSquare(out) * Loudness.kWeight(hertz));
  }

  private double[] scaled(double[] out, double weighted) {
    double amplitude = levels.ofSlot(weighted, envelopePower);
    for (int i = 0; i < out.length; i++) {
      out[i] *= amplitude;
    }
    return out;
  }

  private static double meanSquare(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum / values.length;
  }
}
