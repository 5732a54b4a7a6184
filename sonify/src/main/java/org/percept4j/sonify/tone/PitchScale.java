package org.percept4j.sonify.tone;

/**
 * Says how norms are laid out over pitches.
 *
 * <p>With u the position of a norm in its range (by its logarithm for all scales but {@link
 * #LINEAR}), the pitch is at position u of the frequency range, measured as each scale says.
 */
public enum PitchScale {
  /** Frequency in hertz is proportional to the norm: small norms sound alike. */
  LINEAR,
  /** Equal ratios of norms are equal musical intervals. */
  LOG,
  /** Equal ratios of norms are equal steps in mel, 2595·log₁₀(1 + f/700): heard distance. */
  MEL,
  /** As {@link #LOG}, moved to the nearest semitone of equal temperament (A4 = 440 Hz). */
  CHROMATIC,
  /** As {@link #LOG}, moved to the nearest note of the pentatonic scale C D E G A. */
  PENTATONIC
}
