package org.percept4j.sonify.sink;

import java.util.List;

/**
 * Counts what has become of frames.
 *
 * @param frames frames made
 * @param sinks what each sink did with them, in the order in which the sinks were asked for
 */
public record SinkCounts(long frames, List<Sink> sinks) {

  /**
   * Counts what one sink did with the frames.
   *
   * @param name what it is
   * @param taken frames it was given
   * @param merged frames that live sound was too slow for and that were merged into a later one,
   *     which sounds the worst of them
   * @param dropped frames it never got, because its queue was full or it had failed
   */
  public record Sink(String name, long taken, long merged, long dropped) {
    @Override
    public String toString() {
      return name + ": " + taken + " taken, " + merged + " merged, " + dropped + " dropped";
    }
  }

  /**
   * Keeps the list from being changed.
   *
   * @param frames frames made
   * @param sinks what each sink did with them, in the order in which the sinks were asked for
   */
  public SinkCounts {
    sinks = List.copyOf(sinks);
  }

  /**
   * Returns how many frames were dropped in all; a frame missed by two sinks counts twice.
   *
   * @return the sum over the sinks
   */
  public long dropped() {
    return sinks.stream().mapToLong(Sink::dropped).sum();
  }

  @Override
  public String toString() {
    return frames + " frames, " + dropped() + " dropped; " + sinks;
  }
}
