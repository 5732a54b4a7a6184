package org.percept4j.erf.measure;

import java.util.Arrays;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.fitting.leastsquares.MultivariateJacobianFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

/**
 * Least squares with six parameters: height A, centre, and the triangular root of the precision
 * matrix, q = (p·dx + r·dy)² + (s·dy)². Unlike two widths and an angle, these stay independent for
 * round fields, and q is never negative.
 */
final class GaussianFitter {

  private static final int MAX_EVALUATIONS = 300;

  private final int columns;
  private final double[] heights;

  private GaussianFitter(int columns, double[] heights) {
    this.columns = columns;
    this.heights = heights;
  }

  static GaussianFit fit(ErfMap map) {
    double max = map.max();
    if (max == 0) {
      return GaussianFit.none("the map is zero everywhere");
    }
    if (map.nonFinite() > 0) {
      return GaussianFit.none("the map has " + map.nonFinite() + " values that are not finite");
    }
    Moments m = map.moments();
    double determinant = m.varianceX() * m.varianceY() - m.covariance() * m.covariance();
    if (!(determinant > 0)) {
      return GaussianFit.none("the map has no extent in two dimensions");
    }
    double[] heights = Arrays.stream(map.toArray()).map(v -> Math.abs(v) / max).toArray();
    GaussianFitter fitter = new GaussianFitter(map.columns(), heights);
    double s = 1 / Math.sqrt(m.varianceY());
    double p = Math.sqrt(m.varianceY() / determinant);
    double r = -m.covariance() / (determinant * p);
    return fitter.solve(new double[] {1, m.column(), m.row(), p, r, s}, max);
  }

  private GaussianFit solve(double[] start, double scale) {
    try {
      double[] found =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .model((MultivariateJacobianFunction) x -> evaluate(x.toArray()))
                      .target(heights)
                      .start(start)
                      .maxEvaluations(MAX_EVALUATIONS)
                      .maxIterations(MAX_EVALUATIONS)
                      .build())
              .getPoint()
              .toArray();
      return describe(found, scale);
    } catch (IllegalStateException | IllegalArgumentException | ArithmeticException failed) {
      // The three roots of Commons Math's exceptions.
      return GaussianFit.none("no convergence: " + failed.getMessage());
    }
  }

  private Pair<RealVector, RealMatrix> evaluate(double[] x) {
    double[] values = new double[heights.length];
    double[][] jacobian = new double[heights.length][];
    for (int i = 0; i < heights.length; i++) {
      double dx = i % columns - x[1];
      int row = i / columns;
      double dy = row - x[2];
      double u = x[3] * dx + x[4] * dy;
      double shape = Math.exp(-0.5 * (u * u + x[5] * x[5] * dy * dy));
      double g = x[0] * shape;
      values[i] = g;
      jacobian[i] =
          new double[] {
            shape,
            g * u * x[3],
            g * (u * x[4] + x[5] * x[5] * dy),
            -g * u * dx,
            -g * u * dy,
            -g * x[5] * dy * dy
          };
    }
    return new Pair<>(
        new ArrayRealVector(values, false), new Array2DRowRealMatrix(jacobian, false));
  }

  private GaussianFit describe(double[] x, double scale) {
    double p = x[3];
    double r = x[4];
    double s = x[5];
    // Covariance: the inverse of the precision matrix [[p², pr], [pr, r² + s²]].
    double determinant = p * p * s * s;
    double xx = (r * r + s * s) / determinant;
    double yy = p * p / determinant;
    double xy = -p * r / determinant;
    double mean = (xx + yy) / 2;
    double spread = Math.hypot((xx - yy) / 2, xy);
    double r2 = determination(x);
    boolean sound = Double.isFinite(mean) && Double.isFinite(r2) && x[0] > 0 && mean > spread;
    return new GaussianFit(
        sound,
        x[0] * scale,
        x[2],
        x[1],
        Math.sqrt(xx),
        Math.sqrt(yy),
        Math.sqrt(mean + spread),
        Math.sqrt(Math.max(0, mean - spread)),
        Math.toDegrees(0.5 * Math.atan2(2 * xy, xx - yy)),
        r2,
        sound ? "" : "converged to something that is no Gaussian");
  }

  private double determination(double[] x) {
    double[] fitted = evaluate(x).getFirst().toArray();
    double mean = Arrays.stream(heights).average().orElse(0);
    double residual = 0;
    double total = 0;
    for (int i = 0; i < heights.length; i++) {
      residual += (heights[i] - fitted[i]) * (heights[i] - fitted[i]);
      total += (heights[i] - mean) * (heights[i] - mean);
    }
    return 1 - residual / total;
  }
}
