package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Gives clusters without pixels the pixels that lie farthest from the centroid they have. */
final class EmptyClusters {

  private record Far(float distance, int image, int pixel) {}

  /** The farthest first; of equally far ones the first pixel. */
  private static final Comparator<Far> FARTHEST =
      Comparator.comparingDouble((Far f) -> -f.distance)
          .thenComparingInt(Far::image)
          .thenComparingInt(Far::pixel);

  private final Lloyd lloyd;
  private final double[][] centroids;

  EmptyClusters(Lloyd lloyd, double[][] centroids) {
    this.lloyd = lloyd;
    this.centroids = centroids;
  }

  /** Both arguments are modified. A pixel that is alone in its cluster is not taken. */
  void refill(int[][] labels, long[] sizes) {
    int wanted = (int) Arrays.stream(sizes).filter(n -> n == 0).count();
    Far[] farthest = farthest(labels, wanted + sizes.length);
    int next = 0;
    for (int j = 0; j < sizes.length; j++) {
      while (sizes[j] == 0 && next < farthest.length) {
        Far far = farthest[next++];
        int old = labels[far.image][far.pixel];
        if (sizes[old] > 1) {
          labels[far.image][far.pixel] = j;
          sizes[old]--;
          sizes[j]++;
        }
      }
    }
  }

  private Far[] farthest(int[][] labels, int count) {
    PriorityQueue<Far> kept = new PriorityQueue<>(FARTHEST.reversed());
    float[][] vectors = new float[centroids.length][];
    for (int j = 0; j < vectors.length; j++) {
      vectors[j] = Floats.narrowed(centroids[j]);
    }
    for (int i = 0; i < labels.length; i++) {
      int image = i;
      int width = lloyd.images().get(i).width();
      lloyd.distances(
          i,
          vectors,
          (from, to, distances) -> {
            synchronized (kept) {
              for (int p = 0; p < distances[0].length; p++) {
                int pixel = from * width + p;
                kept.add(new Far(distances[labels[image][pixel]][p], image, pixel));
                if (kept.size() > count) {
                  kept.remove();
                }
              }
            }
          });
    }
    Far[] sorted = kept.toArray(Far[]::new);
    Arrays.sort(sorted, FARTHEST);
    return sorted;
  }
}
