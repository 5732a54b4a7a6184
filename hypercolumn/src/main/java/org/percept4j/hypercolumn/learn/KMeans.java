package org.percept4j.hypercolumn.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.internal.Checks;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Finds k-means clusters of pixels by their hypercolumns with Lloyd's algorithm, without building
 * the volume.
 *
 * <p>Each start is seeded by k-means++ and the start with the smallest inertia wins. Iterations end
 * when no label changes, or when the centroids' squared moves add up to no more than the tolerance
 * times the channels' mean variance; conventions and defaults are scikit-learn's. A cluster that
 * loses all its pixels takes the pixel farthest from its centroid; clusters stay empty only if
 * there are fewer different columns than clusters. Of equally near centroids the first counts.
 * Columns are centred first, so that an offset of the channels costs no digits.
 *
 * <p>All starts share their passes over the images: one for the moments, 2k − 1 for the seeds, and
 * as many as the slowest start takes iterations, plus at most two. The same seed, images and groups
 * give the same clusters, bit for bit. Immutable and thread-safe.
 */
public final class KMeans {

  /** Hears of every iteration, on the thread that called {@code fit}. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Hears that an iteration is over. Starts take turns.
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
      this.k = Checks.atLeast("k", 1, k);
    }

    /**
     * Sets the number of starts; the best result is kept.
     *
     * @param starts at least 1; 10 if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder starts(int starts) {
      this.starts = Checks.atLeast("starts", 1, starts);
      return this;
    }

    /**
     * Sets the random seed.
     *
     * @param seed any number; 0 if not set
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Limits the iterations of a start.
     *
     * @param iterations at least 1; 300 if not set
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder maxIterations(int iterations) {
      maxIterations = Checks.atLeast("iterations", 1, iterations);
      return this;
    }

    /**
     * Sets the convergence tolerance.
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
     * Sets starting centroids, instead of those of k-means++.
     *
     * @param centroids [k, depth], any data type, finite. Not modified; copied.
     * @return this builder
     */
    public Builder initialCentroids(INDArray centroids) {
      initial = centroids.castTo(DataType.DOUBLE).dup('c');
      return this;
    }

    /**
     * Sets who hears of every iteration.
     *
     * @param progress called once per iteration; what it throws ends the clustering
     * @return this builder
     */
    public Builder progress(Progress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Finishes.
     *
     * @return the algorithm with these settings
     * @throws IllegalStateException if both a number of starts and starting centroids are set
     * @throws IllegalArgumentException if the starting centroids are not k rows of finite values
     */
    public KMeans build() {
      if (initial != null && starts != null) {
        throw new IllegalStateException(
            "starts: expected none beside initialCentroids, which allow only one, got " + starts);
      }
      if (initial != null) {
        if (initial.rank() != 2 || initial.rows() != k) {
          throw new IllegalArgumentException(
              "centroids: expected "
                  + k
                  + " rows, got an array of "
                  + Arrays.toString(initial.shape()));
        }
        for (double value : initial.data().asDouble()) {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("centroids: expected finite values, got " + value);
          }
        }
      }
      return new KMeans(this);
    }

    @Override
    public String toString() {
      return "KMeans.Builder[" + k + " clusters, seed " + seed + "]";
    }
  }

  private final int k;
  private final int starts;
  private final long seed;
  private final int maxIterations;
  private final double tolerance;
  private final double @Nullable [][] initial;
  private final Progress progress;

  private KMeans(Builder builder) {
    k = builder.k;
    starts = builder.starts == null ? 10 : builder.starts;
    seed = builder.seed;
    maxIterations = builder.maxIterations;
    tolerance = builder.tolerance;
    initial = builder.initial == null ? null : builder.initial.toDoubleMatrix();
    progress = builder.progress;
  }

  /**
   * Starts the settings of a clustering.
   *
   * @param k how many clusters, at least 1
   * @return a builder
   * @throws IllegalArgumentException if k is below 1
   */
  public static Builder builder(int k) {
    return new Builder(k);
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
    return fit(PixelSource.of(images));
  }

  /**
   * Clusters the pixels of many images together, in passes.
   *
   * @param images their columns, all of the same depth; sizes may differ
   * @return the clusters
   * @throws IllegalArgumentException if there is no image, depths differ, there are fewer pixels
   *     than clusters or the initial centroids have another depth
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public PixelClusters fit(PixelSource images) {
    PixelMoments moments = images.sum((image, columns) -> PixelMoments.variances(columns));
    if (k > moments.count()) {
      throw new IllegalArgumentException(
          "k: expected at most " + moments.count() + " clusters, one per pixel, got " + k);
    }
    float[] origin = Floats.narrowed(moments.means());
    double[][][] centroids;
    if (initial == null) {
      centroids = new Seeding(images, origin, seed).centroids(k, starts);
    } else {
      if (initial[0].length != origin.length) {
        throw new IllegalArgumentException(
            "centroids: expected " + origin.length + " columns, got " + initial[0].length);
      }
      centroids = new double[1][k][];
      for (int j = 0; j < k; j++) {
        centroids[0][j] = initial[j].clone();
        for (int c = 0; c < origin.length; c++) {
          centroids[0][j][c] -= origin[c];
        }
      }
    }
    return new Lloyd(images, moments, origin, this).best(centroids);
  }

  int maxIterations() {
    return maxIterations;
  }

  double tolerance() {
    return tolerance;
  }

  Progress progress() {
    return progress;
  }

  @Override
  public String toString() {
    return String.format(
        "KMeans of %d clusters, %s, at most %d iterations, tolerance %s",
        k,
        initial == null ? starts + " starts from seed " + seed : "from given centroids",
        maxIterations,
        tolerance);
  }
}
