package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.Rounding;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.Trunk;

class PixelPcaTest {

  /**
   * How far the covariance matrix may be off, in the sum of its eigenvalues' errors: each entry is
   * a mean over pixels of products of single precision, and no matrix norm is larger than the sum
   * over channels of the mean squares.
   */
  private static double covarianceError(Hypercolumns columns, double[][] volume) {
    double[][] magnitudes = Dense.magnitudes(columns);
    double squares = 0;
    for (int c = 0; c < volume.length; c++) {
      double mean = Math.abs(Arrays.stream(volume[c]).average().orElseThrow());
      squares += Arrays.stream(magnitudes[c]).map(m -> (m + mean) * (m + mean)).sum();
    }
    int pixels = columns.pixels();
    return Rounding.sum(Dense.roundings(columns) + pixels, squares / (pixels - 1));
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void equalsTheDenseVolumesEigenvectors(Convention convention) {
    Hypercolumns columns = Dense.random(12, 15, convention, 3);
    double[][] volume = Dense.volume(columns);
    RealMatrix pixels = new Array2DRowRealMatrix(volume).transpose();
    RealMatrix covariance = new Covariance(pixels).getCovarianceMatrix();
    EigenDecomposition eigen = new EigenDecomposition(covariance);
    PixelPca pca = PixelPca.fit(columns, 5);
    double[] expected = Arrays.copyOf(eigen.getRealEigenvalues(), 5);
    double error = covarianceError(columns, volume);
    assertThat(pca.variances()).containsExactly(expected, within(error)); // Weyl's inequality
    assertThat(pca.varianceRatios()[1])
        .isCloseTo(expected[1] / covariance.getTrace(), within(2 * error / covariance.getTrace()));
    RealMatrix found = MatrixUtils.createRealMatrix(pca.components().toDoubleMatrix());
    assertThat(
            found
                .multiply(found.transpose())
                .subtract(MatrixUtils.createRealIdentityMatrix(5))
                .getNorm())
        .isLessThan(Rounding.inDouble(columns.depth() * columns.depth()));
    RealMatrix residual =
        covariance
            .multiply(found.transpose())
            .subtract(found.transpose().multiply(MatrixUtils.createRealDiagonalMatrix(expected)));
    // A column's 1-norm is at most √depth times its 2-norm: that of Ev and of the values' errors.
    assertThat(residual.getNorm()).isLessThan(2 * error * Math.sqrt(columns.depth()));
  }

  @Test
  void projectionsAreThoseOfTheDenseVolume() {
    Hypercolumns columns = Trunk.convolutional();
    double[][] volume = Dense.volume(columns);
    PixelPca pca = PixelPca.fit(columns, 3);
    double[][] components = pca.components().toDoubleMatrix();
    double[][] magnitudes = Dense.magnitudes(columns);
    int roundings = Dense.roundings(columns);
    INDArray projected = pca.transform(columns);
    assertThat(projected.shape()).containsExactly(3, Trunk.HEIGHT, Trunk.WIDTH);
    float[] values = projected.data().asFloat();
    double[] means =
        Arrays.stream(volume).mapToDouble(v -> Arrays.stream(v).average().orElseThrow()).toArray();
    for (int i = 0; i < 3; i++) {
      double largest =
          Arrays.stream(components[i])
              .boxed()
              .max((a, b) -> Double.compare(Math.abs(a), Math.abs(b)))
              .orElseThrow();
      assertThat(largest).isPositive();
      for (int p = 0; p < Trunk.PIXELS; p += 17) {
        double expected = 0;
        double products = 0;
        for (int c = 0; c < volume.length; c++) {
          expected += components[i][c] * (volume[c][p] - means[c]);
          products += Math.abs(components[i][c]) * (magnitudes[c][p] + Math.abs(means[c]));
        }
        assertThat((double) values[i * Trunk.PIXELS + p])
            .isCloseTo(expected, within(Rounding.sum(roundings, products)));
      }
    }
  }

  @Test
  void theFirstComponentsColourThePicture() {
    Hypercolumns columns = Trunk.convolutional();
    PixelPca pca = PixelPca.fit(List.of(columns, columns), 3);
    BufferedImage picture = pca.rgb(columns);
    assertThat(picture.getWidth()).isEqualTo(Trunk.WIDTH);
    assertThat(picture.getHeight()).isEqualTo(Trunk.HEIGHT);
    float[] values = pca.transform(columns).data().asFloat();
    for (int i = 0; i < 3; i++) {
      int brightest = 0;
      int darkest = 0;
      for (int p = 0; p < Trunk.PIXELS; p++) {
        float v = values[i * Trunk.PIXELS + p];
        brightest = v > values[i * Trunk.PIXELS + brightest] ? p : brightest;
        darkest = v < values[i * Trunk.PIXELS + darkest] ? p : darkest;
      }
      assertThat(sample(picture, brightest, i)).isEqualTo(255);
      assertThat(sample(picture, darkest, i)).isZero();
    }
  }

  private static int sample(BufferedImage picture, int pixel, int band) {
    return picture.getRaster().getSample(pixel % Trunk.WIDTH, pixel / Trunk.WIDTH, band);
  }

  @Test
  void badInputIsRefused() {
    Hypercolumns columns = Trunk.convolutional();
    assertThatThrownBy(() -> PixelPca.fit(columns, 73))
        .hasMessage("count: expected 1 to 72 components, got 73");
    assertThatThrownBy(() -> PixelPca.fit(columns, 2).rgb(columns))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("rgb: expected three components, fitted are 2");
    assertThatThrownBy(() -> PixelPca.fit(columns, 2).transform(Trunk.withFullyConnected()))
        .hasMessage("columns: expected a depth of 72, got 79");
    Hypercolumns pixel = Dense.random(1, 1, Convention.HALF_PIXEL, 1);
    assertThatThrownBy(() -> PixelPca.fit(pixel, 1))
        .hasMessage("images: expected at least two pixels, got one");
  }
}
