package org.percept4j.sonify;

import java.util.List;
import java.util.Objects;

/**
 * How a frame's norms sound: which pitch, how long, how loud, in what order. Immutable and
 * thread-safe.
 *
 * <p>Each track is a tone; the tones of a frame follow one another in forward order, then comes a
 * pause. Norms that no pitch can carry have sounds of their own, see {@link Sound}. Nothing sounds
 * at or above half the sample rate, whatever the norm.
 */
public final class ToneMapping {

  /** What happens when a frame has more tracks than {@link Builder#voices} allows. */
  public enum Crowd {
    /** Neighbouring tracks share a voice, which sounds the worst of them: NaN, over, largest. */
    GROUP,
    /** Every n-th track sounds, the others are silent. */
    STRIDE,
    /** All tracks sound at once, as a chord; a frame is then one tone long. */
    TOGETHER
  }

  /** How tones begin and end. */
  public enum Envelope {
    /** At once, as in the original script; clicks. */
    NONE,
    /** Raised-cosine ramps at both ends. */
    RAMPED,
    /** One raised cosine over the whole tone (Hann): the least leakage into other pitches. */
    HANN
  }

  final PitchScale scale;
  final double minNorm;
  final double maxNorm;
  final double minHertz;
  final double maxHertz;
  final boolean falling;
  final double toneMillis;
  final double pauseMillis;
  final double rampMillis;
  final Envelope envelope;
  final double amplitude;
  final boolean loudnessCompensated;
  final boolean zeroIsTone;
  final int sampleRate;
  final boolean stereo;
  final Crowd crowd;
  final int voices;
  final List<Timbre> timbres;
  private final Pitches pitches;

  ToneMapping(ToneMappingBuilder b) {
    scale = b.scale;
    minNorm = b.minNorm;
    maxNorm = b.maxNorm;
    minHertz = b.minHertz;
    maxHertz = b.maxHertz;
    falling = b.falling;
    toneMillis = b.toneMillis;
    pauseMillis = b.pauseMillis;
    rampMillis = b.rampMillis;
    envelope = b.envelope;
    amplitude = b.amplitude;
    loudnessCompensated = b.loudnessCompensated;
    zeroIsTone = b.zeroIsTone;
    sampleRate = b.sampleRate;
    stereo = b.stereo;
    crowd = b.crowd;
    voices = b.voices;
    timbres = List.copyOf(b.timbres);
    pitches = new Pitches(scale, minNorm, maxNorm, minHertz, maxHertz, falling);
  }

  /**
   * The original script's mapping (Perone 2019): a tone of 200 + 100·n Hz, 10 ms, amplitude 0.1, no
   * ramps, a silence of two tones after each batch, 44.1 kHz, mono. Zero is 200 Hz, as there. Norms
   * from 218.5 on, whose pitch would reach half the sample rate, and NaN have sounds of their own
   * here; in the script they folded to wrong pitches or fell silent.
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
   * The default, made for ears: norms 1e-7…1e3 on a logarithmic scale over 200…4000 Hz (about 5.2
   * semitones a decade), 25 ms tones with 5 ms raised-cosine ramps, a pause of two tones, equal
   * loudness by A-weighting (IEC 61672), 44.1 kHz, mono, at most 16 voices.
   *
   * @return the mapping
   */
  public static ToneMapping perceptual() {
    return builder().build();
  }

  /**
   * A builder that starts from {@link #perceptual()}.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new ToneMappingBuilder();
  }

  /**
   * What a norm sounds like.
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
    if (magnitude < minNorm && norm != 0) {
      return Sound.BELOW_RANGE;
    }
    return magnitude > maxNorm || pitches.hertz(magnitude) >= sampleRate / 2.0
        ? Sound.OVER_RANGE
        : Sound.TONE;
  }

  /**
   * The pitch of a norm.
   *
   * @param norm a norm whose sound is a {@link Sound#TONE}
   * @return the frequency in hertz, below half the sample rate
   * @throws IllegalArgumentException if the norm has another sound
   */
  public double hertzOf(double norm) {
    Sound sound = soundOf(norm);
    if (sound != Sound.TONE) {
      throw new IllegalArgumentException("norm: expected one that is a tone, got " + norm);
    }
    return pitches.hertz(Math.abs(norm));
  }

  /** The pitch next to what is below the range, well inside what the sample rate carries. */
  double hertzOfLowerEnd() {
    return Math.min(pitches.hertz(minNorm), 0.45 * sampleRate);
  }

  /**
   * The norm that a pitch stands for, the inverse of {@link #hertzOf}.
   *
   * @param hertz a frequency
   * @return the norm; for the two note scales, the middle of the norms that share the note
   */
  public double normOf(double hertz) {
    return pitches.norm(hertz);
  }

  /**
   * Peak amplitude of a tone.
   *
   * @param hertz its pitch
   * @return more than 0, at most the mapping's amplitude
   */
  double amplitudeOf(double hertz) {
    if (!loudnessCompensated) {
      return amplitude;
    }
    double softest =
        Math.min(Loudness.aWeightDecibels(minHertz), Loudness.aWeightDecibels(maxHertz));
    double gain = softest - Loudness.aWeightDecibels(hertz);
    return amplitude * Math.pow(10, Math.min(0, gain) / 20);
  }

