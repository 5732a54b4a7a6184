package org.percept4j.hypercolumn.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.PixelProducts;

/** Lloyd's algorithm for several starts at once: a pass over the images serves them all. */
final class Lloyd {

  /** Below this share of the pixels' squares, an inertia made from sums has lost digits. */
  private static final double MIN_INERTIA_SHARE = 0.01;

  private final PixelSource images;
  private final float[] origin;
  private final ImageTotals totals;
  private final double squares;
  private final double limit;
  private final KMeans settings;

  /** Where one start is. */
  private static final class Start {
    final int number;
    double[][] centroids;
    long[] counts = {};
    double inertia;
    int iterations;
    boolean measured;
    boolean converged;

    Start(int number, double[][] centroids) {
      this.number = number;
      this.centroids = centroids;
    }
  }

  Lloyd(PixelSource images, PixelMoments moments, float[] origin, KMeans settings) {
    this.images = images;
    this.origin = origin;
    this.totals = new ImageTotals(origin);
    this.settings = settings;
    double[] offset = Vectors.minus(origin, moments.means());
    double about = Arrays.stream(moments.squares()).sum();
    squares = about + moments.count() * Vectors.dot(offset, offset);
    limit = settings.tolerance() * about / moments.count() / moments.depth();
  }

  /** The start with the smallest inertia; of equal ones the first. */
  PixelClusters best(double[][][] centroids) {
    List<Start> starts = new ArrayList<>();
    for (double[][] each : centroids) {
      starts.add(new Start(starts.size(), each));
    }
    List<Start> moving = starts;
    for (int i = 0; i < settings.maxIterations() && !moving.isEmpty(); i++) {
      iterate(moving);
      moving = moving.stream().filter(s -> !s.converged).toList();
    }
    measure(starts.stream().filter(s -> !s.measured).toList());
    Start best = starts.get(0);
    for (Start start : starts) {
      best = start.inertia < best.inertia ? start : best;
    }
    if (best.inertia < MIN_INERTIA_SHARE * squares) {
      best.inertia = images.sum(new Inertia(origin, best.centroids)).get(0);
    }
    return new PixelClusters(
        origin, best.centroids, best.counts, best.inertia, best.iterations, best.converged);
  }

  private void iterate(List<Start> moving) {
    Several<ClusterSums> sums = images.sum(assignments(moving));
    for (int s = 0; s < moving.size(); s++) {
      Start start = moving.get(s);
      double[][] before = start.centroids;
      double inertia = sums.get(s).inertia(squares, before);
      settings.progress().iteration(start.number, start.iterations++, inertia);
      start.centroids = EmptyClusters.refilled(images, origin, before, sums.get(s)).means(before);
      double shift = 0;
      for (int j = 0; j < before.length; j++) {
        double[] move = start.centroids[j].clone();
        Vectors.add(-1, before[j], move);
        shift += Vectors.dot(move, move);
      }
      // The same labels give the same sums, bit for bit: nothing moves then.
      start.measured = shift == 0;
      start.converged = shift <= limit;
      start.counts = sums.get(s).counts();
      start.inertia = inertia;
    }
  }

  /** For starts whose centroids have moved since their inertia was taken. */
  private void measure(List<Start> moved) {
    if (!moved.isEmpty()) {
      Several<ClusterSums> sums = images.sum(assignments(moved));
      for (int s = 0; s < moved.size(); s++) {
        moved.get(s).inertia = sums.get(s).inertia(squares, moved.get(s).centroids);
        moved.get(s).counts = sums.get(s).counts();
      }
    }
  }

  private Assignments assignments(List<Start> starts) {
    Requirements.stopIfInterrupted("clustering");
    return new Assignments(
        origin, totals, starts.stream().map(s -> s.centroids).toArray(double[][][]::new));
  }

  private record Assignments(float[] origin, ImageTotals totals, double[][][] centroids)
      implements ImageSums<Several<ClusterSums>> {

    @Override
    public Several<ClusterSums> of(long image, Hypercolumns columns) {
      List<ClusterSums> sums = new ArrayList<>();
      for (double[][] each : centroids) {
        Requirements.stopIfInterrupted("clustering");
        sums.add(ClusterSums.of(columns, origin, each, totals.of(image, columns)));
      }
      return new Several<>(sums);
    }
  }

  /** The sum of squared distances, each cluster's about its own centroid. */
  private record Inertia(float[] origin, double[][] centroids) implements ImageSums<Totals> {

    @Override
    public Totals of(long image, Hypercolumns columns) {
      int[] labels = Assignment.labels(columns, origin, centroids);
      long[] counts = Assignment.sizes(labels, centroids.length);
      double inertia = 0;
      for (int j = 0; j < centroids.length; j++) {
        if (counts[j] > 0) {
          double[] centroid = Vectors.sum(origin, centroids[j]);
          inertia += about(columns, centroid, Assignment.mask(labels, j), counts[j]);
        }
      }
      return new Totals(inertia);
    }

    /** With r what the centroid loses in single precision: ‖x − r‖² = ‖x‖² − 2x·r + ‖r‖². */
    private static double about(Hypercolumns columns, double[] centroid, float[] mask, long n) {
      float[] near = Floats.narrowed(centroid);
      double[] rest = centroid.clone();
      for (int c = 0; c < rest.length; c++) {
        rest[c] -= near[c];
      }
      PixelProducts products = columns.products(near);
      float[] norms = products.squaredNorms();
      double sum = 0;
      for (int p = 0; p < mask.length; p++) {
        sum += mask[p] * norms[p];
      }
      double[] linear = products.weightedSums(new float[][] {mask})[0];
      return Math.max(0, sum - 2 * Vectors.dot(linear, rest) + n * Vectors.dot(rest, rest));
    }
  }
}
