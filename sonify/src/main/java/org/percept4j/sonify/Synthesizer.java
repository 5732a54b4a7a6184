package org.percept4j.sonify;

import java.util.Arrays;

/**
 * Turns frames into samples. Every tone starts at phase 0 at a whole sample, so nothing drifts in
 * long recordings. Not thread-safe: one buffer is used again and again.
 */
final class Synthesizer {

  private final ToneMapping mapping;
  private final Waveforms waveforms;
  private final double[] tone;
  private double[] block = new double[0];

  Synthesizer(ToneMapping mapping) {
    this.mapping = mapping;
    this.waveforms = new Waveforms(mapping);
    this.tone = new double[mapping.toneSamples()];
  }

  /**
   * The sound of a frame, its pause included.
   *
   * @return interleaved samples within ±1, of which {@link ToneMapping#frameSamples} times the
   *     channels count; overwritten by the next call
   */
  double[] render(GradientFrame frame) {
    int channels = mapping.channels();
    int length = mapping.frameSamples(frame.tracks().size()) * channels;
    if (block.length < length) {
      block = new double[length];
    }
    Arrays.fill(block, 0, length, 0);
    Voice[] voices = Voice.of(frame, mapping);
    boolean together = mapping.crowd == ToneMapping.Crowd.TOGETHER;
    double share = together ? 1.0 / Math.max(1, voices.length) : 1;
    for (int v = 0; v < voices.length; v++) {
      waveforms.fill(tone, voices[v], mapping.timbre(v));
      int at = together ? 0 : v * tone.length * channels;
      if (channels == 1) {
        for (int i = 0; i < tone.length; i++) {
          block[at + i] += share * tone[i];
        }
      } else {
        double left = share * Math.cos(pan(v, voices.length));
        double right = share * Math.sin(pan(v, voices.length));
        for (int i = 0; i < tone.length; i++) {
          block[at + 2 * i] += left * tone[i];
          block[at + 2 * i + 1] += right * tone[i];
        }
      }
    }
    return block;
  }

  /** Equal-power pan of a voice: 0 is left, π/2 right, a single voice in the middle. */
  static double pan(int voice, int voices) {
    return voices == 1 ? Math.PI / 4 : Math.PI / 2 * voice / (voices - 1);
  }
}
