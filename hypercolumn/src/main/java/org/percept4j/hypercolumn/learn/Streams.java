package org.percept4j.hypercolumn.learn;

import java.util.SplittableRandom;

/** Random numbers that depend on what they are for alone, not on the order of asking. */
final class Streams {

  private Streams() {}

  /** A generator of its own for every list of numbers: a hash of them is its seed. */
  static SplittableRandom of(long... path) {
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
