package org.percept4j.sonify.tone;

import java.util.List;

/**
 * In tune or not: each voice has a note of a chord and is detuned by how far the logarithm x =
 * log₁₀(norm) of its track has strayed from its own running range, so that trouble is heard as
 * dissonance.
 *
 * <p>With μ and σ the mean and the standard deviation of the earlier x of that track, weighted
 * exponentially over {@code memory} frames, and d = (x − μ) / max(σ, 0.1), the pitch is that of the
 * voice's note plus sign(d) · min({@code maxCents}, {@code centsPerDeviation} · max(0, |d| − 2))
 * cents. The first {@value #WARM_UP} norms of a track are in tune.
 *
 * @param rootHertz pitch of the chord's lowest note in hertz, at least 20
 * @param chord semitones above the root, at least one, each 0…60; voice v has note v, and beyond
 *     the last the same notes an octave higher, then two, then as at first
 * @param memory how many frames the running range remembers, at least 2
 * @param centsPerDeviation hundredths of a semitone for each standard deviation outside the range,
 *     positive
 * @param maxCents the largest detuning in hundredths of a semitone, positive
 */
public record Tuning(
    double rootHertz, List<Integer> chord, int memory, double centsPerDeviation, double maxCents) {

  static final int WARM_UP = 10;
  static final double MIN_DEVIATION = 0.1;
  static final double FREE_DEVIATIONS = 2;
  static final int OCTAVES = 3;

  /**
   * Checks the values.
   *
   * @param rootHertz pitch of the chord's lowest note in hertz
   * @param chord semitones above the root
   * @param memory how many frames the running range remembers
   * @param centsPerDeviation hundredths of a semitone for each standard deviation outside the range
   * @param maxCents the largest detuning in hundredths of a semitone
   * @throws IllegalArgumentException if one is out of range
   */
  public Tuning {
    chord = List.copyOf(chord);
    if (!(rootHertz >= 20 && rootHertz < Double.POSITIVE_INFINITY)) {
      throw PitchRange.bad("rootHertz", "at least 20", rootHertz);
    }
    if (chord.isEmpty() || chord.stream().anyMatch(note -> note < 0 || note > 60)) {
      throw PitchRange.bad("chord", "at least one note, each 0 to 60", chord);
    }
    if (memory < 2) {
      throw PitchRange.bad("memory", "at least 2", memory);
    }
    if (!(centsPerDeviation > 0 && centsPerDeviation <= 1200)) {
      throw PitchRange.bad("centsPerDeviation", "more than 0, at most 1200", centsPerDeviation);
    }
    if (!(maxCents > 0 && maxCents <= 1200)) {
      throw PitchRange.bad("maxCents", "more than 0, at most 1200", maxCents);
    }
  }

  /**
   * Returns an open major chord on G3 that is detuned by 30 cents a deviation, at most a semitone
   * less a little, with a memory of 50 frames.
   *
   * @return the tuning
   */
  public static Tuning major() {
    return new Tuning(196, List.of(0, 7, 12, 16, 19, 24), 50, 30, 90);
  }

  /** Returns the pitch of a voice. */
  double hertz(int voice, double cents) {
    int octave = voice / chord.size() % OCTAVES;
    double semitones = chord.get(voice % chord.size()) + 12.0 * octave + cents / 100;
    return rootHertz * Math.pow(2, semitones / 12);
  }

  /** Returns the highest pitch that a voice can have. */
  double highestHertz() {
    int top = chord.stream().mapToInt(note -> note).max().orElseThrow();
    return rootHertz * Math.pow(2, (top + 12.0 * (OCTAVES - 1) + maxCents / 100) / 12);
  }

  /** Returns by how much a track is detuned that strayed so many standard deviations. */
  double cents(double deviations) {
    double outside = Math.max(0, Math.abs(deviations) - FREE_DEVIATIONS);
    return Math.copySign(Math.min(maxCents, centsPerDeviation * outside), deviations);
  }
}
