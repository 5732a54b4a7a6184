package org.percept4j.sonify.tone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientTrack;

/**
 * Turns frames into voices: the one place where a tone's pitch is computed. Frames are given in the
 * order in which they are heard. Not thread-safe.
 */
public final class Voicing {

  private final ToneMapping mapping;
  private final @Nullable Tuning tuning;

  /** By worker and track. */
  private final Map<List<Object>, RunningRange> ranges = new HashMap<>();

  private final Map<Integer, Integer> epochs = new HashMap<>();
  private boolean epochBegan;

  /**
   * Creates the voicing of one recording.
   *
   * @param mapping how norms sound
   */
  public Voicing(ToneMapping mapping) {
    this.mapping = Objects.requireNonNull(mapping, "mapping");
    this.tuning = mapping.tuning().orElse(null);
  }

  /**
   * Returns the voices of the next frame.
   *
   * @param frame the frame
   * @return its voices in the order in which they sound
   */
  public Voice[] next(GradientFrame frame) {
    Integer before = epochs.put(frame.worker(), frame.epoch());
    epochBegan = before != null && before != frame.epoch();
    int tracks = frame.tracks().size();
    double[] cents = tuning == null ? new double[0] : detuned(frame, tuning);
    Voice[] voices = new Voice[mapping.timing().voicesFor(tracks)];
    for (int v = 0; v < voices.length; v++) {
      int first = (int) ((long) v * tracks / voices.length);
      int end = (int) ((long) (v + 1) * tracks / voices.length);
      voices[v] =
          worst(frame, v, first, mapping.layout() == TrackLayout.STRIDE ? first + 1 : end, cents);
    }
    return voices;
  }

  /**
   * Tells whether the frame last given is the first of another epoch than the one before it.
   *
   * @return true if so; false for the first frame of all
   */
  public boolean epochBegan() {
    return epochBegan;
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

  private double[] detuned(GradientFrame frame, Tuning in) {
    double[] cents = new double[frame.tracks().size()];
    for (int t = 0; t < cents.length; t++) {
      double norm = Math.abs(frame.norm(t));
      if (norm > 0 && norm <= Double.MAX_VALUE && !frame.tracks().get(t).frozen()) {
        RunningRange range =
            ranges.computeIfAbsent(
                List.of(frame.worker(), frame.tracks().get(t).name()),
                key -> new RunningRange(in.memory()));
        cents[t] = in.cents(range.deviation(norm));
      }
    }
    return cents;
  }

  private Voice worst(GradientFrame frame, int voice, int first, int end, double[] cents) {
    List<GradientTrack> tracks = frame.tracks();
    Sound sound = Sound.FROZEN;
    double norm = 0;
    double severity = -2;
    int track = first;
    for (int t = first; t < end; t++) {
      if (!tracks.get(t).frozen()) {
        double magnitude = Math.abs(frame.norm(t));
        Sound candidate = mapping.soundOf(magnitude);
        double weight = cents.length > 0 ? Math.abs(cents[t]) : magnitude;
        if (severity(candidate, weight) > severity) {
          severity = severity(candidate, weight);
          sound = candidate;
          norm = magnitude;
          track = t;
        }
      }
    }
    double hertz =
        switch (sound) {
          case TONE -> tuning == null ? mapping.hertzOf(norm) : tuning.hertz(voice, cents[track]);
          case BELOW_RANGE -> mapping.hertzOfLowerEnd();
          default -> Double.NaN;
        };
    return new Voice(sound, norm, hertz, track);
  }

  /** Orders sounds: frozen, zero, below range, tones by norm or detuning, over range, NaN. */
  private static double severity(Sound sound, double weight) {
    return switch (sound) {
      case FROZEN -> -2;
      case ZERO -> -1;
      case BELOW_RANGE -> 0;
      case TONE -> Math.max(Double.MIN_VALUE, weight);
      case OVER_RANGE -> Double.MAX_VALUE;
      case NAN -> Double.POSITIVE_INFINITY;
    };
  }

  @Override
  public String toString() {
    return "Voicing[" + mapping + "]";
  }
}
