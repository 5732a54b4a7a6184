package org.percept4j.hypercolumn.learn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.plot.Colormap;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Clusters of pixels by their hypercolumns, as {@link KMeans} finds them: centroids, to which
 * pixels of any image are assigned.
 *
 * <p>Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class PixelClusters implements Serializable {

  private static final long serialVersionUID = 1;
  private static final String KIND = "PixelClusters_v1";

  private final float[] origin;
  private final double[][] centroids;
  private final long[] sizes;
  private final double inertia;
  private final int iterations;
  private final boolean converged;

  PixelClusters(
      float[] origin,
      double[][] centroids,
      long[] sizes,
      double inertia,
      int iterations,
      boolean converged) {
    this.origin = origin;
    this.centroids = centroids;
    this.sizes = sizes;
    this.inertia = inertia;
    this.iterations = iterations;
    this.converged = converged;
  }

  /**
   * Clusters one image's pixels with the default settings of {@link KMeans}.
   *
   * @param columns the pixels' columns
   * @param k how many clusters, from 1 to the number of pixels
   * @param seed the same seed gives the same clusters
   * @return the clusters
   * @throws IllegalArgumentException if k is out of range
   */
  public static PixelClusters fit(Hypercolumns columns, int k, long seed) {
    return KMeans.builder(k).seed(seed).build().fit(columns);
  }

  /**
   * Returns the number of clusters.
   *
   * @return at least 1
   */
  public int k() {
    return centroids.length;
  }

  /**
   * Returns the clusters' mean columns.
   *
   * @return [k, depth], DOUBLE, a copy
   */
  public INDArray centroids() {
    double[][] absolute = new double[k()][];
    Arrays.setAll(absolute, j -> Vectors.sum(origin, centroids[j]));
    return Nd4j.createFromArray(absolute);
  }

  /**
   * Returns the sum over all pixels of the squared distance to the nearest centroid.
   *
   * @return at least 0, to single precision
   */
  public double inertia() {
    return inertia;
  }

  /**
   * Returns how many iterations the best start took.
   *
   * @return at least 1
   */
  public int iterations() {
    return iterations;
  }

  /**
   * Returns whether the best start converged before the limit on iterations.
   *
   * @return true if it did
   */
  public boolean converged() {
    return converged;
  }

  /**
   * Returns how many pixels each cluster has in all images it was fitted on.
   *
   * @return k counts; a copy
   */
  public long[] sizes() {
    return sizes.clone();
  }

  /**
   * Finds the nearest centroid of every pixel of an image, whether the clusters were fitted on it
   * or not.
   *
   * @param columns an image's columns, of the same depth
   * @return the cluster of each pixel, from 0, row after row
   * @throws IllegalArgumentException if the depth differs
   */
  public int[] predict(Hypercolumns columns) {
    Requirements.requireDepth(columns, origin.length);
    return Assignment.labels(columns, origin, centroids);
  }

  /**
   * Draws the clusters of an image's pixels.
   *
   * @param columns an image's columns, of the same depth
   * @param colormap the colours: cluster j gets that of j/(k − 1)
   * @return an opaque RGB picture of the volume's size
   * @throws IllegalArgumentException if the depth differs
   */
  public BufferedImage picture(Hypercolumns columns, Colormap colormap) {
    int[] labels = predict(columns);
    int width = columns.width();
    BufferedImage picture = new BufferedImage(width, columns.height(), BufferedImage.TYPE_INT_RGB);
    double last = Math.max(1, k() - 1);
    for (int p = 0; p < labels.length; p++) {
      picture.setRGB(p % width, p / width, colormap.rgb(labels[p] / last));
    }
    return picture;
  }

  /**
   * Writes the clusters to a NumPy archive ({@code .npz}): {@code origin}, {@code centroids}
   * relative to it, {@code sizes}, and {@code report} with inertia, iterations, and 1 if converged.
   *
   * @param path where to; replaced if it is there, once all is written
   * @throws IOException if it cannot be written
   */
  public void save(Path path) throws IOException {
    ModelFile.write(
        path,
        KIND,
        List.of(
            ModelFile.of("origin", origin),
            ModelFile.of("centroids", centroids),
            ModelFile.of("sizes", Arrays.stream(sizes).asDoubleStream().toArray()),
            ModelFile.of("report", inertia, iterations, converged ? 1 : 0)));
  }

  /**
   * Reads clusters.
   *
   * @param path a file that {@link #save} wrote
   * @return the clusters
   * @throws IOException if the file cannot be read, is corrupt or holds something else; the message
   *     names the file and what is wrong
   */
  public static PixelClusters load(Path path) throws IOException {
    ModelFile file = ModelFile.read(path, KIND);
    float[] origin = file.floats("origin");
    double[][] centroids = file.matrix("centroids", origin.length);
    double[] sizes = file.vector("sizes", centroids.length);
    double[] report = file.vector("report", 3);
    return new PixelClusters(
        origin,
        centroids,
        Arrays.stream(sizes).mapToLong(n -> (long) n).toArray(),
        report[0],
        (int) report[1],
        report[2] != 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelClusters that
        && Arrays.equals(origin, that.origin)
        && Arrays.deepEquals(centroids, that.centroids)
        && Arrays.equals(sizes, that.sizes)
        && inertia == that.inertia
        && iterations == that.iterations
        && converged == that.converged;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(origin) + Arrays.deepHashCode(centroids);
  }

  @Override
  public String toString() {
    return String.format(
        "PixelClusters: %d of %d channels, sizes %s, inertia %.6g, %s after %d iterations",
        k(),
        origin.length,
        Arrays.toString(sizes),
        inertia,
        converged ? "converged" : "not converged",
        iterations);
  }
}
