package org.percept4j.hypercolumn.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Gives clusters without pixels the pixels that lie farthest from the centroid they have, several
 * the next farthest, as scikit-learn does. A pixel that is alone in its cluster is not taken.
 */
final class EmptyClusters {

  /** A pixel, where it is, and its column relative to the origin. */
  private static final class Far implements java.io.Serializable {
    private static final long serialVersionUID = 1;
    private final float distance;
    private final long image;
    private final int pixel;
    private final int label;
    private final double[] column;

    Far(float distance, long image, int pixel, int label, double[] column) {
      this.distance = distance;
      this.image = image;
      this.pixel = pixel;
      this.label = label;
      this.column = column;
    }
  }

  /** The farthest first; of equally far ones the first pixel. */
  private static final Comparator<Far> FARTHEST =
      Comparator.comparingDouble((Far f) -> -f.distance)
          .thenComparingLong(f -> f.image)
          .thenComparingInt(f -> f.pixel);

  private EmptyClusters() {}

  /** The sums after every empty cluster has taken a pixel, if one could be spared. */
  static ClusterSums refilled(
      PixelSource images, float[] origin, double[][] centroids, ClusterSums sums) {
    long[] counts = sums.counts();
    double[][] filled = sums.sums();
    int empty = (int) Arrays.stream(counts).filter(n -> n == 0).count();
    if (empty == 0) {
      return sums;
    }
    List<Far> farthest =
        images.sum(new FarPixels(origin, centroids, empty + counts.length)).farthest;
    int next = 0;
    for (int j = 0; j < counts.length; j++) {
      while (counts[j] == 0 && next < farthest.size()) {
        Far far = farthest.get(next++);
        if (counts[far.label] > 1) {
          counts[far.label]--;
          Vectors.add(-1, far.column, filled[far.label]);
          counts[j] = 1;
          filled[j] = far.column.clone();
        }
      }
    }
    return new ClusterSums(counts, filled);
  }

  /** Up to as many pixels as are wanted, the farthest first. */
  private static final class Farthest implements Mergeable<Farthest> {
    private static final long serialVersionUID = 1;
    private final ArrayList<Far> farthest;
    private final int wanted;

    Farthest(List<Far> farthest, int wanted) {
      this.farthest = new ArrayList<>(farthest);
      this.wanted = wanted;
    }

    @Override
    public Farthest merge(Farthest other) {
      List<Far> both = new ArrayList<>(farthest);
      both.addAll(other.farthest);
      both.sort(FARTHEST);
      return new Farthest(both.subList(0, Math.min(wanted, both.size())), wanted);
    }
  }

  private record FarPixels(float[] origin, double[][] centroids, int wanted)
      implements ImageSums<Farthest> {

    @Override
    public Farthest of(long image, Hypercolumns columns) {
      int[] labels = Assignment.labels(columns, origin, centroids);
      float[] own = new float[labels.length];
      Distances distances = new Distances(origin);
      for (int j = 0; j < centroids.length; j++) {
        float[] plane = distances.to(image, columns, new double[][] {centroids[j]})[0];
        for (int p = 0; p < own.length; p++) {
          own[p] = labels[p] == j ? plane[p] : own[p];
        }
      }
      Comparator<Integer> nearest =
          Comparator.<Integer>comparingDouble(p -> own[p]).thenComparing(Comparator.reverseOrder());
      PriorityQueue<Integer> kept = new PriorityQueue<>(nearest);
      for (int p = 0; p < own.length; p++) {
        kept.add(p);
        if (kept.size() > wanted) {
          kept.remove();
        }
      }
      List<Far> found = new ArrayList<>();
      for (int p : kept) {
        found.add(new Far(own[p], image, p, labels[p], Candidate.column(columns, origin, p)));
      }
      found.sort(FARTHEST);
      return new Farthest(found, wanted);
    }
  }
}
