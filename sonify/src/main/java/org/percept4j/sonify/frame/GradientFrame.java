package org.percept4j.sonify.frame;

import java.util.Arrays;
import java.util.List;

/**
 * The norms of one training iteration and what else is known of it: plain numbers, detached from
 * the network. Immutable and thread-safe.
 */
public final class GradientFrame {

  private final long iteration;
  private final int epoch;
  private final int worker;
  private final double time;
  private final double score;
  private final double learningRate;
  private final List<GradientTrack> tracks;
  private final double[] norms;
  private final double[] updateRatios;

  private GradientFrame(Builder b) {
    iteration = b.iteration;
    epoch = b.epoch;
    worker = b.worker;
    time = b.time;
    score = b.score;
    learningRate = b.learningRate;
    tracks = b.tracks;
    norms = b.norms;
    updateRatios = b.updateRatios;
    onePerTrack("norms", norms);
    if (updateRatios.length > 0) {
      onePerTrack("updateRatios", updateRatios);
    }
  }

  private void onePerTrack(String name, double[] values) {
    if (values.length != tracks.size()) {
      throw new IllegalArgumentException(
          name + ": expected one for each of " + tracks.size() + " tracks, got " + values.length);
    }
  }

  /**
   * Returns a frame of which only the norms are known.
   *
   * @param iteration the iteration
   * @param tracks what the norms belong to, in forward order
   * @param norms one number a track, any double; copied. Not modified
   * @return the frame
   * @throws IllegalArgumentException if there are not as many norms as tracks
   */
  public static GradientFrame of(long iteration, List<GradientTrack> tracks, double... norms) {
    return builder(iteration, tracks, norms).build();
  }

  /**
   * Returns a builder of a frame.
   *
   * @param iteration the iteration
   * @param tracks what the norms belong to, in forward order
   * @param norms one number a track, any double; copied. Not modified
   * @return a new builder
   */
  public static Builder builder(long iteration, List<GradientTrack> tracks, double... norms) {
    return new Builder(iteration, List.copyOf(tracks), norms.clone());
  }

  /**
   * Returns a builder that starts from this frame.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(iteration, tracks, norms.clone())
        .epoch(epoch)
        .worker(worker)
        .time(time)
        .score(score)
        .learningRate(learningRate)
        .updateRatios(updateRatios);
  }

  /**
   * Returns the iteration, as DL4J counts it.
   *
   * @return the iteration
   */
  public long iteration() {
    return iteration;
  }

  /**
   * Returns the epoch, as DL4J counts it.
   *
   * @return the epoch, 0 for the first
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Returns which of several networks trained in parallel this came from.
   *
   * @return 0 for ordinary training
   */
  public int worker() {
    return worker;
  }

  /**
   * Returns when the iteration ended.
   *
   * @return seconds since 1970-01-01T00:00:00Z, or NaN if unknown
   */
  public double time() {
    return time;
  }

  /**
   * Returns the score of the iteration's minibatch, the loss that the iteration began with.
   *
   * @return the score, any double; NaN if it is unknown or not a number
   */
  public double score() {
    return score;
  }

  /**
   * Returns the learning rate of the first track's layer in this iteration.
   *
   * @return the rate, or NaN if unknown
   */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Returns what the norms belong to.
   *
   * @return the tracks in forward order, unmodifiable
   */
  public List<GradientTrack> tracks() {
    return tracks;
  }

  /**
   * Returns one norm.
   *
   * @param track position in {@link #tracks()}
   * @return the norm: finite and at least 0, or NaN or positive infinity
   */
  public double norm(int track) {
    return norms[track];
  }

  /**
   * Returns all norms.
   *
   * @return a copy, in the order of {@link #tracks()}
   */
  public double[] norms() {
    return norms.clone();
  }

