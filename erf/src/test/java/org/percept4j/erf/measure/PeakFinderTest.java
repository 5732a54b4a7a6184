package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Peaks by the definition of prominence: how far one must go down to reach higher ground. */
class PeakFinderTest {

  private static double[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // a third of the ground is level, at 0
    return random.doubles(n).map(v -> Math.max(0, 1.5 * v - 0.5)).toArray();
  }

  /** Whether higher ground can be reached from a pixel without going below a level. */
  private static boolean reachesHigher(double[] h, int columns, int from, double level) {
    boolean[] seen = new boolean[h.length];
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      int at = open.pop();
      if (h[at] > h[from]) {
        return true;
      }
      for (int to = 0; to < h.length; to++) {
        boolean near =
            Math.abs(to / columns - at / columns) <= 1
                && Math.abs(to % columns - at % columns) <= 1;
        if (near && !seen[to] && h[to] >= level) {
          seen[to] = true;
          open.push(to);
        }
      }
    }
    return false;
  }

  /** All heights but 0 differ, so no two pixels share a summit. */
  private static List<Peak> byDefinition(double[] h, int columns, double least) {
    List<Peak> peaks = new ArrayList<>();
    double[] levels = Arrays.stream(h).distinct().sorted().toArray();
    for (int i = 0; i < h.length; i++) {
      if (h[i] == 0) {
        continue;
      }
      int pixel = i;
      double base =
          Arrays.stream(levels)
              .filter(level -> level <= h[pixel] && reachesHigher(h, columns, pixel, level))
              .max()
              .orElse(0);
      double prominence = h[i] - base;
      if (prominence > 0 && prominence >= least) {
        peaks.add(new Peak(i / columns, i % columns, h[i], prominence));
      }
    }
    peaks.sort(Comparator.comparingDouble(Peak::value).reversed());
    return peaks;
  }

  @Property(tries = 60, seed = "1")
  void peaksAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 8) int rows,
      @ForAll @IntRange(min = 1, max = 8) int columns,
      @ForAll @IntRange(min = 0, max = 10) int tenths,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    double[] h = random(rows * columns, seed);
    double highest = Arrays.stream(h).max().orElse(0);
    double fraction = tenths / 10.0;
    List<Peak> found = Peak.find(ErfMap.of(rows, columns, h, 0, 0), fraction);
    assertThat(found).isEqualTo(byDefinition(h, columns, fraction * highest));
  }

  @Test
  void aPeakThatStandsExactlyHighEnoughCounts() {
    double[] h = {4, 1, 3, 0};
    List<Peak> peaks = Peak.find(ErfMap.of(1, 4, h, 0, 0), 0.5);
    assertThat(peaks).containsExactly(new Peak(0, 0, 4, 4), new Peak(0, 2, 3, 2));
    assertThat(Peak.find(ErfMap.of(1, 4, h, 0, 0), 0.51)).hasSize(1);
  }

  @Test
  void ofTwoEqualSummitsOneStandsAboveTheOther() {
    double[] h = {2, 0.5, 2};
    List<Peak> peaks = Peak.find(ErfMap.of(1, 3, h, 0, 0), 0.1);
    assertThat(peaks.stream().mapToDouble(Peak::prominence)).containsExactlyInAnyOrder(2.0, 1.5);
    assertThat(peaks.stream().mapToDouble(Peak::value)).containsOnly(2.0);
    assertThat(peaks.get(0).value()).isEqualTo(2, within(0.0));
  }
}
