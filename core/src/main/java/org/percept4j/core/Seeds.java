package org.percept4j.core;

/**
 * Derives seeds of independent random streams from one seed and the numbers that tell the streams
 * apart, such as that of a sample.
 *
 * <p>Neighbouring seeds do not make independent streams by themselves: {@code SplittableRandom(seed
 * + k·0x9E37…15)} is one sequence shifted by k, since that constant is the generator's own step,
 * and {@code java.util.Random} begins alike for neighbouring seeds. Here every bit of every number
 * passes through a bijection of 64 bits with full avalanche (the finaliser of MurmurHash3 with
 * Stafford's constants, variant 13) before it is added to the next.
 */
public final class Seeds {

  private Seeds() {}

  /**
   * Returns the seed of one stream.
   *
   * @param seed what the user chose
   * @param numbers what tells this stream from others with the same seed, in a fixed order
   * @return a seed, never 0, which DL4J takes for none
   */
  public static long of(long seed, long... numbers) {
    long hash = mixed(seed + numbers.length);
    for (long number : numbers) {
      hash = mixed(mixed(number + 0xD1B54A32D192ED03L) ^ (hash * 0xAEF17502108EF2D9L));
    }
    return hash == 0 ? 1 : hash;
  }

  private static long mixed(long value) {
    long z = value ^ (value >>> 30);
    z *= 0xBF58476D1CE4E5B9L;
    z ^= z >>> 27;
    z *= 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
