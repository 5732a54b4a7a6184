package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sums of the clusters' columns during one run of Lloyd's algorithm. Only pixels whose label
 * has changed are summed anew, and fewer change from one iteration to the next.
 */
final class ClusterSums {

  /** Clusters whose pixels are summed in one pass: bounds memory to as many planes. */
  private static final int GROUP = 8;

  private final Lloyd lloyd;
  private final double[][] sums;
  private final int[][] counted;

  ClusterSums(Lloyd lloyd, int k) {
    this.lloyd = lloyd;
    sums = new double[k][lloyd.total().length];
    counted = lloyd.images().stream().map(i -> unlabelled(i.pixels())).toArray(int[][]::new);
  }

  private static int[] unlabelled(int pixels) {
    int[] labels = new int[pixels];
    Arrays.fill(labels, -1);
    return labels;
  }

  /**
   * The means of the clusters. A cluster without pixels first takes the pixel farthest from its
   * centroid, several the next farthest, as scikit-learn does.
   *
   * @param centroids what {@code labels} were assigned with. Not modified.
   * @param labels one plane per image. Modified where empty clusters take pixels.
   * @return k new centroids; a cluster for which no pixel could be spared keeps its own
   */
  double[][] means(double[][] centroids, int[][] labels) {
    long[] sizes = Lloyd.sizes(labels, sums.length);
    if (Arrays.stream(sizes).anyMatch(n -> n == 0)) {
      new EmptyClusters(lloyd, centroids).refill(labels, sizes);
    }
    count(labels, sizes);
    double[][] means = new double[sums.length][];
    for (int j = 0; j < sums.length; j++) {
      long size = sizes[j];
      means[j] =
          size == 0 ? centroids[j].clone() : Arrays.stream(sums[j]).map(s -> s / size).toArray();
    }
    return means;
  }

  /** What the other clusters lose the largest gains: it is never summed itself. */
  private void count(int[][] labels, long[] sizes) {
    int largest = IntStream.range(0, sizes.length).reduce(0, (a, b) -> sizes[b] > sizes[a] ? b : a);
    boolean first = counted[0][0] < 0;
    if (first) {
      sums[largest] = lloyd.total().clone();
    }
    int[] others = IntStream.range(0, sizes.length).filter(j -> j != largest).toArray();
    for (int g = 0; g < others.length; g += GROUP) {
      Lloyd.stopIfInterrupted();
      int[] group = Arrays.copyOfRange(others, g, Math.min(others.length, g + GROUP));
      double[][] gains = gains(labels, group);
      for (int j = 0; j < group.length; j++) {
        Lloyd.add(gains[j], 1, sums[group[j]]);
        Lloyd.add(gains[j], -1, sums[largest]);
      }
    }
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(labels[i], 0, counted[i], 0, labels[i].length);
    }
  }

  private double[][] gains(int[][] labels, int[] clusters) {
    double[][] gains = new double[clusters.length][lloyd.total().length];
    List<Hypercolumns> images = lloyd.images();
    for (int i = 0; i < labels.length; i++) {
      float[][] masks = new float[clusters.length][labels[i].length];
      for (int j = 0; j < clusters.length; j++) {
        for (int p = 0; p < labels[i].length; p++) {
          int now = labels[i][p] == clusters[j] ? 1 : 0;
          masks[j][p] = counted[i][p] == clusters[j] ? now - 1 : now;
        }
      }
      double[][] part = Factorised.sums(images.get(i), masks);
      for (int j = 0; j < clusters.length; j++) {
        Lloyd.add(part[j], 1, gains[j]);
      }
    }
    return gains;
  }
}
