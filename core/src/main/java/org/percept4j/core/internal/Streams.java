package org.percept4j.core.internal;

import java.util.SplittableRandom;

/** Makes random numbers that depend on what they are for alone, not on the order of asking. */
public final class Streams {

  private Streams() {}

  /**
   * Makes a generator of its own for every list of numbers: a hash of them is its seed.
   *
   * @param path what the numbers are for: a user's seed, a round, an image, …
   * @return the generator
   */
  public static SplittableRandom of(long... path) {
    long hash = 0;
    for (long part : path) {
      hash = mixed(hash ^ mixed(part + 0x632BE59BD9B4E019L));
    }
    return new SplittableRandom(hash);
  }

  /** The finaliser of MurmurHash3. */
  private static long mixed(long z) {
    long a = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    long b = (a ^ (a >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return b ^ (b >>> 33);
  }
}
