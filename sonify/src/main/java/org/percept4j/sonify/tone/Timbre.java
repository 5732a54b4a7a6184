package org.percept4j.sonify.tone;

/** Says how strong each harmonic of a tone's pitch is. */
public enum Timbre {
  /** The pitch alone. */
  SINE(1),
  /** A soft organ: harmonics 1, 2 and 4. */
  ORGAN(0.6, 0.25, 0, 0.15),
  /** Hollow, like a clarinet: odd harmonics. */
  HOLLOW(0.62, 0, 0.24, 0, 0.14),
  /** Bright, like a string: every harmonic up to the fifth. */
  BRIGHT(0.42, 0.22, 0.16, 0.11, 0.09);

  @SuppressWarnings("ImmutableEnumChecker") // never handed out beyond this package, nor written
  private final double[] harmonics;

  Timbre(double... harmonics) {
    this.harmonics = harmonics;
  }

  /** Returns strengths of harmonics 1, 2, 3…; they add up to 1, so that no sum of them clips. */
  double[] harmonics() {
    return harmonics;
  }
}
