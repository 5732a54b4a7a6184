package org.percept4j.hypercolumn.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.percept4j.core.internal.Streams;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Starting centroids by k-means++ (Arthur and Vassilvitskii 2007): each next one is a pixel drawn
 * with probability proportional to its squared distance from those before; of 2 + ⌊ln k⌋ drawn
 * pixels the one that leaves the smallest sum of distances is taken, as scikit-learn does. All
 * starts are seeded in the same passes, two for each further centroid.
 */
final class Seeding {

  private final PixelSource images;
  private final float[] origin;
  private final long seed;
  private final Distances distances;

  Seeding(PixelSource images, float[] origin, long seed) {
    this.images = images;
    this.origin = origin;
    this.seed = seed;
    this.distances = new Distances(origin);
  }

  /** [starts][k][depth], relative to the origin. */
  double[][][] centroids(int k, int starts) {
    double[][][] chosen = new double[starts][0][];
    int trials = 2 + (int) Math.log(k);
    for (int j = 0; j < k; j++) {
      Requirements.stopIfInterrupted("clustering");
      double[][][] candidates = drawn(chosen, j == 0 ? 1 : trials);
      int[] best = j == 0 ? new int[starts] : best(chosen, candidates);
      for (int s = 0; s < starts; s++) {
        chosen[s] = Arrays.copyOf(chosen[s], j + 1);
        chosen[s][j] = candidates[s][best[s]];
      }
    }
    return chosen;
  }

  /** [starts][trials][depth]. */
  private double[][][] drawn(double[][][] chosen, int trials) {
    Several<Several<Candidate>> drawn =
        images.sum(new Draws(origin, seed, distances, chosen, trials));
    double[][][] candidates = new double[chosen.length][trials][];
    for (int s = 0; s < chosen.length; s++) {
      for (int t = 0; t < trials; t++) {
        candidates[s][t] = drawn.get(s).get(t).column();
      }
    }
    return candidates;
  }

  private int[] best(double[][][] chosen, double[][][] candidates) {
    Several<Totals> left = images.sum(new Remainders(distances, chosen, candidates));
    int[] best = new int[chosen.length];
    for (int s = 0; s < best.length; s++) {
      for (int t = 1; t < candidates[s].length; t++) {
        best[s] = left.get(s).get(t) < left.get(s).get(best[s]) ? t : best[s];
      }
    }
    return best;
  }

  /** Draws candidates for every start. */
  private record Draws(
      float[] origin, long seed, Distances distances, double[][][] chosen, int trials)
      implements ImageSums<Several<Several<Candidate>>> {

    @Override
    public Several<Several<Candidate>> of(long image, Hypercolumns columns) {
      List<Several<Candidate>> all = new ArrayList<>();
      for (int s = 0; s < chosen.length; s++) {
        int round = chosen[s].length;
        float[] weights;
        if (round == 0) {
          weights = new float[columns.pixels()];
          Arrays.fill(weights, 1);
        } else {
          weights = distances.toNearest(image, s, columns, chosen[s]);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int t = 0; t < trials; t++) {
          candidates.add(
              Candidate.of(columns, origin, weights, Streams.of(seed, s, round, t, image)));
        }
        all.add(new Several<>(candidates));
      }
      return new Several<>(all);
    }
  }

  /** What every candidate would leave of the sum of distances. */
  private record Remainders(Distances distances, double[][][] chosen, double[][][] candidates)
      implements ImageSums<Several<Totals>> {

    @Override
    public Several<Totals> of(long image, Hypercolumns columns) {
      List<Totals> all = new ArrayList<>();
      for (int s = 0; s < chosen.length; s++) {
        float[] nearest = distances.toNearest(image, s, columns, chosen[s]);
        float[][] planes = distances.to(image, columns, candidates[s]);
        double[] left = new double[planes.length];
        for (int t = 0; t < left.length; t++) {
          for (int p = 0; p < nearest.length; p++) {
            left[t] += Math.min(nearest[p], planes[t][p]);
          }
        }
        all.add(new Totals(left));
      }
      return new Several<>(all);
    }
  }
}
