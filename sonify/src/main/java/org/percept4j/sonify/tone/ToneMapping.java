package org.percept4j.sonify.tone;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Maps a frame's norms to tones: which pitch, how long, how loud, in what order. Immutable and
 * thread-safe.
 *
 * <p>Each track is a tone; the tones of a frame follow one another in forward order, then comes a
 * pause. Norms that no pitch can carry have sounds of their own, see {@link Sound}. Nothing sounds
 * at or above half the sample rate, whatever the norm.
 */
public final class ToneMapping {

  private final PitchRange pitches;
  private final ToneShape tone;
  private final int sampleRate;
  private final TrackLayout layout;
  private final int voices;
  private final boolean stereo;
  private final boolean zeroIsTone;
  private final boolean epochMarks;
  private final Optional<Tuning> tuning;

  private ToneMapping(Builder b) {
    pitches = new PitchRange(b.scale, b.minNorm, b.maxNorm, b.minHertz, b.maxHertz, b.falling);
    tone =
        new ToneShape(
            b.toneMillis,
            b.pauseMillis,
            b.ramp(),
            b.envelope,
            b.amplitude,
            b.loudnessCompensated,
            b.timbres);
    if (b.sampleRate < 8000 || b.sampleRate > 192_000) {
      throw PitchRange.bad("sampleRate", "8000 to 192000", b.sampleRate);
    }
    if (b.maxHertz > b.sampleRate / 2.0) {
      throw PitchRange.bad(
          "pitches", "at most half the sample rate " + b.sampleRate + " Hz", b.maxHertz + " Hz");
    }
    if (b.voices < 1) {
      throw PitchRange.bad("voices", "at least 1", b.voices);
    }
    sampleRate = b.sampleRate;
    layout = b.layout;
    voices = b.voices;
    stereo = b.stereo;
    zeroIsTone = b.zeroIsTone;
    epochMarks = b.epochMarks;
    tuning = b.tuning;
    if (tuning.isPresent() && tuning.get().highestHertz() >= sampleRate / 2.0) {
      throw PitchRange.bad(
          "tuning",
          "notes below half the sample rate " + sampleRate + " Hz",
          tuning.get().highestHertz() + " Hz");
    }
  }

  /**
   * Returns the original script's mapping (Perone 2019): a tone of 200 + 100·n Hz, 10 ms, amplitude
   * 0.1, no ramps, a silence of two tones after each batch, 44.1 kHz, mono. Zero is 200 Hz, as
   * there. Norms from 218.5 on, whose pitch would reach half the sample rate, and NaN have sounds
   * of their own here; in the script they folded to wrong pitches or fell silent.
   *
   * @return the mapping
   */
  public static ToneMapping blog() {
    return builder()
        .scale(PitchScale.LINEAR)
        .norms(0, 218.5)
        .pitches(200, 22_050)
        .toneMillis(10)
        .pauseMillis(20)
        .envelope(Envelope.NONE)
        .amplitude(0.1)
        .loudnessCompensated(false)
        .zeroIsTone(true)
        .voices(Integer.MAX_VALUE)
        .build();
  }

  /**
   * Returns the default, made for ears: norms 1e-7…1e3 on a logarithmic scale over 200…4000 Hz
   * (about 5.2 semitones a decade), 25 ms tones with 5 ms raised-cosine ramps, a pause of two
   * tones, equal loudness by K-weighting (ITU-R BS.1770), 44.1 kHz, mono, at most 16 voices.
   *
   * @return the mapping
   */
  public static ToneMapping perceptual() {
    return builder().build();
  }

