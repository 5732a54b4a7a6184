package org.percept4j.sonify.tone;

import java.util.List;
import java.util.Objects;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/**
 * Turns frames into voices: the one place where a tone's pitch is computed. Frames are given in the
 * order in which they are heard. Not thread-safe.
 */
public final class Voicing {

  private final ToneMapping mapping;

  /**
   * Creates the voicing of one recording.
   *
   * @param mapping how norms sound
   */
  public Voicing(ToneMapping mapping) {
    this.mapping = Objects.requireNonNull(mapping, "mapping");
  }

  /**
   * Returns the voices of the next frame.
   *
   * @param frame the frame
   * @return its voices in the order in which they sound
   */
  public Voice[] next(GradientFrame frame) {
    int tracks = frame.tracks().size();
    Voice[] voices = new Voice[mapping.voicesFor(tracks)];
    for (int v = 0; v < voices.length; v++) {
      int first = (int) ((long) v * tracks / voices.length);
      int end = (int) ((long) (v + 1) * tracks / voices.length);
      voices[v] = worst(frame, first, mapping.layout() == TrackLayout.STRIDE ? first + 1 : end);
    }
    return voices;
  }

  /**
   * Returns the name of a voice: that of its track, or of the first and last that share it.
   *
   * @param frame a frame
   * @param voice position of the voice in the frame
   * @param voices how many there are
   * @return the name
   */
  public static String nameOf(GradientFrame frame, int voice, int voices) {
    int tracks = frame.tracks().size();
    String first = frame.tracks().get((int) ((long) voice * tracks / voices)).name();
    String last = frame.tracks().get((int) ((long) (voice + 1) * tracks / voices) - 1).name();
    return first.equals(last) ? first : first + "…" + last;
  }

  private Voice worst(GradientFrame frame, int first, int end) {
    List<GradientTrack> tracks = frame.tracks();
    Sound sound = Sound.FROZEN;
    double worst = 0;
    int track = first;
    for (int t = first; t < end; t++) {
      if (!tracks.get(t).frozen()) {
        double norm = Math.abs(frame.norm(t));
        Sound candidate = mapping.soundOf(norm);
        if (severity(candidate, norm) > severity(sound, worst)) {
          sound = candidate;
          worst = norm;
          track = t;
        }
      }
    }
    return new Voice(sound, worst, hertz(sound, worst), track);
  }

  private double hertz(Sound sound, double norm) {
    return switch (sound) {
      case TONE -> mapping.hertzOf(norm);
      case BELOW_RANGE -> mapping.hertzOfLowerEnd();
      default -> Double.NaN;
    };
  }

  /** Orders sounds: frozen, zero, below range, tones by norm, over range, NaN. */
  private static double severity(Sound sound, double norm) {
    return switch (sound) {
      case FROZEN -> -2;
      case ZERO -> -1;
      case BELOW_RANGE -> 0;
      case TONE -> Math.max(Double.MIN_VALUE, norm);
      case OVER_RANGE -> Double.MAX_VALUE;
      case NAN -> Double.POSITIVE_INFINITY;
    };
  }
}
