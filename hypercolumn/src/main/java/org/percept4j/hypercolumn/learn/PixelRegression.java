package org.percept4j.hypercolumn.learn;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.Floats;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Predicts values of pixels (a colour, a depth, …) linearly from their hypercolumns: exact ridge
 * regression, which minimises Σ‖y − W·x − b‖² + penalty·‖W‖² over the pixels whose values are
 * known, the constants b not penalised (Hoerl and Kennard 1970; scikit-learn's {@code Ridge}).
 *
 * <p>Fitted on all pixels from the layers' own maps, on few ones by as many equations as there are
 * pixels, without the volume either way. Standardise with {@link PixelScaler} first, so that the
 * penalty means the same for every channel. Immutable and thread-safe; serialisable, version 1.
 *
 * @serial exclude
 */
public final class PixelRegression implements Serializable {

  private static final long serialVersionUID = 1;
  private static final String KIND = "PixelRegression_v1";

  private final float[] origin;
  private final double[][] weights;
  private final double[] constants;

  /** Constants are those of columns relative to the origin. */
  private PixelRegression(float[] origin, double[][] weights, double[] constants) {
    this.origin = origin;
    this.weights = weights;
    this.constants = constants;
  }

  private static PixelRegression about(double[] means, double[][] weights, double[] targets) {
    float[] origin = Floats.narrowed(means);
    double[] rest = Vectors.minus(origin, means);
    double[] constants = targets.clone();
    for (int t = 0; t < constants.length; t++) {
      constants[t] += Vectors.dot(weights[t], rest);
    }
    return new PixelRegression(origin, weights, constants);
  }

  /**
   * Fits one image's pixels.
   *
   * @param columns the image's columns
   * @param targets planes of {@code height·width} values, row after row; NaN in the first plane
   *     where a pixel's values are not known. Not modified.
   * @param penalty above 0
   * @return the regression
   * @throws IllegalArgumentException if planes do not fit the image, no pixel is known, a known
   *     value is not finite, or the penalty is not above 0
   */
  public static PixelRegression fit(Hypercolumns columns, float[][] targets, double penalty) {
    requirePenalty(penalty);
    int[] known = RegressionSums.known(columns, targets);
    if (known.length > columns.depth()) {
      return of(RegressionSums.of(columns, targets), penalty);
    }
    double[] base = columns.mean();
    float[] rows = LabelledSample.centred(columns, base, known);
    double[][] values = new double[targets.length][known.length];
    for (int t = 0; t < values.length; t++) {
      for (int i = 0; i < known.length; i++) {
        values[t][i] = targets[t][known[i]];
      }
    }
    return dual(rows, base, values, penalty);
  }

  /** With fewer pixels than channels: W = α·X with (X·Xᵀ + penalty)·α = y, both centred. */
  private static PixelRegression dual(
      float[] rows, double[] base, double[][] values, double penalty) {
    int depth = base.length;
    int n = rows.length / depth;
    double[] mean = new double[depth];
    double[][] centred = new double[n][depth];
    for (int i = 0; i < rows.length; i++) {
      mean[i % depth] += rows[i] / (double) n;
    }
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < depth; c++) {
        centred[i][c] = rows[i * depth + c] - mean[c];
      }
    }
    double[][] kernel = new double[n][n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j <= i; j++) {
                kernel[i][j] = Vectors.dot(centred[i], centred[j]);
              }
              kernel[i][i] += penalty;
            });
    double[] targets = new double[values.length];
    for (int t = 0; t < targets.length; t++) {
      double target = Arrays.stream(values[t]).average().orElseThrow();
      targets[t] = target;
      values[t] = Arrays.stream(values[t]).map(v -> v - target).toArray();
    }
    Cholesky.solve(kernel, values);
    double[][] weights = new double[targets.length][depth];
    for (int t = 0; t < targets.length; t++) {
      for (int i = 0; i < n; i++) {
        Vectors.add(values[t][i], centred[i], weights[t]);
      }
    }
    return about(Vectors.plus(base, mean), weights, targets);
  }

  /**
   * Fits many images' pixels together, in one pass.
   *
   * @param images their columns, all of the same depth; sizes may differ
   * @param targets gives each image's planes, NaN where not known. Not modified.
   * @param penalty above 0
   * @return the regression
   * @throws IllegalArgumentException if there is no image, depths differ, planes do not fit, an
   *     image has no known pixel, a known value is not finite, or the penalty is not above 0
   */
  public static PixelRegression fit(PixelSource images, ImageTargets targets, double penalty) {
    requirePenalty(penalty);
    return of(
        images.sum((image, columns) -> RegressionSums.of(columns, targets.of(image, columns))),
        penalty);
  }

  /**
   * Solves for sums that were made before.
   *
   * @param sums sums over the known pixels
   * @param penalty above 0
   * @return the regression
   * @throws IllegalArgumentException if the penalty is not above 0
   */
  public static PixelRegression of(RegressionSums sums, double penalty) {
    requirePenalty(penalty);
    double[][] matrix = sums.columns().scatter();
    for (int c = 0; c < matrix.length; c++) {
      matrix[c][c] += penalty;
    }
    double[][] weights = sums.products();
    Cholesky.solve(matrix, weights);
    return about(sums.columns().means(), weights, sums.means());
  }

  private static void requirePenalty(double penalty) {
    if (!(penalty > 0) || Double.isInfinite(penalty)) {
      throw new IllegalArgumentException("penalty: expected above 0 and finite, got " + penalty);
    }
  }

  /**
   * Predicts the values of every pixel of an image.
   *
   * @param columns an image's columns, of the depth fitted on
   * @return [targets][height·width], row after row
   * @throws IllegalArgumentException if the depth differs
   */
  public float[][] predict(Hypercolumns columns) {
    Requirements.requireDepth(columns, origin.length);
    float[][] planes = columns.products(origin).project(weights).planes();
    for (int t = 0; t < planes.length; t++) {
      for (int p = 0; p < planes[t].length; p++) {
        planes[t][p] += (float) constants[t];
      }
    }
    return planes;
  }

  /**
   * Returns the weights of the channels.
   *
   * @return [targets, depth], DOUBLE, a copy
   */
  public INDArray weights() {
    return Nd4j.createFromArray(weights);
  }

  /**
   * Returns what is predicted of a column of zeros.
   *
   * @return one value per target
   */
  public double[] constants() {
    double[] plain = constants.clone();
    double[] zero = Vectors.minus(origin, new double[origin.length]);
    for (int t = 0; t < plain.length; t++) {
      plain[t] -= Vectors.dot(weights[t], zero);
    }
    return plain;
  }

  /**
   * Writes the regression to a NumPy archive ({@code .npz}): {@code origin}, {@code weights} and
   * {@code constants}, so that values are weights·(column − origin) + constants.
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
            ModelFile.of("constants", constants)));
  }

  /**
   * Reads a regression.
   *
   * @param path a file that {@link #save} wrote
   * @return the regression
   * @throws IOException if the file cannot be read, is corrupt or holds something else; the message
   *     names the file and what is wrong
   */
  public static PixelRegression load(Path path) throws IOException {
    ModelFile file = ModelFile.read(path, KIND);
    float[] origin = file.floats("origin");
    double[][] weights = file.matrix("weights", origin.length);
    return new PixelRegression(origin, weights, file.vector("constants", weights.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelRegression that
        && Arrays.equals(origin, that.origin)
        && Arrays.deepEquals(weights, that.weights)
        && Arrays.equals(constants, that.constants);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(origin) + Arrays.deepHashCode(weights);
  }

  @Override
  public String toString() {
    return String.format(
        "PixelRegression: %d values by %d channels", constants.length, origin.length);
  }
}
