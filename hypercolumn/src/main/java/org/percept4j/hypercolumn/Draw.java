package org.percept4j.hypercolumn;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random choices of pixels. */
final class Draw {

  private Draw() {}

  /** {@code count} different numbers below {@code n}: a Fisher–Yates shuffle cut short. */
  static int[] distinct(int count, int n, SplittableRandom random) {
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
