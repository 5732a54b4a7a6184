package org.percept4j.erf.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Maxima by topological prominence: pixels are flooded from the highest down; where two lakes of
 * high ground meet, the lower one's summit is as prominent as it stands above the meeting point.
 */
final class PeakFinder {

  private static final int ABSENT = -1;

  private final double[] height;
  private final int columns;
  private final int[] parent;

  private PeakFinder(double[] height, int columns) {
    this.height = height;
    this.columns = columns;
    this.parent = new int[height.length];
    Arrays.fill(parent, ABSENT);
  }

  static List<Peak> find(ErfMap map, double fraction) {
    double max = map.max();
    if (!(max > 0 && Double.isFinite(max))) {
      return List.of();
    }
    double[] height = Arrays.stream(map.toArray()).map(Math::abs).toArray();
    return new PeakFinder(height, map.columns()).flood(fraction * max);
  }

  private List<Peak> flood(double least) {
    int[] descending =
        IntStream.range(0, height.length)
            .filter(i -> height[i] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -height[i]).thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Peak> peaks = new ArrayList<>();
    for (int pixel : descending) {
      parent[pixel] = pixel;
      for (int neighbour : neighbours(pixel)) {
        if (parent[neighbour] != ABSENT) {
          merge(pixel, neighbour, height[pixel], least, peaks);
        }
      }
    }
    for (int pixel : descending) {
      if (parent[pixel] == pixel && height[pixel] >= least) {
        peaks.add(peak(pixel, height[pixel]));
      }
    }
    peaks.sort(Comparator.comparingDouble(Peak::value).reversed());
    return List.copyOf(peaks);
  }

  private void merge(int a, int b, double level, double least, List<Peak> peaks) {
    int rootA = summit(a);
    int rootB = summit(b);
    if (rootA == rootB) {
      return;
    }
    int lower = height[rootA] < height[rootB] ? rootA : rootB;
    int higher = lower == rootA ? rootB : rootA;
    double prominence = height[lower] - level;
    if (prominence >= least && prominence > 0) {
      peaks.add(peak(lower, prominence));
    }
    parent[lower] = higher;
  }

  private Peak peak(int pixel, double prominence) {
    return new Peak(pixel / columns, pixel % columns, height[pixel], prominence);
  }

  private int summit(int pixel) {
    int at = pixel;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private int[] neighbours(int pixel) {
    int row = pixel / columns;
    int column = pixel % columns;
    int rows = height.length / columns;
    return IntStream.range(0, 9)
        .filter(i -> i != 4)
        .filter(i -> row + i / 3 - 1 >= 0 && row + i / 3 - 1 < rows)
        .filter(i -> column + i % 3 - 1 >= 0 && column + i % 3 - 1 < columns)
        .map(i -> (row + i / 3 - 1) * columns + column + i % 3 - 1)
        .toArray();
  }
}
