package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;

class PixelRegressionTest {

  private static final double PENALTY = 0.3;

  private final Hypercolumns columns = Dense.random(12, 14, Convention.HALF_PIXEL, 5);
  private final double[][] volume = Dense.volume(columns);

  /** Known at every so many pixels; a second target beside the first. */
  private float[][] targets(int every) {
    float[][] targets = new float[2][columns.pixels()];
    for (int p = 0; p < columns.pixels(); p++) {
      boolean known = p % every == 0;
      targets[0][p] = known ? (float) (volume[3][p] * volume[7][p]) : Float.NaN;
      targets[1][p] = (float) Math.sin(p);
    }
    return targets;
  }

  /** The normal equations, solved densely. */
  private double[] oracle(float[][] targets, int target) {
    int[] known =
        java.util.stream.IntStream.range(0, columns.pixels())
            .filter(p -> !Float.isNaN(targets[0][p]))
            .toArray();
    int depth = volume.length;
    double[] means = new double[depth];
    double mean = Arrays.stream(known).mapToDouble(p -> targets[target][p]).average().orElseThrow();
    RealMatrix x = new Array2DRowRealMatrix(known.length, depth);
    RealVector y = new ArrayRealVector(known.length);
    for (int c = 0; c < depth; c++) {
      int channel = c;
      means[c] = Arrays.stream(known).mapToDouble(p -> volume[channel][p]).average().orElseThrow();
      for (int i = 0; i < known.length; i++) {
        x.setEntry(i, c, volume[c][known[i]] - means[c]);
      }
    }
    for (int i = 0; i < known.length; i++) {
      y.setEntry(i, targets[target][known[i]] - mean);
    }
    RealMatrix normal =
        x.transpose()
            .multiply(x)
            .add(MatrixUtils.createRealIdentityMatrix(depth).scalarMultiply(PENALTY));
    RealVector w = new LUDecomposition(normal).getSolver().solve(x.preMultiply(y));
    double[] predicted = new double[columns.pixels()];
    for (int p = 0; p < predicted.length; p++) {
      predicted[p] = mean;
      for (int c = 0; c < depth; c++) {
        predicted[p] += w.getEntry(c) * (volume[c][p] - means[c]);
      }
    }
    return predicted;
  }

  /** All pixels known, more than channels, and fewer. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void predictionsAreThoseOfTheNormalEquations(int every) {
    float[][] targets = targets(every);
    PixelRegression regression = PixelRegression.fit(columns, targets, PENALTY);
    float[][] predicted = regression.predict(columns);
    for (int t = 0; t < 2; t++) {
      double[] expected = oracle(targets, t);
      for (int p = 0; p < expected.length; p++) {
        assertThat((double) predicted[t][p]).isCloseTo(expected[p], within(1e-4));
      }
      double first = regression.constants()[t];
      for (int c = 0; c < volume.length; c++) {
        first += regression.weights().getDouble(t, c) * volume[c][17];
      }
      assertThat(first).isCloseTo(expected[17], within(1e-4));
    }
  }

  @Test
  void fewPixelsGiveTheSameByEitherEquations() {
    float[][] targets = targets(9);
    PixelRegression dual = PixelRegression.fit(columns, targets, PENALTY);
    PixelRegression primal = PixelRegression.of(RegressionSums.of(columns, targets), PENALTY);
    double[] a = dual.weights().data().asDouble();
    double[] b = primal.weights().data().asDouble();
    assertThat(a).containsExactly(b, within(1e-6));
  }

  @Test
  void badInputIsRefused() {
    float[][] targets = targets(3);
    assertThatThrownBy(() -> PixelRegression.fit(columns, targets, 0))
        .hasMessage("penalty: expected above 0 and finite, got 0.0");
    assertThatThrownBy(() -> PixelRegression.fit(columns, new float[0][], 1))
        .hasMessage("targets: expected at least one plane, got none");
    assertThatThrownBy(() -> PixelRegression.fit(columns, new float[1][7], 1))
        .hasMessage("targets: expected 12×14 values, got 7");
    float[][] none = new float[1][columns.pixels()];
    Arrays.fill(none[0], Float.NaN);
    assertThatThrownBy(() -> PixelRegression.fit(columns, none, 1))
        .hasMessage("targets: expected at least one known pixel, got none");
    targets[1][3] = Float.NaN;
    assertThatThrownBy(() -> PixelRegression.fit(columns, targets, 1))
        .hasMessage("targets: expected finite values where they are known, got NaN at 3");
    assertThatThrownBy(
            () -> Cholesky.solve(new double[][] {{1, 2}, {2, 1}}, new double[][] {{1, 1}}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("matrix: expected a positive definite one, got pivot -3.0");
  }
}
