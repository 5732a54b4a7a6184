package org.percept4j.sonify.tone;

/** Says how tones begin and end. */
public enum Envelope {
  /** At once, as in the original script; clicks. */
  NONE,
  /** Raised-cosine ramps at both ends: a Tukey window. */
  RAMPED,
  /** One raised cosine over the whole tone (Hann): the least leakage into other pitches. */
  HANN;

  /** Returns how many samples each ramp of a sound of n has, where {@code set} are set. */
  int ramp(int n, int set) {
    return switch (this) {
      case NONE -> 0;
      case RAMPED -> Math.min(n / 2, set);
      case HANN -> n / 2;
    };
  }

  /** Returns a raised cosine that rises from 0 to 1 in {@code ramp} samples, at their middles. */
  static double rise(int i, int ramp) {
    double s = i < ramp ? Math.sin(Math.PI / 2 * (i + 0.5) / ramp) : 1;
    return s * s;
  }

  /** Returns what each of n samples of a tone is multiplied by. */
  double[] gains(int n, int set) {
    int ramp = ramp(n, set);
    double[] gains = new double[n];
    for (int i = 0; i < n; i++) {
      gains[i] = rise(i, ramp) * rise(n - 1 - i, ramp);
    }
    return gains;
  }
}
