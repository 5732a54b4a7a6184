package org.percept4j.sonify.tone;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The settings of a {@link ToneMapping}, unchecked: what {@link ToneMapping.Builder} collects. */
abstract class ToneSettings {

  PitchScale scale = PitchScale.LOG;
  double minNorm = 1e-7;
  double maxNorm = 1e3;
  double minHertz = 200;
  double maxHertz = 4000;
  boolean falling;
  double toneMillis = 25;
  double pauseMillis = 50;
  double rampMillis = Double.NaN; // not set
  Envelope envelope = Envelope.RAMPED;
  double amplitude = 0.4;
  boolean loudnessCompensated = true;
  boolean zeroIsTone;
  int sampleRate = 44_100;
  boolean stereo;
  boolean epochMarks;
  Optional<Tuning> tuning = Optional.empty();
  TrackLayout layout = TrackLayout.GROUP;
  int voices = 16;
  List<Timbre> timbres = List.of(Timbre.SINE);

  /**
   * Sets how norms are laid out over pitches.
   *
   * @param value the scale; LOG by default
   * @return this builder
   */
  public ToneMapping.Builder scale(PitchScale value) {
    scale = Objects.requireNonNull(value, "scale");
    return self();
  }

  /**
   * Sets the range of norms that have a pitch of their own; above is {@link Sound#OVER_RANGE},
   * below is {@link Sound#BELOW_RANGE}.
   *
   * @param min lower end, positive, or 0 on a linear scale; 1e-7 by default
   * @param max upper end, above {@code min}; 1e3 by default
   * @return this builder
   */
  public ToneMapping.Builder norms(double min, double max) {
    minNorm = min;
    maxNorm = max;
    return self();
  }

  /**
   * Sets the range of pitches.
   *
   * @param min lower end in hertz, at least 20; 200 by default
   * @param max upper end in hertz, at most half the sample rate; 4000 by default
   * @return this builder
   */
  public ToneMapping.Builder pitches(double min, double max) {
    minHertz = min;
    maxHertz = max;
    return self();
  }

  /**
   * Sets whether the mapping is turned round: large norms low, small ones high.
   *
   * @param value whether pitch falls as norms grow; false by default
   * @return this builder
   */
  public ToneMapping.Builder falling(boolean value) {
    falling = value;
    return self();
  }

  /**
   * Sets the length of a tone.
   *
   * @param millis milliseconds, 1…10000; 25 by default
   * @return this builder
   */
  public ToneMapping.Builder toneMillis(double millis) {
    toneMillis = millis;
    return self();
  }

  /**
   * Sets the silence after each frame.
   *
   * @param millis milliseconds, 0…10000; 50 by default
   * @return this builder
   */
  public ToneMapping.Builder pauseMillis(double millis) {
    pauseMillis = millis;
    return self();
  }

  /**
   * Sets the length of each ramp of a {@link Envelope#RAMPED} tone.
   *
   * @param millis milliseconds, at least 0 and at most half a tone; by default 5, or half a tone if
   *     that is less
   * @return this builder
   */
  public ToneMapping.Builder rampMillis(double millis) {
    rampMillis = Double.isNaN(millis) ? Double.NEGATIVE_INFINITY : millis; // refused in build()
    return self();
  }

  /**
   * Sets how tones begin and end.
   *
   * @param value the envelope; RAMPED by default
   * @return this builder
   */
  public ToneMapping.Builder envelope(Envelope value) {
    envelope = Objects.requireNonNull(value, "envelope");
    return self();
  }

  /**
   * Sets the largest peak amplitude of a tone; short sounds have higher peaks and are as loud.
   *
   * @param value more than 0, at most 1 (full scale); 0.4 by default
   * @return this builder
   */
  public ToneMapping.Builder amplitude(double value) {
    amplitude = value;
    return self();
  }

  /**
   * Sets whether all pitches are made equally loud, by K-weighting.
   *
   * @param compensated true by default
   * @return this builder
   */
  public ToneMapping.Builder loudnessCompensated(boolean compensated) {
    loudnessCompensated = compensated;
    return self();
  }

  /**
   * Sets whether a norm of exactly 0 is a tone at the range's lower end and not {@link Sound#ZERO}.
   *
   * @param tone false by default
   * @return this builder
   */
  public ToneMapping.Builder zeroIsTone(boolean tone) {
    zeroIsTone = tone;
    return self();
  }

  /**
   * Sets samples a second.
   *
   * @param hertz 8000…192000, at least twice the highest pitch; 44100 by default
   * @return this builder
   */
  public ToneMapping.Builder sampleRate(int hertz) {
    sampleRate = hertz;
    return self();
  }

  /**
   * Spreads the tracks from left (first layer) to right (last layer).
   *
   * @param value whether the sound has two channels; false by default
   * @return this builder
   */
  public ToneMapping.Builder stereo(boolean value) {
    stereo = value;
    return self();
  }

  /**
   * Sets whether the beginning of an epoch is heard, as a bell of a tone's length before its first
   * frame; not before the first frame of all.
   *
   * @param value false by default
   * @return this builder
   */
  public ToneMapping.Builder epochMarks(boolean value) {
    epochMarks = value;
    return self();
  }

  /**
   * Takes pitches from a chord, and lets norms detune them, see {@link ToneMapping#inTune()}.
   *
   * @param value the tuning; none by default
   * @return this builder
   */
  public ToneMapping.Builder tuning(Tuning value) {
    tuning = Optional.of(value);
    return self();
  }

  /**
   * Sets the most voices that sound one after another in a frame, so that deep networks stay
   * bounded in time.
   *
   * @param most at least 1; 16 by default
   * @return this builder
   */
  public ToneMapping.Builder voices(int most) {
    voices = most;
    return self();
  }

  /**
   * Sets how tracks share time and voices.
   *
   * @param value GROUP by default
   * @return this builder
   */
  public ToneMapping.Builder layout(TrackLayout value) {
    layout = Objects.requireNonNull(value, "layout");
    return self();
  }

  /**
   * Sets a timbre for each voice in turn; the list is repeated when there are more voices.
   *
   * @param values at least one; a sine by default
   * @return this builder
   */
  public ToneMapping.Builder timbres(Timbre... values) {
    timbres = List.of(values);
    return self();
  }

  /** Returns this, as the builder that it is. */
  abstract ToneMapping.Builder self();

  double ramp() {
    return Double.isNaN(rampMillis) ? defaultRamp(toneMillis) : rampMillis;
  }

  /** Returns the length of ramps in milliseconds where none is set. */
  static double defaultRamp(double toneMillis) {
    return Math.min(5, toneMillis / 2);
  }
}