  /** Samples of one tone. */
  int toneSamples() {
    return samples(toneMillis);
  }

  int pauseSamples() {
    return samples(pauseMillis);
  }

  int samples(double millis) {
    return (int) Math.round(millis * sampleRate / 1000);
  }

  /** Channels of the sound: 1, or 2 if the tracks are spread over stereo. */
  int channels() {
    return stereo ? 2 : 1;
  }

  /**
   * How many voices a frame's tracks sound in.
   *
   * @param tracks number of tracks
   * @return at most that many
   */
  public int voicesFor(int tracks) {
    return crowd == Crowd.TOGETHER ? tracks : Math.min(tracks, voices);
  }

  /**
   * How long a frame sounds, its pause included.
   *
   * @param tracks number of tracks
   * @return seconds
   */
  public double frameSeconds(int tracks) {
    return (double) frameSamples(tracks) / sampleRate;
  }

  int frameSamples(int tracks) {
    int tones = crowd == Crowd.TOGETHER ? Math.min(1, tracks) : voicesFor(tracks);
    return tones * toneSamples() + pauseSamples();
  }

  /** Settings of a {@link ToneMapping}; each is checked against the earlier ones when it is set. */
  public interface Builder {

    /**
     * How norms are laid out over pitches.
     *
     * @param scale the scale; LOG by default
     * @return this builder
     * @throws IllegalArgumentException if it is not {@link PitchScale#LINEAR} and the range of
     *     norms begins at 0
     */
    Builder scale(PitchScale scale);

    /**
     * The range of norms that have a pitch of their own; above is {@link Sound#OVER_RANGE}, below
     * is {@link Sound#BELOW_RANGE}.
     *
     * @param min lower end, positive, or 0 on a linear scale; 1e-7 by default
     * @param max upper end, above {@code min}; 1e3 by default
     * @return this builder
     * @throws IllegalArgumentException if the range is empty, NaN, or does not fit the scale
     */
    Builder norms(double min, double max);

    /**
     * The range of pitches.
     *
     * @param minHertz lower end, at least 20; 200 by default
     * @param maxHertz upper end, at most half the sample rate; 4000 by default
     * @return this builder
     * @throws IllegalArgumentException if the range is empty, NaN or reaches too far
     */
    Builder pitches(double minHertz, double maxHertz);

    /**
     * Turns the mapping round: large norms low, small ones high.
     *
     * @param falling whether pitch falls as norms grow; false by default
     * @return this builder
     */
    Builder falling(boolean falling);

    /**
     * Length of a tone.
     *
     * @param millis milliseconds, 1…10000 and no shorter than two ramps; 25 by default
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    Builder toneMillis(double millis);

    /**
     * Silence after each frame.
     *
     * @param millis milliseconds, 0…10000; 50 by default
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    Builder pauseMillis(double millis);

    /**
     * Length of each ramp of a {@link Envelope#RAMPED} tone.
     *
     * @param millis milliseconds, at least 0 and at most half a tone; by default 5, or half a tone
     *     if that is less
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    Builder rampMillis(double millis);

    /**
     * How tones begin and end.
     *
     * @param envelope the envelope; RAMPED by default
     * @return this builder
     */
    Builder envelope(Envelope envelope);

    /**
     * Peak amplitude.
     *
     * @param amplitude more than 0, at most 1 (full scale); 0.4 by default
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    Builder amplitude(double amplitude);

    /**
     * Whether pitches the ear is more sensitive to are made softer, by A-weighting.
     *
     * @param compensated true by default
     * @return this builder
     */
    Builder loudnessCompensated(boolean compensated);

    /**
     * Whether a norm of exactly 0 is a tone at the range's lower end and not {@link Sound#ZERO}.
     *
     * @param tone false by default
     * @return this builder
     */
    Builder zeroIsTone(boolean tone);

    /**
     * Samples a second.
     *
     * @param hertz 8000…192000, at least twice the highest pitch; 44100 by default
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    Builder sampleRate(int hertz);

    /**
     * Spreads the tracks from left (first layer) to right (last layer).
     *
     * @param stereo whether the sound has two channels; false by default
     * @return this builder
     */
    Builder stereo(boolean stereo);

    /**
     * The most voices that sound one after another in a frame, so that deep networks stay bounded
     * in time.
     *
     * @param most at least 1; 16 by default
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    Builder voices(int most);

    /**
     * What happens to more tracks than voices.
     *
     * @param crowd GROUP by default
     * @return this builder
     */
    Builder crowd(Crowd crowd);

    /**
     * Timbre for each voice in turn; the list is repeated when there are more voices.
     *
     * @param timbres at least one; a sine by default
     * @return this builder
     * @throws IllegalArgumentException if there is none
     */
    Builder timbres(Timbre... timbres);

    /**
     * The mapping.
     *
     * @return a new mapping
     */
    ToneMapping build();
  }

  Timbre timbre(int voice) {
    return Objects.requireNonNull(timbres.get(voice % timbres.size()));
  }
}
