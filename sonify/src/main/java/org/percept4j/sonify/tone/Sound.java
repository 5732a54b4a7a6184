package org.percept4j.sonify.tone;

/**
 * Kinds of sound that a norm can have. Each of the six can be told from the others by ear and by
 * {@link ToneDecoder}.
 */
public enum Sound {
  /** A finite norm: a steady tone whose pitch is the norm. */
  TONE,
  /** NaN: a burst of noise. */
  NAN,
  /** Infinite, or above the mapping's range: a chirp that rises over an octave. */
  OVER_RANGE,
  /** Not zero, but below the mapping's range: the range's lower end, cut off halfway. */
  BELOW_RANGE,
  /** Exactly zero, a dead layer: two short ticks. */
  ZERO,
  /** A frozen layer, not trained: one short tick. */
  FROZEN
}
