package org.percept4j.hypercolumn.learn;

import org.percept4j.hypercolumn.Hypercolumns;

/**
 * The nearest centroid of every pixel. With centroids c relative to an origin, ‖x − c_j‖² − ‖x −
 * c_0‖² = −2(x·(c_j − c_0) − ½(‖c_j‖² − ‖c_0‖²)), so k − 1 products decide.
 */
final class Assignment {

  private Assignment() {}

  /**
   * Labels every pixel; of equally near centroids the first.
   *
   * @param origin what centroids are relative to
   * @return one label per pixel, row after row
   */
  static int[] labels(Hypercolumns image, float[] origin, double[][] centroids) {
    int k = centroids.length - 1;
    double[][] vectors = new double[k][];
    float[] half = new float[k];
    double first = Vectors.dot(centroids[0], centroids[0]);
    for (int j = 0; j < k; j++) {
      vectors[j] = centroids[j + 1].clone();
      Vectors.add(-1, centroids[0], vectors[j]);
      half[j] = (float) ((Vectors.dot(centroids[j + 1], centroids[j + 1]) - first) / 2);
    }
    int[] labels = new int[image.pixels()];
    image
        .products(origin)
        .project(vectors)
        .forEach(
            (from, to, products) -> {
              int at = from * image.width();
              for (int i = 0; i < (to - from) * image.width(); i++) {
                float best = 0;
                for (int j = 0; j < k; j++) {
                  if (products[j][i] - half[j] > best) {
                    best = products[j][i] - half[j];
                    labels[at + i] = j + 1;
                  }
                }
              }
            });
    return labels;
  }

  /** One plane that is 1 where the label is the wanted one and 0 elsewhere. */
  static float[] mask(int[] labels, int wanted) {
    float[] mask = new float[labels.length];
    for (int p = 0; p < mask.length; p++) {
      mask[p] = labels[p] == wanted ? 1 : 0;
    }
    return mask;
  }

  static long[] sizes(int[] labels, int k) {
    long[] sizes = new long[k];
    for (int label : labels) {
      sizes[label]++;
    }
    return sizes;
  }
}
