package org.percept4j.hypercolumn;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.plot.Colormap;

/**
 * k-means clusters of pixels by their hypercolumns, found by Lloyd's algorithm without building the
 * volume.
 *
 * <p>Each start is seeded by k-means++ and the start with the smallest inertia wins. Iterations end
 * when no label changes, or when the centroids' squared moves add up to no more than the tolerance
 * times the channels' mean variance; conventions and defaults are scikit-learn's. A cluster that
 * loses all its pixels takes the pixel farthest from its centroid; clusters stay empty only if
 * there are fewer different columns than clusters. Of equally near centroids the first counts.
 *
 * <p>The same seed gives the same clusters. Immutable and thread-safe.
 */
public final class PixelClusters {

  /** Hears of every iteration, on the thread that called {@code fit}. */
  @FunctionalInterface
  public interface Progress {
    /**
     * One iteration is over.
     *
     * @param start which start, from 0
     * @param iteration which iteration of it, from 0
     * @param inertia sum of squared distances to the centroids the iteration began with
     */
    void iteration(int start, int iteration, double inertia);
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final int k;
    private @Nullable Integer starts;
    private long seed;
    private int maxIterations = 300;
    private double tolerance = 1e-4;
    private @Nullable INDArray initial;
    private Progress progress = (start, iteration, inertia) -> {};

    private Builder(int k) {
      if (k < 1) {
        throw new IllegalArgumentException("k: expected at least 1, got " + k);
      }
      this.k = k;
    }

    /**
     * How often to start anew; the best result is kept.
     *
     * @param starts at least 1; 10 if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     * @throws IllegalStateException if {@link #initialCentroids} was set
     */
    public Builder starts(int starts) {
      if (starts < 1) {
        throw new IllegalArgumentException("starts: expected at least 1, got " + starts);
      }
      if (initial != null) {
        throw new IllegalStateException("starts: initialCentroids is set, which allows only one");
      }
      this.starts = starts;
      return this;
    }

    /**
     * Where the random choices begin.
     *
     * @param seed any number; 0 if not set
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * How many iterations a start may take.
     *
     * @param iterations at least 1; 300 if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder maxIterations(int iterations) {
      if (iterations < 1) {
        throw new IllegalArgumentException("iterations: expected at least 1, got " + iterations);
      }
      maxIterations = iterations;
      return this;
    }

    /**
     * When centroids count as resting.
     *
     * @param tolerance share of the channels' mean variance, 0 or more; 1e-4 if not set. With 0,
     *     iterations go on until no label changes.
     * @return this builder
     * @throws IllegalArgumentException if negative or NaN
     */
    public Builder tolerance(double tolerance) {
      if (!(tolerance >= 0)) {
        throw new IllegalArgumentException("tolerance: expected 0 or more, got " + tolerance);
      }
      this.tolerance = tolerance;
      return this;
    }

    /**
     * Starts from given centroids instead of k-means++.
     *
     * @param centroids [k, depth], any data type, finite. Not modified; copied.
     * @return this builder
     * @throws IllegalArgumentException if there are not k rows
     * @throws IllegalStateException if {@link #starts} was set
     */
    public Builder initialCentroids(INDArray centroids) {
      if (starts != null) {
        throw new IllegalStateException(
            "initialCentroids: starts(" + starts + ") is set, but given centroids allow only one");
      }
      if (centroids.rank() != 2 || centroids.rows() != k) {
        throw new IllegalArgumentException(
            "centroids: expected "
                + k
                + " rows, got an array of "
                + Arrays.toString(centroids.shape()));
      }
      initial = centroids.castTo(DataType.DOUBLE).dup('c');
      return this;
    }

