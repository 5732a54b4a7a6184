package org.percept4j.sonify.tone;

import java.util.Arrays;

/** Samples of a sound in memory, with their rate and channels. */
public final class Samples {

  private final int sampleRate;
  private final int channels;
  private final float[] values;

  /**
   * Holds samples.
   *
   * @param sampleRate samples a second and channel, in hertz, positive
   * @param channels 1 or 2
   * @param values interleaved, full scale is ±1. Not modified, not copied
   * @throws IllegalArgumentException if the rate or the number of channels is out of range, or the
   *     values are no multiple of the channels
   */
  public Samples(int sampleRate, int channels, float[] values) {
    if (sampleRate < 1) {
      throw PitchRange.bad("sampleRate", "at least 1", sampleRate);
    }
    if (channels < 1 || channels > 2 || values.length % channels != 0) {
      throw PitchRange.bad(
          "channels", "1 or 2, dividing " + values.length + " values evenly", channels);
    }
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.values = values;
  }

  /**
   * Returns samples a second.
   *
   * @return the rate in hertz
   */
  public int sampleRate() {
    return sampleRate;
  }

  /**
   * Returns the number of channels.
   *
   * @return 1 or 2
   */
  public int channels() {
    return channels;
  }

  /**
   * Returns the samples, interleaved.
   *
   * @return this object's own array, not a copy; full scale is ±1
   */
  public float[] samples() {
    return values;
  }

  /**
   * Returns how long the sound is.
   *
   * @return seconds
   */
  public double seconds() {
    return (double) values.length / channels / sampleRate;
  }

  @Override
  public String toString() {
    return String.format("%.3f s at %d Hz, %d channels", seconds(), sampleRate, channels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Samples that
        && sampleRate == that.sampleRate
        && channels == that.channels
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
