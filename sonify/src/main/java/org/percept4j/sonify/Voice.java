package org.percept4j.sonify;

import java.util.List;

/** What one voice of a frame sounds: its tracks' worst moment. */
record Voice(Sound sound, double norm) {

  /** The voices of a frame in the order in which they sound. */
  static Voice[] of(GradientFrame frame, ToneMapping mapping) {
    int tracks = frame.tracks().size();
    Voice[] voices = new Voice[mapping.voicesFor(tracks)];
    for (int v = 0; v < voices.length; v++) {
      int first = (int) ((long) v * tracks / voices.length);
      int end = (int) ((long) (v + 1) * tracks / voices.length);
      voices[v] =
          worst(frame, first, mapping.crowd == ToneMapping.Crowd.STRIDE ? first + 1 : end, mapping);
    }
    return voices;
  }

  private static Voice worst(GradientFrame frame, int first, int end, ToneMapping mapping) {
    List<GradientTrack> tracks = frame.tracks();
    Voice worst = new Voice(Sound.FROZEN, 0);
    for (int t = first; t < end; t++) {
      if (!tracks.get(t).frozen()) {
        double norm = Math.abs(frame.norm(t));
        Voice voice = new Voice(mapping.soundOf(norm), norm);
        if (voice.severity() > worst.severity()) {
          worst = voice;
        }
      }
    }
    return worst;
  }

  /** Orders voices: frozen, zero, below range, tones by norm, over range, NaN. */
  private double severity() {
    return switch (sound) {
      case FROZEN -> -2;
      case ZERO -> -1;
      case BELOW_RANGE -> 0;
      case TONE -> norm;
      case OVER_RANGE -> Double.MAX_VALUE;
      case NAN -> Double.POSITIVE_INFINITY;
    };
  }
}
