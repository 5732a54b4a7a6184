package org.percept4j.sonify.tone;

import java.util.Arrays;
import org.percept4j.sonify.frame.GradientFrame;

/**
 * Turns frames into samples. Every tone starts at phase 0 at a whole sample, so nothing drifts in
 * long recordings. Not thread-safe: one buffer is used again and again.
 */
public final class Synthesizer {

  private final ToneMapping mapping;
  private final Voicing voicing;
  private final Waveforms waveforms;
  private final double[] tone;
  private double[] block = new double[0];

  /**
   * Creates a synthesizer for one recording.
   *
   * @param mapping how norms sound
   */
  public Synthesizer(ToneMapping mapping) {
    this.mapping = mapping;
    this.voicing = new Voicing(mapping);
    this.waveforms = new Waveforms(mapping);
    this.tone = new double[mapping.timing().toneSamples()];
  }

  /**
   * Renders the next frame, its pause included.
   *
   * @param frame the frame
   * @return interleaved samples within ±1, {@link FrameTiming#frameSamples} times {@link
   *     ToneMapping#channels} of them, and those of a tone more if an epoch's beginning is marked;
   *     overwritten by the next call
   */
  public double[] render(GradientFrame frame) {
    int channels = mapping.channels();
    Voice[] voices = voicing.next(frame);
    int mark = mapping.epochMarks() && voicing.epochBegan() ? tone.length * channels : 0;
    int length = mark + mapping.timing().frameSamples(frame.tracks().size()) * channels;
    if (block.length == length) {
      Arrays.fill(block, 0);
    } else {
      block = new double[length];
    }
    if (mark > 0) {
      waveforms.bell(tone);
      add(0, 1, 0, 1);
    }
    boolean together = mapping.layout() == TrackLayout.TOGETHER;
    double share = together ? 1.0 / Math.max(1, voices.length) : 1;
    for (int v = 0; v < voices.length; v++) {
      waveforms.fill(tone, voices[v], mapping.tone().timbre(v));
      add(v, voices.length, mark + (together ? 0 : v * tone.length * channels), share);
    }
    return block;
  }

  private void add(int voice, int voices, int at, double share) {
    if (mapping.channels() == 1) {
      for (int i = 0; i < tone.length; i++) {
        block[at + i] += share * tone[i];
      }
    } else {
      double left = share * Math.cos(pan(voice, voices));
      double right = share * Math.sin(pan(voice, voices));
      for (int i = 0; i < tone.length; i++) {
        block[at + 2 * i] += left * tone[i];
        block[at + 2 * i + 1] += right * tone[i];
      }
    }
  }

  /** Returns the equal-power pan: 0 is left, π/2 right, a single voice in the middle. */
  private static double pan(int voice, int voices) {
    return voices == 1 ? Math.PI / 4 : Math.PI / 2 * voice / (voices - 1);
  }

  @Override
  public String toString() {
    return "Synthesizer[" + mapping + "]";
  }
}
