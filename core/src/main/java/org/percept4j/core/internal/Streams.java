package org.percept4j.core.internal;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes random numbers that depend on what they are for alone, not on the order of asking. The hash
 * is not that of {@link org.percept4j.core.Seeds}: with it every recorded choice of pixels and
 * centroids would be another.
 */
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

  /**
   * Makes a generator of its own for every name, the same on every machine.
   *
   * @param seed what the user chose
   * @param name what the numbers are for, such as an image
   * @return the generator
   */
  public static SplittableRandom of(long seed, String name) {
    return of(seed, hash(name));
  }

  /** FNV-1a. */
  private static long hash(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The finaliser of MurmurHash3. */
  private static long mixed(long z) {
    long a = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    long b = (a ^ (a >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return b ^ (b >>> 33);
  }
}
