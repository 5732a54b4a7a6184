package org.percept4j.sonify.tone;

/**
 * Says how long the tones and frames of a {@link ToneMapping} are.
 *
 * @param sampleRate samples a second
 * @param toneSamples samples of a tone in each channel
 * @param pauseSamples samples of the silence after each frame in each channel
 * @param layout how tracks share time and voices
 * @param voices how many voices sound one after another at most
 */
public record FrameTiming(
    int sampleRate, int toneSamples, int pauseSamples, TrackLayout layout, int voices) {

  /**
   * Returns how many voices a frame's tracks sound in.
   *
   * @param tracks number of tracks
   * @return at most that many
   */
  public int voicesFor(int tracks) {
    return layout == TrackLayout.TOGETHER ? tracks : Math.min(tracks, voices);
  }

  /**
   * Returns how many samples a frame has in each channel, its pause included and without the mark
   * of an epoch.
   *
   * @param tracks number of tracks
   * @return the count
   */
  public int frameSamples(int tracks) {
    int tones = layout == TrackLayout.TOGETHER ? Math.min(1, tracks) : voicesFor(tracks);
    return tones * toneSamples + pauseSamples;
  }

  /**
   * Returns how long a frame sounds, its pause included and without the mark of an epoch.
   *
   * @param tracks number of tracks
   * @return seconds
   */
  public double frameSeconds(int tracks) {
    return (double) frameSamples(tracks) / sampleRate;
  }
}
