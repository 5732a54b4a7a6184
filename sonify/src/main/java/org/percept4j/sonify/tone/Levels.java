package org.percept4j.sonify.tone;

/**
 * The amplitude of each sound of a mapping, so that none is more than 3 LU (EBU R128) from another:
 * what has less energy than a tone in its slot gets higher peaks, what has more is made softer.
 */
final class Levels {

  /** Tones stay this far below full amplitude, so that sounds of half a slot can keep up. */
  static final double HEADROOM = Math.pow(10, -2.5 / 10);

  /**
   * No sound's highest pitch lies above this share of the sample rate, half of which is Nyquist's.
   */
  static final double HIGHEST_SHARE = 0.45;

  private final ToneShape shape;
  private final int sampleRate;
  private final double target;

  Levels(ToneMapping mapping) {
    this.shape = mapping.tone();
    this.sampleRate = mapping.sampleRate();
    PitchRange range = mapping.pitches();
    double target = Double.POSITIVE_INFINITY;
    for (Timbre timbre : shape.timbres()) {
      double low = power(range.minHertz(), timbre);
      double high = power(Math.min(range.maxHertz(), HIGHEST_SHARE * sampleRate), timbre);
      target =
          Math.min(
              target,
              shape.loudnessCompensated() ? HEADROOM * Math.min(low, high) : Math.sqrt(low * high));
    }
    this.target = target;
  }

  /** Returns the weighted mean power of a steady tone whose amplitudes add up to 1. */
  private double power(double hertz, Timbre timbre) {
    double sum = 0;
    double[] harmonics = timbre.harmonics();
    for (int h = 0; h < harmonics.length; h++) {
      double f = hertz * (h + 1);
      if (f < sampleRate / 2.0) {
        sum += harmonics[h] * harmonics[h] / 2 * Loudness.kWeight(f);
      }
    }
    return sum;
  }

  /** Returns the amplitude of a tone, at most the mapping's. */
  double ofTone(double hertz, Timbre timbre) {
    return shape.loudnessCompensated()
        ? shape.amplitude() * gain(power(hertz, timbre))
        : shape.amplitude();
  }

  /**
   * Returns the amplitude of a sound that has a slot for itself, as loud as a tone: what is short
   * has higher peaks than tones for that, up to full scale.
   *
   * @param weighted weighted mean power over the slot at amplitude 1
   * @param envelope mean square of a tone's envelope over the slot
   */
  double ofSlot(double weighted, double envelope) {
    return Math.min(1, shape.amplitude() * Math.sqrt(target * envelope / weighted));
  }

  private double gain(double power) {
    return Math.min(1, Math.sqrt(target / power));
  }
}