    /**
     * Who is told of every iteration.
     *
     * @param progress called once per iteration; what it throws ends the clustering
     * @return this builder
     */
    public Builder progress(Progress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Clusters the pixels of one image.
     *
     * @param columns the pixels' columns
     * @return the clusters
     * @throws IllegalArgumentException if there are fewer pixels than clusters or the initial
     *     centroids have another depth
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PixelClusters fit(Hypercolumns columns) {
      return fit(List.of(columns));
    }

    /**
     * Clusters the pixels of several images together.
     *
     * @param images their columns, all of the same depth; sizes may differ
     * @return the clusters
     * @throws IllegalArgumentException if there is no image, depths differ, there are fewer pixels
     *     than clusters or the initial centroids have another depth
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public PixelClusters fit(List<Hypercolumns> images) {
      Lloyd lloyd = new Lloyd(Images.requireSameDepth(images));
      if (k > lloyd.pixels()) {
        throw new IllegalArgumentException(
            "k: expected at most " + lloyd.pixels() + " clusters, one per pixel, got " + k);
      }
      int depth = images.get(0).depth();
      if (initial != null) {
        if (initial.columns() != depth) {
          throw new IllegalArgumentException(
              "centroids: expected " + depth + " columns, got " + initial.columns());
        }
        return run(lloyd, 0, initial.toDoubleMatrix());
      }
      SplittableRandom random = new SplittableRandom(seed);
      PixelClusters best = null;
      for (int start = 0; start < (starts == null ? 10 : starts); start++) {
        PixelClusters found = run(lloyd, start, new Seeding(lloyd, random.split()).centroids(k));
        best = best == null || found.inertia < best.inertia ? found : best;
      }
      return Objects.requireNonNull(best);
    }

    private PixelClusters run(Lloyd lloyd, int start, double[][] centroids) {
      double limit = tolerance * lloyd.meanVariance();
      ClusterSums sums = new ClusterSums(lloyd, k);
      int[][] labels = labels(lloyd.images());
      int[][] before = labels(lloyd.images());
      before[0][0] = -1;
      boolean rest = false;
      int iteration = 0;
      for (; iteration < maxIterations && !rest; iteration++) {
        double inertia = lloyd.assign(centroids, labels);
        progress.iteration(start, iteration, inertia);
        if (Arrays.deepEquals(labels, before)) {
          return new PixelClusters(lloyd, centroids, labels, inertia, iteration + 1, true);
        }
        double[][] moved = sums.means(centroids, labels);
        double shift = 0;
        for (int j = 0; j < k; j++) {
          Lloyd.add(moved[j], -1, centroids[j]);
          shift += Lloyd.dot(centroids[j], centroids[j]);
        }
        rest = shift <= limit;
        centroids = moved;
        int[][] spare = before;
        before = labels;
        labels = spare;
      }
      double inertia = lloyd.assign(centroids, labels);
      return new PixelClusters(lloyd, centroids, labels, inertia, iteration, rest);
    }

    private static int[][] labels(List<Hypercolumns> images) {
      return images.stream().map(i -> new int[i.pixels()]).toArray(int[][]::new);
    }
  }

  private final double[][] centroids;
  private final int[][] labels;
  private final int[] widths;
  private final double inertia;
  private final int iterations;
  private final boolean converged;

  private PixelClusters(
      Lloyd lloyd,
      double[][] centroids,
      int[][] labels,
      double inertia,
      int iterations,
      boolean converged) {
    this.widths = lloyd.images().stream().mapToInt(Hypercolumns::width).toArray();
    this.centroids = centroids;
    this.labels = labels;
    this.inertia = inertia;
    this.iterations = iterations;
    this.converged = converged;
  }

  /**
   * Settings for a clustering.
   *
   * @param k how many clusters, at least 1
   * @return a builder
   * @throws IllegalArgumentException if k is below 1
   */
  public static Builder builder(int k) {
    return new Builder(k);
  }

  /**
   * Clusters one image's pixels with the default settings.
   *
   * @param columns the pixels' columns
   * @param k how many clusters, from 1 to the number of pixels
   * @param seed the same seed gives the same clusters
   * @return the clusters
   * @throws IllegalArgumentException if k is out of range
   */
  public static PixelClusters fit(Hypercolumns columns, int k, long seed) {
    return builder(k).seed(seed).fit(columns);
  }

  /**
   * How many clusters.
   *
   * @return at least 1
   */
  public int k() {
    return centroids.length;
  }

  /**
   * The clusters' mean columns.
   *
   * @return [k, depth], DOUBLE, a copy
   */
  public INDArray centroids() {
    return Nd4j.createFromArray(centroids);
  }

  /**
   * The sum over all pixels of the squared distance to the nearest centroid.
   *
   * @return at least 0, to single precision of the pixels' squared lengths
   */
  public double inertia() {
    return inertia;
  }

  /**
   * How many iterations the winning start took.
   *
   * @return at least 1
   */
  public int iterations() {
    return iterations;
  }

  /**
   * Whether the winning start came to rest before the limit on iterations.
   *
   * @return true if it did
   */
  public boolean converged() {
    return converged;
  }

  /**
   * The pixels' clusters in the first or only image.
   *
   * @return the cluster of each pixel, from 0, row after row; a copy
   */
  public int[] labels() {
    return labels(0);
  }

  /**
   * The pixels' clusters in one of the images.
   *
   * @param image which image, in the order given to {@code fit}
   * @return the cluster of each pixel, from 0, row after row; a copy
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int[] labels(int image) {
    Indices.require("image", image, labels.length);
    return labels[image].clone();
  }

  /**
   * The pixels' clusters in one of the images as a picture.
   *
   * @param image which image, in the order given to {@code fit}
   * @param colormap the colours: cluster j gets that of j/(k − 1)
   * @return an opaque RGB picture of the volume's size
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public BufferedImage picture(int image, Colormap colormap) {
    Indices.require("image", image, labels.length);
    int[] plane = labels[image];
    int width = widths[image];
    BufferedImage picture =
        new BufferedImage(width, plane.length / width, BufferedImage.TYPE_INT_RGB);
    double last = Math.max(1, k() - 1);
    for (int p = 0; p < plane.length; p++) {
      picture.setRGB(p % width, p / width, colormap.rgb(plane[p] / last));
    }
    return picture;
  }

  /**
   * How many pixels each cluster has in all images.
   *
   * @return k counts
   */
  public long[] sizes() {
    return Lloyd.sizes(labels, k());
  }

  /**
   * Finds the nearest centroid for the pixels of another image.
   *
   * @param columns an image's columns, of the same depth
   * @return the cluster of each pixel, from 0, row after row
   * @throws IllegalArgumentException if the depth differs
   */
  public int[] predict(Hypercolumns columns) {
    Images.requireDepth(columns, centroids[0].length);
    int[] found = new int[columns.pixels()];
    Lloyd.assign(columns, centroids, found);
    return found;
  }
}
