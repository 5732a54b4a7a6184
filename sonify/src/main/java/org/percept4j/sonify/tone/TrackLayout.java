package org.percept4j.sonify.tone;

/** Says how the tracks of a frame share time and voices. */
public enum TrackLayout {
  /**
   * One after another; of more tracks than voices, neighbours share one, which sounds the worst.
   */
  GROUP,
  /** One after another; of more tracks than voices, every n-th sounds, the others are silent. */
  STRIDE,
  /** All at once, as a chord; a frame is then one tone long. */
  TOGETHER
}
