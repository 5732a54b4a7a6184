package org.percept4j.sonify;

import java.util.Arrays;

/**
 * The waveform of each {@link Sound} of a mapping, one tone long, mono, within its amplitude. Not
 * thread-safe.
 */
final class Waveforms {

  /** A tone is anchored to the exact sine so often that its error stays under 1e-14. */
  private static final int ANCHOR = 32;

  private static final double TICK_MILLIS = 2.5;

  private final ToneMapping mapping;
  private final double[] envelope;
  private final double[] cosines = new double[ANCHOR];
  private final double[] sines = new double[ANCHOR];

  Waveforms(ToneMapping mapping) {
    this.mapping = mapping;
    this.envelope = envelope(mapping);
  }

  void fill(double[] out, Voice voice, Timbre timbre) {
    switch (voice.sound()) {
      case TONE -> tone(out, mapping.hertzOf(voice.norm()), timbre);
      case NAN -> noise(out);
      case OVER_RANGE -> chirp(out);
      case BELOW_RANGE -> stump(out, timbre);
      case ZERO -> ticks(out, 2);
      case FROZEN -> ticks(out, 1);
    }
  }

  void tone(double[] out, double hertz, Timbre timbre) {
    double[] harmonics = timbre.harmonics();
    double amplitude = mapping.amplitudeOf(hertz);
    double nyquist = mapping.sampleRate / 2.0;
    Arrays.fill(out, 0);
    for (int h = 0; h < harmonics.length; h++) {
      double f = hertz * (h + 1);
      if (harmonics[h] > 0 && f < nyquist) {
        addSine(out, f / mapping.sampleRate, amplitude * harmonics[h]);
      }
    }
    for (int i = 0; i < out.length; i++) {
      out[i] *= envelope[i];
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

  /** Noise from a fixed generator (Knuth's MMIX constants), so that equal runs sound equal. */
  private void noise(double[] out) {
    long state = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < out.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      out[i] = mapping.amplitude * (state >> 11) * 0x1p-52 * envelope[i];
    }
  }

  /** A chirp over the octave below the highest pitch. */
  private void chirp(double[] out) {
    double high = Math.min(mapping.maxHertz, 0.45 * mapping.sampleRate) / mapping.sampleRate;
    double amplitude = mapping.amplitude;
    for (int i = 0; i < out.length; i++) {
      double cycles = high / 2 * i + high / 4 * i * i / out.length;
      out[i] = amplitude * Math.sin(2 * Math.PI * cycles) * envelope[i];
    }
  }

  /** The tone of the range's lower end, over after half its time. */
  private void stump(double[] out, Timbre timbre) {
    tone(out, mapping.hertzOfLowerEnd(), timbre);
    int half = out.length / 2;
    for (int i = 0; i < half; i++) {
      out[i] *= envelope[out.length - half + i];
    }
    Arrays.fill(out, half, out.length, 0);
  }

  /** Short Hann-shaped ticks: at the start and, if there are two, in the middle of the tone. */
  private void ticks(double[] out, int count) {
    Arrays.fill(out, 0);
    int length = Math.min(out.length / 4, mapping.samples(TICK_MILLIS));
    double hertz = Math.min(2000, mapping.sampleRate / 8.0);
    for (int tick = 0; tick < count; tick++) {
      int at = tick * out.length / 2;
      for (int i = 0; i < length; i++) {
        double window = Math.sin(Math.PI * (i + 0.5) / length);
        double wave = Math.sin(2 * Math.PI * hertz * i / mapping.sampleRate);
        out[at + i] = mapping.amplitude * window * window * wave;
      }
    }
  }

  private static double[] envelope(ToneMapping mapping) {
    int n = mapping.toneSamples();
    double[] gain = new double[n];
    Arrays.fill(gain, 1);
    int ramp =
        switch (mapping.envelope) {
          case NONE -> 0;
          case RAMPED -> Math.min(n / 2, mapping.samples(mapping.rampMillis));
          case HANN -> n / 2;
        };
    for (int i = 0; i < ramp; i++) {
      double s = Math.sin(Math.PI / 2 * (i + 0.5) / ramp);
      gain[i] = s * s;
      gain[n - 1 - i] = gain[i];
    }
    return gain;
  }
}
