package org.percept4j.sonify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Two recorded runs against each other: one on the left, one on the right. Their frames start
 * together, the first with the first and so on; where one frame is shorter, or one run ends before
 * the other, its side waits in silence.
 */
public final class RunComparison {

  private final ToneMapping mapping;
  private final Synthesizer synthesizer;
  private double[] stereo = new double[0];

  private RunComparison(ToneMapping mapping) {
    if (mapping.channels() != 1) {
      throw new IllegalArgumentException(
          "mapping: expected one that is not stereo, because each run has a side, got stereo");
    }
    this.mapping = mapping;
    this.synthesizer = new Synthesizer(mapping);
  }

  /**
   * Writes the comparison to a WAV file of two channels.
   *
   * @param left the run on the left; read to its end, not closed
   * @param right the run on the right; read to its end, not closed
   * @param mapping how the norms of both sound; not stereo
   * @param path the file
   * @param format how samples are stored
   * @param overwrite whether an existing file may be replaced
   * @return how many pairs of frames sound
   * @throws IOException if a log is corrupt or the file cannot be written
   * @throws IllegalArgumentException if the mapping is stereo
   */
  public static long toWav(
      GradientLog left,
      GradientLog right,
      ToneMapping mapping,
      Path path,
      SampleFormat format,
      boolean overwrite)
      throws IOException {
    RunComparison comparison = new RunComparison(mapping);
    try (SampleOutput out = new WavWriter(path, format, mapping.sampleRate, 2, overwrite)) {
      return comparison.run(left, right, out);
    }
  }

  /**
   * Plays the comparison on the machine's loudspeaker, in real time; returns when all is heard, or
   * soon after a warning if there is no loudspeaker.
   *
   * @param left the run on the left; read to its end, not closed
   * @param right the run on the right; read to its end, not closed
   * @param mapping how the norms of both sound; not stereo
   * @return how many pairs of frames sound
   * @throws IOException if a log is corrupt
   * @throws IllegalArgumentException if the mapping is stereo
   */
  public static long play(GradientLog left, GradientLog right, ToneMapping mapping)
      throws IOException {
    RunComparison comparison = new RunComparison(mapping);
    try (SampleOutput out = new LiveOutput(mapping.sampleRate, 2)) {
      return comparison.run(left, right, out);
    }
  }

  private long run(GradientLog left, GradientLog right, SampleOutput out) throws IOException {
    for (long pairs = 0; ; pairs++) {
      GradientFrame l = left.next();
      GradientFrame r = right.next();
      if (l == null && r == null) {
        return pairs;
      }
      int length = Math.max(samples(l), samples(r));
      if (stereo.length < 2 * length) {
        stereo = new double[2 * length];
      }
      Arrays.fill(stereo, 0, 2 * length, 0);
      put(l, 0);
      put(r, 1);
      out.write(stereo, 2 * length);
    }
  }

  private int samples(@Nullable GradientFrame frame) {
    return frame == null ? 0 : mapping.frameSamples(frame.tracks().size());
  }

  private void put(@Nullable GradientFrame frame, int channel) {
    if (frame != null) {
      double[] mono = synthesizer.render(frame);
      for (int i = 0; i < samples(frame); i++) {
        stereo[2 * i + channel] = mono[i];
      }
    }
  }
}
