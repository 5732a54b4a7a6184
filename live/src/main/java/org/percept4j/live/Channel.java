package org.percept4j.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * One sequence of things the page shows: the frames of a run, or pictures. Positions count from 0
 * and never change, so a browser that comes back goes on where it was. Thread-safe.
 */
interface Channel {

  /**
   * Things in order.
   *
   * @param next the position after the last of them
   * @param json each as JSON
   */
  record Items(long next, List<byte[]> json) {}

  /** A browser is to get on with other things between two messages. */
  int MAX_ITEMS_BYTES = 1 << 20;

  /** The position after the newest. */
  long end();

  /** The position from which a browser that is new here begins. */
  long start();

  /**
   * What comes at and after a position, as far as it is still held: one thing, or as many as stay
   * below {@link #MAX_ITEMS_BYTES}.
   *
   * @param most at most so many
   */
  Items items(long from, int most) throws IOException;

  /** Grows when a browser must be told again what this is. */
  int revision();

  /** Writes the fields that say what this is, for a browser that begins at a position. */
  void describe(JsonGenerator json, long from) throws IOException;
}
