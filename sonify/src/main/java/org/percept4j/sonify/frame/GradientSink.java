package org.percept4j.sonify.frame;

import java.io.IOException;

/**
 * Takes frames: a sound file, the loudspeaker, a log, or what a user writes.
 *
 * <p>A {@code GradientSonifier} calls each of its sinks from one thread of its own, in the order in
 * which iterations ended, so an implementation needs no locks. An exception ends that sink alone.
 */
public interface GradientSink extends AutoCloseable {

  /**
   * Takes one frame.
   *
   * @param frame the frame
   * @throws IOException if it can take no more
   */
  void accept(GradientFrame frame) throws IOException;

  /**
   * Tells, before {@link #close()}, that frames are missing, because what they come from failed. A
   * sink that writes a file then leaves none. Does nothing by default.
   */
  default void abandon() {}

  /**
   * Finishes what was begun and gives up its resources. Called once.
   *
   * @throws IOException if that fails
   */
  @Override
  void close() throws IOException;
}
