package org.percept4j.sonify;

/** The two directions between norm and frequency for each {@link PitchScale}. */
final class Pitches {

  private static final double A4 = 440;
  private static final int[] PENTATONIC = {0, 2, 4, 7, 9};

  private final PitchScale scale;
  private final double minNorm;
  private final double maxNorm;
  private final double minHertz;
  private final double maxHertz;
  private final boolean falling;

  Pitches(
      PitchScale scale,
      double minNorm,
      double maxNorm,
      double minHertz,
      double maxHertz,
      boolean falling) {
    this.scale = scale;
    this.minNorm = minNorm;
    this.maxNorm = maxNorm;
    this.minHertz = minHertz;
    this.maxHertz = maxHertz;
    this.falling = falling;
  }

  /** Frequency of a norm inside the range, in hertz. */
  double hertz(double norm) {
    double u = position(norm);
    double v = falling ? 1 - u : u;
    return switch (scale) {
      case LINEAR -> minHertz + v * (maxHertz - minHertz);
      case LOG -> minHertz * Math.pow(maxHertz / minHertz, v);
      case MEL -> fromMel(mel(minHertz) + v * (mel(maxHertz) - mel(minHertz)));
      case CHROMATIC, PENTATONIC -> nearestNote(minHertz * Math.pow(maxHertz / minHertz, v));
    };
  }

  /** The norm that {@link #hertz} would give this frequency, up to the step of a note scale. */
  double norm(double hertz) {
    double v =
        switch (scale) {
          case LINEAR -> (hertz - minHertz) / (maxHertz - minHertz);
          case MEL -> (mel(hertz) - mel(minHertz)) / (mel(maxHertz) - mel(minHertz));
          default -> Math.log(hertz / minHertz) / Math.log(maxHertz / minHertz);
        };
    double u = falling ? 1 - v : v;
    return scale == PitchScale.LINEAR
        ? minNorm + u * (maxNorm - minNorm)
        : minNorm * Math.pow(maxNorm / minNorm, u);
  }

  private double position(double norm) {
    double clamped = Math.min(maxNorm, Math.max(minNorm, norm));
    return scale == PitchScale.LINEAR
        ? (clamped - minNorm) / (maxNorm - minNorm)
        : Math.log(clamped / minNorm) / Math.log(maxNorm / minNorm);
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  private static double fromMel(double mel) {
    return 700 * (Math.pow(10, mel / 2595) - 1);
  }

  private double nearestNote(double hertz) {
    double best = 0;
    int near = (int) Math.round(midi(hertz));
    for (int note = near - 4; note <= near + 4; note++) {
      double f = A4 * Math.pow(2, (note - 69) / 12.0);
      boolean closer = Math.abs(Math.log(f / hertz)) < Math.abs(Math.log(best / hertz));
      if (inScale(note) && f >= minHertz && f <= maxHertz && (best == 0 || closer)) {
        best = f;
      }
    }
    return best == 0 ? hertz : best;
  }

  private boolean inScale(int note) {
    if (scale == PitchScale.CHROMATIC) {
      return true;
    }
    for (int degree : PENTATONIC) {
      if (Math.floorMod(note, 12) == degree) {
        return true;
      }
    }
    return false;
  }

  /** The MIDI note number of a frequency, with its fraction: 69 at 440 Hz, 1 a semitone. */
  static double midi(double hertz) {
    return 69 + 12 * Math.log(hertz / A4) / Math.log(2);
  }
}
