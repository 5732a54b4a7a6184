package org.percept4j.hypercolumn;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Distances of some images' pixels to centroids in the factorised form: with centroids c, ‖x −
 * c_j‖² − ‖x − c_0‖² = −2(x·(c_j − c_0) − ½(‖c_j‖² − ‖c_0‖²)), so k − 1 products decide a pixel's
 * cluster and one sum of them gives the inertia.
 */
final class Lloyd {

  private final List<Hypercolumns> images;
  private final int depth;
  private final long pixels;
  private final float[][] norms;
  private final double[] total;
  private final double squares;

  Lloyd(List<Hypercolumns> images) {
    this.images = images;
    depth = images.get(0).depth();
    pixels = Images.pixels(images);
    norms = images.stream().map(SquaredNorms::of).toArray(float[][]::new);
    double sum = 0;
    for (float[] plane : norms) {
      for (float v : plane) {
        sum += v;
      }
    }
    squares = sum;
    total = Images.total(images);
  }

  static void add(double[] values, double factor, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * values[i];
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  List<Hypercolumns> images() {
    return images;
  }

  long pixels() {
    return pixels;
  }

  /** The sum of all pixels' columns. Not modified. */
  double[] total() {
    return total;
  }

  /** The mean over channels of their variance over pixels. */
  double meanVariance() {
    double mean = dot(total, total) / pixels;
    return Math.max(0, squares - mean) / pixels / depth;
  }

  /**
   * Gives every pixel the nearest centroid; of equally near ones the first.
   *
   * @param centroids k vectors
   * @param labels one plane per image. Modified.
   * @return the sum of squared distances to the nearest centroids
   */
  double assign(double[][] centroids, int[][] labels) {
    long[] sizes = new long[centroids.length];
    double products = 0;
    for (int i = 0; i < images.size(); i++) {
      stopIfInterrupted();
      products += assign(images.get(i), centroids, labels[i]);
      for (int label : labels[i]) {
        sizes[label]++;
      }
    }
    double inertia = squares - 2 * (products + dot(total, centroids[0]));
    for (int j = 0; j < centroids.length; j++) {
      inertia += sizes[j] * dot(centroids[j], centroids[j]);
    }
    return Math.max(0, inertia);
  }

  static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("clustering: the thread was interrupted");
    }
  }

  /** Returns Σ x·(c_label − c_0). */
  static double assign(Hypercolumns image, double[][] centroids, int[] labels) {
    int k = centroids.length - 1;
    float[][] vectors = new float[k][image.depth()];
    float[] half = new float[k];
    double first = dot(centroids[0], centroids[0]);
    for (int j = 0; j < k; j++) {
      for (int c = 0; c < image.depth(); c++) {
        vectors[j][c] = (float) (centroids[j + 1][c] - centroids[0][c]);
      }
      half[j] = (float) ((dot(centroids[j + 1], centroids[j + 1]) - first) / 2);
    }
    double[] rowSums = new double[image.height()];
    new Projection(image, vectors)
        .forEach(
            (from, to, products) -> {
              double sum = 0;
              int at = from * image.width();
              for (int i = 0; i < (to - from) * image.width(); i++) {
                int label = 0;
                float best = 0;
                for (int j = 0; j < k; j++) {
                  if (products[j][i] - half[j] > best) {
                    best = products[j][i] - half[j];
                    label = j + 1;
                  }
                }
                labels[at + i] = label;
                sum += label == 0 ? 0 : products[label - 1][i];
              }
              rowSums[from] = sum;
            });
    return Arrays.stream(rowSums).sum();
  }

  static long[] sizes(int[][] labels, int k) {
    long[] sizes = new long[k];
    for (int[] plane : labels) {
      for (int label : plane) {
        sizes[label]++;
      }
    }
    return sizes;
  }

  /** Hands over ‖x − v_j‖² of every pixel of one image, a few rows at a time. */
  void distances(int image, float[][] vectors, Projection.RowsConsumer consumer) {
    Hypercolumns columns = images.get(image);
    double[] squared = new double[vectors.length];
    for (int j = 0; j < vectors.length; j++) {
      squared[j] = Factorised.dot(vectors[j], 0, vectors[j], depth);
    }
    new Projection(columns, vectors)
        .forEach(
            (from, to, products) -> {
              int at = from * columns.width();
              for (int j = 0; j < vectors.length; j++) {
                for (int i = 0; i < products[j].length; i++) {
                  double d = norms[image][at + i] - 2.0 * products[j][i] + squared[j];
                  products[j][i] = (float) Math.max(0, d);
                }
              }
              consumer.accept(from, to, products);
            });
  }
}
