package org.percept4j.hypercolumn;

import java.util.SplittableRandom;

/**
 * Starting centroids by k-means++ (Arthur and Vassilvitskii 2007): each next one is a pixel drawn
 * with probability proportional to its squared distance from those before; of 2 + ⌊ln k⌋ drawn
 * pixels the one that leaves the smallest sum of distances is taken, as scikit-learn does.
 */
final class Seeding {

  private final Lloyd lloyd;
  private final SplittableRandom random;
  private final float[][] nearest;

  Seeding(Lloyd lloyd, SplittableRandom random) {
    this.lloyd = lloyd;
    this.random = random;
    nearest = lloyd.images().stream().map(i -> new float[i.pixels()]).toArray(float[][]::new);
  }

  double[][] centroids(int k) {
    double[][] centroids = new double[k][];
    float[] first = column(random.nextLong(lloyd.pixels()));
    centroids[0] = widened(first);
    float[][][] distances = distances(first);
    double potential = 0;
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = distances[i][0];
      potential += sum(nearest[i]);
    }
    int trials = 2 + (int) Math.log(k);
    for (int j = 1; j < k; j++) {
      Lloyd.stopIfInterrupted();
      float[][] candidates = new float[trials][];
      for (int t = 0; t < trials; t++) {
        candidates[t] = column(drawn(potential));
      }
      distances = distances(candidates);
      int best = 0;
      double smallest = Double.POSITIVE_INFINITY;
      for (int t = 0; t < trials; t++) {
        double left = 0;
        for (int i = 0; i < nearest.length; i++) {
          lower(distances[i][t], nearest[i]);
          left += sum(distances[i][t]);
        }
        if (left < smallest) {
          smallest = left;
          best = t;
        }
      }
      potential = smallest;
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = distances[i][best];
      }
      centroids[j] = widened(candidates[best]);
    }
    return centroids;
  }

  private float[][][] distances(float[]... vectors) {
    float[][][] all = new float[nearest.length][vectors.length][];
    for (int i = 0; i < nearest.length; i++) {
      float[][] planes = all[i];
      for (int j = 0; j < vectors.length; j++) {
        planes[j] = new float[nearest[i].length];
      }
      int width = lloyd.images().get(i).width();
      lloyd.distances(
          i,
          vectors,
          (from, to, rows) -> {
            for (int j = 0; j < rows.length; j++) {
              System.arraycopy(rows[j], 0, planes[j], from * width, rows[j].length);
            }
          });
    }
    return all;
  }

  private static void lower(float[] values, float[] limits) {
    for (int p = 0; p < values.length; p++) {
      values[p] = Math.min(values[p], limits[p]);
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum;
  }

  /** A pixel counted through all images, by its distance; any one if all distances are zero. */
  private long drawn(double potential) {
    if (!(potential > 0)) {
      return random.nextLong(lloyd.pixels());
    }
    double left = random.nextDouble() * potential;
    long pixel = 0;
    long last = 0;
    for (float[] plane : nearest) {
      for (float distance : plane) {
        left -= distance;
        if (distance > 0) {
          last = pixel;
          if (left < 0) {
            return pixel;
          }
        }
        pixel++;
      }
    }
    return last;
  }

  private float[] column(long pixel) {
    int i = 0;
    while (pixel >= nearest[i].length) {
      pixel -= nearest[i++].length;
    }
    Hypercolumns image = lloyd.images().get(i);
    return image.at((int) pixel / image.width(), (int) pixel % image.width());
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
