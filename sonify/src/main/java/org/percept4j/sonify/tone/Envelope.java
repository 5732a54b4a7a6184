package org.percept4j.sonify.tone;

/** Says how tones begin and end. */
public enum Envelope {
  /** At once, as in the original script; clicks. */
  NONE,
  /** Raised-cosine ramps at both ends. */
  RAMPED,
  /** One raised cosine over the whole tone (Hann): the least leakage into other pitches. */
  HANN
}
