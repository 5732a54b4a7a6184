package org.percept4j.sonify.tone;

import java.util.List;
import java.util.Objects;

/**
 * Says how long and loud tones are, and their timbre.
 *
 * @param toneMillis length of a tone in milliseconds, 1…10000
 * @param pauseMillis silence after each frame in milliseconds, 0…10000
 * @param rampMillis length of each ramp of a {@link Envelope#RAMPED} tone in milliseconds, 0 to
 *     half of {@code toneMillis}
 * @param envelope how tones begin and end
 * @param amplitude the largest peak amplitude of a tone, more than 0, at most 1 (full scale); short
 *     sounds have higher peaks and are as loud
 * @param loudnessCompensated whether all pitches are made equally loud by K-weighting
 * @param timbres timbre for each voice in turn, at least one
 */
public record ToneShape(
    double toneMillis,
    double pauseMillis,
    double rampMillis,
    Envelope envelope,
    double amplitude,
    boolean loudnessCompensated,
    List<Timbre> timbres) {

  /**
   * Checks the values.
   *
   * @param toneMillis length of a tone in milliseconds, 1…10000
   * @param pauseMillis silence after each frame in milliseconds, 0…10000
   * @param rampMillis length of each ramp of a {@link Envelope#RAMPED} tone in milliseconds, 0 to
   *     half of {@code toneMillis}
   * @param envelope how tones begin and end
   * @param amplitude the largest peak amplitude of a tone, more than 0, at most 1 (full scale);
   *     short sounds have higher peaks and are as loud
   * @param loudnessCompensated whether all pitches are made equally loud by K-weighting
   * @param timbres timbre for each voice in turn, at least one
   * @throws IllegalArgumentException if one is out of range
   */
  public ToneShape {
    range("toneMillis", toneMillis, 1, 10_000);
    range("pauseMillis", pauseMillis, 0, 10_000);
    Objects.requireNonNull(envelope, "envelope");
    if (!(rampMillis >= 0 && rampMillis <= toneMillis / 2)) {
      throw PitchRange.bad("rampMillis", "0 to half of toneMillis " + toneMillis, rampMillis);
    }
    if (!(amplitude > 0 && amplitude <= 1)) {
      throw PitchRange.bad("amplitude", "more than 0, at most 1", amplitude);
    }
    timbres = List.copyOf(timbres);
    if (timbres.isEmpty()) {
      throw PitchRange.bad("timbres", "at least one", "none");
    }
  }

  private static void range(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw PitchRange.bad(name, min + " to " + max, value);
    }
  }

  /**
   * Returns the timbre of a voice; the list is repeated when there are more voices.
   *
   * @param voice position of the voice in its frame, 0 first
   * @return its timbre
   */
  public Timbre timbre(int voice) {
    return Objects.requireNonNull(timbres.get(voice % timbres.size()));
  }

  @Override
  public String toString() {
    return String.format(
        "%s ms tones (%s, ramps %s ms) and %s ms pause, amplitude %s%s, %s",
        toneMillis,
        envelope,
        rampMillis,
        pauseMillis,
        amplitude,
        loudnessCompensated ? " at equal loudness" : "",
        timbres);
  }
}
