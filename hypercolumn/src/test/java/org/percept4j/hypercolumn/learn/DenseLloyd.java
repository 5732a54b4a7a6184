package org.percept4j.hypercolumn.learn;

import java.util.Arrays;

/** Lloyd's algorithm by its definition on a dense volume in double precision: an oracle. */
final class DenseLloyd {

  private final double[][] volume;
  private final double[][] centroids;
  private final int[] labels;
  private double firstInertia = Double.NaN;

  DenseLloyd(double[][] volume, double[][] start) {
    this.volume = volume;
    this.centroids = Arrays.stream(start).map(double[]::clone).toArray(double[][]::new);
    this.labels = new int[volume[0].length];
  }

  /** As many assignments and updates, then a last assignment. */
  void run(int iterations) {
    for (int i = 0; i < iterations; i++) {
      double inertia = assign();
      firstInertia = i == 0 ? inertia : firstInertia;
      update();
    }
    assign();
  }

  private double assign() {
    double inertia = 0;
    for (int p = 0; p < labels.length; p++) {
      double best = Double.POSITIVE_INFINITY;
      for (int j = 0; j < centroids.length; j++) {
        double d = 0;
        for (int c = 0; c < volume.length; c++) {
          double difference = volume[c][p] - centroids[j][c];
          d += difference * difference;
        }
        if (d < best) {
          best = d;
          labels[p] = j;
        }
      }
      inertia += best;
    }
    return inertia;
  }

  private void update() {
    for (int j = 0; j < centroids.length; j++) {
      double[] sum = new double[volume.length];
      int n = 0;
      for (int p = 0; p < labels.length; p++) {
        if (labels[p] == j) {
          n++;
          for (int c = 0; c < sum.length; c++) {
            sum[c] += volume[c][p];
          }
        }
      }
      for (int c = 0; c < sum.length; c++) {
        centroids[j][c] = sum[c] / n;
      }
    }
  }

  int[] labels() {
    return labels;
  }

  double[][] centroids() {
    return centroids;
  }

  double firstInertia() {
    return firstInertia;
  }
}
