package org.percept4j.hypercolumn.learn;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.Projection;

/**
 * Tells a pixel's class by its hypercolumn, as {@link LogisticRegression} has learned to.
 *
 * <p>Whole images are classified without their volume: the classifier runs on each layer's own maps
 * and the responses are enlarged and added (Hariharan et al. 2015, section 4).
 *
 * <p>Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class PixelClassifier implements Serializable {

  /** The label of a pixel whose class is not known: nothing is learned from it. */
  public static final int UNLABELLED = -1;

  private static final long serialVersionUID = 1;
  private static final String KIND = "PixelClassifier_v1";

  private final float[] origin;
  private final double[][] weights;
  private final double[] biases;

  /** Biases are those of columns relative to the origin. */
  private PixelClassifier(float[] origin, double[][] weights, double[] biases) {
    this.origin = origin;
    this.weights = weights;
    this.biases = biases;
  }

  /** For columns as they are, from weights on standardised ones with the bias last. */
  static PixelClassifier unscaled(double[][] standard, double[] means, double[] scales) {
    float[] origin = Floats.narrowed(means);
    double[] rest = Vectors.minus(origin, means);
    double[][] weights = new double[standard.length][means.length];
    double[] biases = new double[standard.length];
    for (int j = 0; j < standard.length; j++) {
      for (int c = 0; c < means.length; c++) {
        weights[j][c] = standard[j][c] * scales[c];
      }
      biases[j] = standard[j][means.length] + Vectors.dot(weights[j], rest);
    }
    return new PixelClassifier(origin, weights, biases);
  }

  /**
   * Returns the weight of every channel in each class's response.
   *
   * @return [classes, depth], DOUBLE, a copy
   */
  public INDArray weights() {
    return Nd4j.createFromArray(weights);
  }

  /**
   * Returns each class's response to a column of zeros.
   *
   * @return [classes], DOUBLE, a copy
   */
  public INDArray biases() {
    double[] plain = new double[biases.length];
    double[] zero = Vectors.minus(origin, new double[origin.length]);
    Arrays.setAll(plain, j -> biases[j] - Vectors.dot(weights[j], zero));
    return Nd4j.createFromArray(plain);
  }

  /**
   * Finds the most probable class of every pixel.
   *
   * @param columns an image's columns, of the depth trained on
   * @return one class per pixel, row after row; the first of equally probable ones
   * @throws IllegalArgumentException if the depth differs
   */
  public int[] predict(Hypercolumns columns) {
    int[] classes = new int[columns.pixels()];
    projection(columns)
        .forEach(
            (from, to, responses) -> {
              int at = from * columns.width();
              for (int i = 0; i < responses[0].length; i++) {
                int best = 0;
                for (int j = 1; j < responses.length; j++) {
                  best = responses[j][i] + biases[j] > responses[best][i] + biases[best] ? j : best;
                }
                classes[at + i] = best;
              }
            });
    return classes;
  }

  /**
   * Computes the probability of every class at every pixel.
   *
   * @param columns an image's columns, of the depth trained on
   * @return [classes, height, width], FLOAT; over the classes they add up to 1
   * @throws IllegalArgumentException if the depth differs
   */
  public INDArray probabilities(Hypercolumns columns) {
    int pixels = columns.pixels();
    float[] all = new float[Math.multiplyExact(biases.length, pixels)];
    projection(columns)
        .forEach(
            (from, to, responses) -> {
              double[] row = new double[biases.length];
              for (int i = 0; i < responses[0].length; i++) {
                for (int j = 0; j < row.length; j++) {
                  row[j] = responses[j][i] + biases[j];
                }
                Adam.softmax(row);
                for (int j = 0; j < row.length; j++) {
                  all[j * pixels + from * columns.width() + i] = (float) row[j];
                }
              }
            });
    return Nd4j.createFromArray(all).reshape(biases.length, columns.height(), columns.width());
  }

  private Projection projection(Hypercolumns columns) {
    Requirements.requireDepth(columns, origin.length);
    return columns.products(origin).project(weights);
  }

  /**
   * Writes the classifier to a NumPy archive ({@code .npz}): {@code origin}, {@code weights} and
   * {@code biases}, so that a class's response is weights·(column − origin) + bias.
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
            ModelFile.of("weights", weights),
            ModelFile.of("biases", biases)));
  }

  /**
   * Reads a classifier.
   *
   * @param path a file that {@link #save} wrote
   * @return the classifier
   * @throws IOException if the file cannot be read, is corrupt or holds something else; the message
   *     names the file and what is wrong
   */
  public static PixelClassifier load(Path path) throws IOException {
    ModelFile file = ModelFile.read(path, KIND);
    float[] origin = file.floats("origin");
    double[][] weights = file.matrix("weights", origin.length);
    return new PixelClassifier(origin, weights, file.vector("biases", weights.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelClassifier that
        && Arrays.equals(origin, that.origin)
        && Arrays.deepEquals(weights, that.weights)
        && Arrays.equals(biases, that.biases);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(origin) + Arrays.deepHashCode(weights);
  }

  @Override
  public String toString() {
    return String.format(
        "PixelClassifier: %d classes by %d channels", biases.length, origin.length);
  }
}
