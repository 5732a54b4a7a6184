package org.percept4j.sonify.sink;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/**
 * Plays two logged trainings against each other: the first on the left, the second on the right.
 */
public final class TwoRuns {

  private static final double[] SILENCE = new double[0];

  private TwoRuns() {}

  /**
   * Renders two logs to one 16-bit stereo WAV file, frame beside frame; the file is whole or
   * absent. The longer of two frames sets the time; a run that has ended is silent.
   *
   * @param left log of the run on the left
   * @param right log of the run on the right
   * @param mapping how norms sound, on both sides; mono
   * @param wav the file
   * @param overwrite whether an existing file may be replaced
   * @return how many frames the longer run has
   * @throws IOException if a log cannot be read or the file cannot be written; a file that was
   *     begun is then removed
   * @throws IllegalArgumentException if the mapping is stereo, because each run takes one side
   */
  public static long render(Path left, Path right, ToneMapping mapping, Path wav, boolean overwrite)
      throws IOException {
    checkMono(mapping);
    try (GradientLog l = GradientLog.open(left);
        GradientLog r = GradientLog.open(right)) {
      requireOther(left, wav);
      requireOther(right, wav);
      WavWriter writer =
          new WavWriter(wav, SampleFormat.PCM_16, mapping.sampleRate(), 2, overwrite);
      try {
        long frames = render(l, r, mapping, writer);
        writer.close();
        return frames;
      } catch (IOException | RuntimeException | Error e) {
        writer.discard();
        throw e;
      }
    }
  }

  /**
   * Plays two logs as {@link #render} would write them, on the machine's loudspeaker; returns when
   * all is heard, or soon after a warning if there is no loudspeaker.
   *
   * @param left log of the run on the left
   * @param right log of the run on the right
   * @param mapping how norms sound, on both sides; mono
   * @return how many frames the longer run has
   * @throws IOException if a log cannot be read
   * @throws IllegalArgumentException if the mapping is stereo, because each run takes one side
   */
  public static long play(Path left, Path right, ToneMapping mapping) throws IOException {
    checkMono(mapping);
    try (GradientLog l = GradientLog.open(left);
        GradientLog r = GradientLog.open(right);
        SampleOutput loudspeaker = new LiveOutput(mapping.sampleRate(), 2)) {
      return render(l, r, mapping, loudspeaker);
    }
  }

  /** Rendering onto its own source would destroy it. */
  static void requireOther(Path log, Path out) throws IOException {
    if (OutputFile.same(log, out)) {
      throw new FileAlreadyExistsException(
          out.toString(), null, "expected a file other than the log, got the log itself");
    }
  }

  private static void checkMono(ToneMapping mapping) {
    if (mapping.stereo()) {
      throw new IllegalArgumentException("mapping: expected a mono mapping, got stereo(true)");
    }
  }

  private static long render(
      GradientLog left, GradientLog right, ToneMapping mapping, SampleOutput output)
      throws IOException {
    Synthesizer l = new Synthesizer(mapping);
    Synthesizer r = new Synthesizer(mapping);
    GradientFrame onLeft = left.next();
    GradientFrame onRight = right.next();
    long count = 0;
    while (onLeft != null || onRight != null) {
      double[] first = onLeft == null ? SILENCE : l.render(onLeft);
      double[] second = onRight == null ? SILENCE : r.render(onRight);
      double[] both = new double[2 * Math.max(first.length, second.length)];
      copy(first, both, 0);
      copy(second, both, 1);
      output.write(both, both.length);
      count++;
      onLeft = left.next();
      onRight = right.next();
    }
    return count;
  }

  private static void copy(double[] mono, double[] both, int side) {
    for (int i = 0; i < mono.length; i++) {
      both[2 * i + side] = mono[i];
    }
  }
}
