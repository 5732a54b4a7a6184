package org.percept4j.sonify.tone;

import java.util.Objects;

/**
 * The range of norms that have a pitch, the range of pitches, and the function between them.
 *
 * @param scale how norms are laid out over pitches
 * @param minNorm lower end of the norms, positive, or 0 with {@link PitchScale#LINEAR}
 * @param maxNorm upper end of the norms, finite, above {@code minNorm}
 * @param minHertz lower end of the pitches in hertz, at least 20
 * @param maxHertz upper end of the pitches in hertz, above {@code minHertz}
 * @param falling whether pitch falls as norms grow
 */
public record PitchRange(
    PitchScale scale,
    double minNorm,
    double maxNorm,
    double minHertz,
    double maxHertz,
    boolean falling) {

  /** Mels of {@link PitchScale#MEL}: factor · log₁₀(1 + f / hertz). */
  static final double MEL_FACTOR = 2595;

  static final double MEL_HERTZ = 700;
  private static final double A4 = 440;
  private static final int[] PENTATONIC = {0, 2, 4, 7, 9};

  /** Returns the semitones of the pentatonic scale above C. */
  static int[] pentatonic() {
    return PENTATONIC.clone();
  }

  /**
   * Checks the ranges.
   *
   * @param scale how norms are laid out over pitches
   * @param minNorm lower end of the norms, positive, or 0 with {@link PitchScale#LINEAR}
   * @param maxNorm upper end of the norms, finite, above {@code minNorm}
   * @param minHertz lower end of the pitches in hertz, at least 20
   * @param maxHertz upper end of the pitches in hertz, above {@code minHertz}
   * @param falling whether pitch falls as norms grow
   * @throws IllegalArgumentException if a range is empty, NaN, or does not fit the scale
   */
  public PitchRange {
    Objects.requireNonNull(scale, "scale");
    double least = scale == PitchScale.LINEAR ? 0 : Double.MIN_NORMAL;
    if (!(minNorm >= least && maxNorm > minNorm && maxNorm <= Double.MAX_VALUE)) {
      throw bad(
          "norms",
          "0 < min < max < infinity (min may be 0 on scale LINEAR), scale is " + scale,
          minNorm + "…" + maxNorm);
    }
    if (!(minHertz >= 20 && maxHertz > minHertz && maxHertz <= Double.MAX_VALUE)) {
      throw bad("pitches", "20 <= min < max < infinity", minHertz + "…" + maxHertz);
    }
  }

  /**
   * Returns the pitch of a norm.
   *
   * @param norm any number but NaN; what is outside the range sounds as its nearer end
   * @return the frequency in hertz, within the range of pitches
   */
  public double hertz(double norm) {
    double u = position(norm);
    double v = falling ? 1 - u : u;
    return switch (scale) {
      case LINEAR -> minHertz + v * (maxHertz - minHertz);
      case LOG -> minHertz * Math.pow(maxHertz / minHertz, v);
      case MEL -> fromMel(mel(minHertz) + v * (mel(maxHertz) - mel(minHertz)));
      case CHROMATIC, PENTATONIC -> nearestNote(minHertz * Math.pow(maxHertz / minHertz, v));
    };
  }

  /**
   * Returns the norm that a pitch stands for, the inverse of {@link #hertz}.
   *
   * @param hertz a frequency
   * @return the norm; for the two note scales, the middle of the norms that share the note
   */
  public double norm(double hertz) {
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
    return MEL_FACTOR * Math.log10(1 + hertz / MEL_HERTZ);
  }

  private static double fromMel(double mel) {
    return MEL_HERTZ * (Math.pow(10, mel / MEL_FACTOR) - 1);
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

  /**
   * Returns the MIDI note number of a frequency.
   *
   * @param hertz a positive frequency
   * @return the note with its fraction: 69 at 440 Hz, 1 a semitone
   */
  public static double midi(double hertz) {
    return 69 + 12 * Math.log(hertz / A4) / Math.log(2);
  }

  static IllegalArgumentException bad(String name, String expected, Object actual) {
    return new IllegalArgumentException(name + ": expected " + expected + ", got " + actual);
  }

  @Override
  public String toString() {
    return String.format(
        "norms %s…%s to %s…%s Hz, %s%s",
        minNorm, maxNorm, minHertz, maxHertz, scale, falling ? ", falling" : "");
  }
}