  /**
   * Returns the mapping in which healthy training is a chord: all layers sound together, each with
   * its note of {@link Tuning#major()}, detuned by how far its norm has strayed from its own
   * running range. Tones of 120 ms, organ-like, without pauses.
   *
   * @return the mapping
   */
  public static ToneMapping inTune() {
    return builder()
        .tuning(Tuning.major())
        .layout(TrackLayout.TOGETHER)
        .toneMillis(120)
        .rampMillis(15)
        .pauseMillis(0)
        .timbres(Timbre.ORGAN)
        .build();
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @param json one JSON object; settings that are missing are those of {@link #perceptual()}
   * @return the mapping
   * @throws IllegalArgumentException if it is not JSON, has other settings, or they do not fit
   */
  public static ToneMapping fromJson(String json) {
    return MappingJson.read(Objects.requireNonNull(json, "json"));
  }

  /**
   * Writes all settings as one JSON object with the names of the builder's methods (ranges as
   * {@code minNorm}, {@code maxNorm}, {@code minHertz}, {@code maxHertz}), so that other programs
   * can make the same sound. {@code synthesis} holds what cannot be set and is needed for that:
   * harmonics of the timbres, lengths and pitches of ticks and bell, constants of the tuning, of
   * loudness and of the noise, whose 64-bit numbers are texts.
   *
   * @return the text
   */
  public String toJson() {
    return MappingJson.write(this);
  }

  /**
   * Returns a builder that starts from {@link #perceptual()}.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder that starts from this mapping.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b =
        new Builder()
            .scale(pitches.scale())
            .norms(pitches.minNorm(), pitches.maxNorm())
            .pitches(pitches.minHertz(), pitches.maxHertz())
            .falling(pitches.falling())
            .toneMillis(tone.toneMillis())
            .pauseMillis(tone.pauseMillis())
            .envelope(tone.envelope())
            .amplitude(tone.amplitude())
            .loudnessCompensated(tone.loudnessCompensated())
            .timbres(tone.timbres().toArray(new Timbre[0]))
            .sampleRate(sampleRate)
            .layout(layout)
            .voices(voices)
            .stereo(stereo)
            .zeroIsTone(zeroIsTone)
            .epochMarks(epochMarks);
    tuning.ifPresent(b::tuning);
    return tone.rampMillis() == ToneSettings.defaultRamp(tone.toneMillis())
        ? b
        : b.rampMillis(tone.rampMillis());
  }

  /**
   * Returns which norms have which pitch.
   *
   * @return the ranges of norms and pitches
   */
  public PitchRange pitches() {
    return pitches;
  }

  /**
   * Returns how long and loud tones are.
   *
   * @return the shape of a tone
   */
  public ToneShape tone() {
    return tone;
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
   * Returns how tracks share time and voices.
   *
   * @return the layout
   */
  public TrackLayout layout() {
    return layout;
  }

  /**
   * Returns how many voices sound one after another at most.
   *
   * @return the largest number of voices, at least 1
   */
  public int voices() {
    return voices;
  }

  /**
   * Tells whether the tracks are spread from left to right.
   *
   * @return true if the sound has two channels
   */
  public boolean stereo() {
    return stereo;
  }

  /**
   * Tells whether a norm of exactly 0 is a tone and not {@link Sound#ZERO}.
   *
   * @return true if it is a tone at the range's lower end
   */
  public boolean zeroIsTone() {
    return zeroIsTone;
  }

  /**
   * Tells whether the beginning of an epoch is heard.
   *
   * @return true if a bell of a tone's length precedes an epoch's first frame
   */
  public boolean epochMarks() {
    return epochMarks;
  }

  /**
   * Returns how voices are tuned, if pitches come from a chord and not from {@link #pitches()}.
   *
   * @return the tuning; empty for mappings whose pitch is the norm
   */
  public Optional<Tuning> tuning() {
    return tuning;
  }

  /**
   * Returns what a norm sounds like.
   *
   * @param norm any double; the norm of a track that is not frozen
   * @return which kind of sound
   */
  public Sound soundOf(double norm) {
    if (Double.isNaN(norm)) {
      return Sound.NAN;
    }
    if (norm == 0 && !zeroIsTone) {
      return Sound.ZERO;
    }
    double magnitude = Math.abs(norm);
    if (magnitude < pitches.minNorm() && norm != 0) {
      return Sound.BELOW_RANGE;
    }
    return magnitude > pitches.maxNorm() || pitches.hertz(magnitude) >= sampleRate / 2.0
        ? Sound.OVER_RANGE
        : Sound.TONE;
  }

  /**
   * Returns the pitch of a norm.
   *
   * @param norm a norm whose sound is a {@link Sound#TONE}
   * @return the frequency in hertz, below half the sample rate
   * @throws IllegalArgumentException if the norm has another sound
   * @throws IllegalStateException if the mapping has a {@link #tuning()}: pitches then depend on
   *     the norms before, see {@link Voicing}
   */
  public double hertzOf(double norm) {
    if (tuning.isPresent()) {
      throw new IllegalStateException("hertzOf: expected a mapping without tuning, got " + this);
    }
    if (soundOf(norm) != Sound.TONE) {
      throw PitchRange.bad("norm", "one that is a tone", norm);
    }
    return pitches.hertz(Math.abs(norm));
  }

  /** Returns the pitch next to what is below the range, well inside what the rate carries. */
  double hertzOfLowerEnd() {
    return Math.min(pitches.hertz(pitches.minNorm()), Levels.HIGHEST_SHARE * sampleRate);
  }

  /**
   * Returns how long tones and frames are in samples.
   *
   * @return the lengths
   */
  public FrameTiming timing() {
    return new FrameTiming(
        sampleRate, samples(tone.toneMillis()), samples(tone.pauseMillis()), layout, voices);
  }

  /**
   * Returns the number of channels of the sound.
   *
   * @return 1, or 2 if the tracks are spread over stereo
   */
  public int channels() {
    return stereo ? 2 : 1;
  }

  int samples(double millis) {
    return (int) Math.round(millis * sampleRate / 1000);
  }

  private List<Object> parts() {
    return List.of(
        pitches, tone, sampleRate, layout, voices, stereo, zeroIsTone, epochMarks, tuning);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ToneMapping that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  @Override
  public String toString() {
    return String.format(
        "%s; %s; %d Hz, %s, %s%s%s%s",
        pitches,
        tone,
        sampleRate,
        stereo ? "stereo" : "mono",
        layout == TrackLayout.TOGETHER ? "all tracks together" : layout + " of " + voices,
        zeroIsTone ? ", zero is a tone" : "",
        epochMarks ? ", epochs marked" : "",
        tuning.map(t -> ", " + t).orElse(""));
  }

  /** Settings of a {@link ToneMapping}, in any order; {@link #build()} checks them together. */
  public static final class Builder extends ToneSettings {

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Builds the mapping.
     *
     * @return a new mapping
     * @throws IllegalArgumentException if a setting is out of range or two do not fit each other;
     *     the message names both
     */
    public ToneMapping build() {
      return new ToneMapping(this);
    }

    @Override
    public String toString() {
      return String.format(
          "ToneMapping.Builder[%s, norms %s…%s, pitches %s…%s Hz, tones %s ms, pause %s ms, %d Hz]",
          scale, minNorm, maxNorm, minHertz, maxHertz, toneMillis, pauseMillis, sampleRate);
    }
  }
}