  /**
   * Returns the update-to-weight ratio of a track: the L2 norm of what the iteration subtracts from
   * its parameters, over the L2 norm of those parameters. About 1e-3 is common.
   *
   * @param track position in {@link #tracks()}
   * @return the ratio, or NaN if unknown
   */
  public double updateRatio(int track) {
    return updateRatios.length == 0 && track >= 0 && track < norms.length
        ? Double.NaN
        : updateRatios[track];
  }

  /**
   * Tells whether update-to-weight ratios are known.
   *
   * @return true if they were given
   */
  public boolean hasUpdateRatios() {
    return updateRatios.length > 0;
  }

  /**
   * Returns this frame with, for every track, the worse of its norm and an earlier one's: NaN is
   * worst, then infinity, then the larger.
   *
   * @param earlier a frame with as many tracks
   * @return the merged frame
   * @throws IllegalArgumentException if the number of tracks differs
   */
  public GradientFrame worstWith(GradientFrame earlier) {
    onePerTrack("earlier", earlier.norms);
    Builder merged = toBuilder();
    for (int t = 0; t < norms.length; t++) {
      merged.norms[t] = Math.max(norms[t], earlier.norms[t]); // NaN if either is
    }
    return merged.build();
  }

  private List<Object> parts() {
    return List.of(iteration, epoch, worker, time, score, learningRate, tracks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GradientFrame that
        && parts().equals(that.parts())
        && Arrays.equals(norms, that.norms)
        && Arrays.equals(updateRatios, that.updateRatios);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(iteration) * 31 + Arrays.hashCode(norms);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("iteration ").append(iteration);
    text.append(", epoch ").append(epoch);
    if (worker != 0) {
      text.append(", worker ").append(worker);
    }
    if (!Double.isNaN(score)) {
      text.append(", score ").append(score);
    }
    for (int t = 0; t < norms.length; t++) {
      text.append(", ").append(tracks.get(t).name()).append(' ').append(norms[t]);
    }
    return text.toString();
  }

  /** Collects what is known of a {@link GradientFrame} besides its norms. */
  public static final class Builder {
    private final long iteration;
    private final List<GradientTrack> tracks;
    private final double[] norms;
    private int epoch;
    private int worker;
    private double time = Double.NaN;
    private double score = Double.NaN;
    private double learningRate = Double.NaN;
    private double[] updateRatios = new double[0];

    private Builder(long iteration, List<GradientTrack> tracks, double[] norms) {
      this.iteration = iteration;
      this.tracks = tracks;
      this.norms = norms;
    }

    /**
     * Sets the epoch.
     *
     * @param value the epoch, 0 by default
     * @return this builder
     */
    public Builder epoch(int value) {
      epoch = value;
      return this;
    }

    /**
     * Sets which of several networks trained in parallel the frame came from.
     *
     * @param value 0 by default
     * @return this builder
     */
    public Builder worker(int value) {
      worker = value;
      return this;
    }

    /**
     * Sets when the iteration ended.
     *
     * @param seconds since 1970-01-01T00:00:00Z; NaN, unknown, by default
     * @return this builder
     */
    public Builder time(double seconds) {
      time = seconds;
      return this;
    }

    /**
     * Sets the score of the minibatch.
     *
     * @param value the loss; NaN, unknown, by default
     * @return this builder
     */
    public Builder score(double value) {
      score = value;
      return this;
    }

    /**
     * Sets the learning rate.
     *
     * @param value the rate; NaN, unknown, by default
     * @return this builder
     */
    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    /**
     * Sets the update-to-weight ratios.
     *
     * @param values one number a track, or none if unknown, which is the default; copied. Not
     *     modified
     * @return this builder
     */
    public Builder updateRatios(double... values) {
      updateRatios = values.clone();
      return this;
    }

    /**
     * Builds the frame.
     *
     * @return a new frame
     * @throws IllegalArgumentException if there are not as many norms or ratios as tracks
     */
    public GradientFrame build() {
      return new GradientFrame(this);
    }

    @Override
    public String toString() {
      return "GradientFrame.Builder[iteration " + iteration + ", " + tracks.size() + " tracks]";
    }
  }
}
