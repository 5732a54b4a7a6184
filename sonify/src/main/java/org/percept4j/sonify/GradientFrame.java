package org.percept4j.sonify;

import java.util.Arrays;
import java.util.List;

/**
 * The norms of one training iteration: plain numbers, detached from the network. Immutable and
 * thread-safe.
 */
public final class GradientFrame {

  private final long iteration;
  private final int epoch;
  private final int worker;
  private final List<GradientTrack> tracks;
  private final double[] norms;

  /**
   * A frame.
   *
   * @param iteration DL4J's iteration count
   * @param epoch DL4J's epoch count
   * @param worker 0, or which of several networks trained in parallel it came from
   * @param tracks what the norms belong to, in forward order
   * @param norms one number a track, any double; copied. Not modified
   * @throws IllegalArgumentException if there are not as many norms as tracks
   */
  public GradientFrame(
      long iteration, int epoch, int worker, List<GradientTrack> tracks, double[] norms) {
    if (norms.length != tracks.size()) {
      throw new IllegalArgumentException(
          "norms: expected one for each of " + tracks.size() + " tracks, got " + norms.length);
    }
    this.iteration = iteration;
    this.epoch = epoch;
    this.worker = worker;
    this.tracks = List.copyOf(tracks);
    this.norms = norms.clone();
  }

  /**
   * DL4J's iteration count.
   *
   * @return the iteration
   */
  public long iteration() {
    return iteration;
  }

  /**
   * DL4J's epoch count.
   *
   * @return the epoch
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Which of several networks trained in parallel (by {@code ParallelWrapper}) this came from, in
   * the order of their first frames.
   *
   * @return 0 for ordinary training
   */
  public int worker() {
    return worker;
  }

  /**
   * What the norms belong to.
   *
   * @return the tracks in forward order, unmodifiable
   */
  public List<GradientTrack> tracks() {
    return tracks;
  }

  /**
   * One norm.
   *
   * @param track position in {@link #tracks()}
   * @return the norm: finite and at least 0, or NaN or positive infinity
   */
  public double norm(int track) {
    return norms[track];
  }

  /**
   * All norms.
   *
   * @return a copy, in the order of {@link #tracks()}
   */
  public double[] norms() {
    return norms.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GradientFrame that
        && iteration == that.iteration
        && epoch == that.epoch
        && worker == that.worker
        && tracks.equals(that.tracks)
        && Arrays.equals(norms, that.norms);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(iteration) * 31 + Arrays.hashCode(norms);
  }

  @Override
  public String toString() {
    return "iteration " + iteration + " " + Arrays.toString(norms);
  }
}
