package org.percept4j.core.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes random choices. */
public final class Draw {

  private Draw() {}

  /**
   * Draws different numbers, all equally likely: a Fisher–Yates shuffle that stops early.
   *
   * @param count how many, at most {@code n}
   * @param n the numbers are below it
   * @param random where they come from
   * @return the numbers in random order
   */
  public static int[] distinct(int count, int n, SplittableRandom random) {
    Map<Integer, Integer> moved = new HashMap<>(2 * count);
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i, n);
      drawn[i] = moved.getOrDefault(j, j);
      moved.put(j, moved.getOrDefault(i, i));
    }
    return drawn;
  }
}
