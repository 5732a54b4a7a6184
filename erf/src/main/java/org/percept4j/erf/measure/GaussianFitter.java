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
 * Fits by least squares with up to six parameters: height A, centre, and the triangular root of the
 * precision matrix, q = (p·dx + r·dy)² + (s·dy)². Unlike two widths and an angle, these stay
 * independent for round fields, and q is never negative. Which of them are free makes the shape.
 */
final class GaussianFitter {

  /** In sides of the picture. */
  private static final double MAX_SIGMA_RATIO = 10;

  private static final int MAX_EVALUATIONS = 300;
  private static final int[] ROTATED = {0, 1, 2, 3, 4, 5};
  private static final int[] ALIGNED = {0, 1, 2, 3, 5};
  private static final int[] ALONG_COLUMNS = {0, 1, 3};
  private static final int[] ALONG_ROWS = {0, 2, 5};

  private final int columns;
  private final double[] heights;
  private final int[] free;
  private final double[] start;

  private GaussianFitter(int columns, double[] heights, int[] free, double... start) {
    this.columns = columns;
    this.heights = heights;
    this.free = free;
    this.start = start;
  }

  static GaussianFit fit(ErfMap map, boolean rotated) {
    double max = map.max();
    if (max == 0) {
      return GaussianFit.none("the map is zero everywhere");
    }
    if (map.nonFinite() > 0) {
      return GaussianFit.none("the map has " + map.nonFinite() + " values that are not finite");
    }
    Moments m = Moments.of(map);
    double[] heights = Arrays.stream(map.toArray()).map(v -> Math.abs(v) / max).toArray();
    if (map.dimensions() == 1) {
      double variance = map.rows() == 1 ? m.varianceX() : m.varianceY();
      if (!(variance > 0)) {
        return GaussianFit.none("the map has no extent");
      }
      int[] free = map.rows() == 1 ? ALONG_COLUMNS : ALONG_ROWS;
      double root = 1 / Math.sqrt(variance);
      return new GaussianFitter(map.columns(), heights, free, 1, m.column(), m.row(), root, 0, root)
          .solve(max);
    }
    double covariance = rotated ? m.covariance() : 0;
    double determinant = m.varianceX() * m.varianceY() - covariance * covariance;
    if (!(determinant > 0)) {
      return GaussianFit.none("the map has no extent in two dimensions");
    }
    double s = 1 / Math.sqrt(m.varianceY());
    double p = Math.sqrt(m.varianceY() / determinant);
    double r = -covariance / (determinant * p);
    return new GaussianFitter(
            map.columns(), heights, rotated ? ROTATED : ALIGNED, 1, m.column(), m.row(), p, r, s)
        .solve(max);
  }

  private GaussianFit solve(double scale) {
    double[] begin = Arrays.stream(free).mapToDouble(i -> start[i]).toArray();
    try {
      double[] found =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .model((MultivariateJacobianFunction) x -> evaluate(x.toArray()))
                      .target(heights)
                      .start(begin)
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

  /** All six parameters, those that are not free as they began. */
  private double[] all(double... chosen) {
    double[] x = start.clone();
    for (int i = 0; i < free.length; i++) {
      x[free[i]] = chosen[i];
    }
    return x;
  }

  private Pair<RealVector, RealMatrix> evaluate(double... chosen) {
    double[] x = all(chosen);
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
      double[] slopes = {
        shape,
        g * u * x[3],
        g * (u * x[4] + x[5] * x[5] * dy),
        -g * u * dx,
        -g * u * dy,
        -g * x[5] * dy * dy
      };
      jacobian[i] = Arrays.stream(free).mapToDouble(j -> slopes[j]).toArray();
    }
    return new Pair<>(
        new ArrayRealVector(values, false), new Array2DRowRealMatrix(jacobian, false));
  }

  private GaussianFit describe(double[] chosen, double scale) {
    double[] x = all(chosen);
    double p = x[3];
    double r = x[4];
    double s = x[5];
    // Covariance: the inverse of the precision matrix [[p², pr], [pr, r² + s²]].
    double determinant = p * p * s * s;
    boolean line = free.length == ALONG_ROWS.length;
    double xx = line && free == ALONG_ROWS ? 0 : (r * r + s * s) / determinant;
    double yy = line && free == ALONG_COLUMNS ? 0 : p * p / determinant;
    double xy = -p * r / determinant;
    double mean = (xx + yy) / 2;
    double spread = Math.hypot((xx - yy) / 2, xy);
    double r2 = determination(chosen);
    boolean wide = line ? mean > 0 : mean > spread;
    // Far wider than the picture is a ridge or a plane, whose width is not known.
    double widest = MAX_SIGMA_RATIO * Math.max(columns, Math.floorDiv(heights.length, columns));
    boolean sound =
        Double.isFinite(mean)
            && Double.isFinite(r2)
            && x[0] > 0
            && wide
            && Math.sqrt(mean + spread) <= widest;
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

  private double determination(double... chosen) {
    double[] fitted = evaluate(chosen).getFirst().toArray();
    double[] residuals = new double[fitted.length];
    Arrays.setAll(residuals, i -> heights[i] - fitted[i]);
    // OpenERF's fit, which the aligned one is, takes the residuals' variance.
    double offset = free == ALIGNED ? Arrays.stream(residuals).average().orElse(0) : 0;
    double mean = Arrays.stream(heights).average().orElse(0);
    double residual = 0;
    double total = 0;
    for (int i = 0; i < heights.length; i++) {
      residual += (residuals[i] - offset) * (residuals[i] - offset);
      total += (heights[i] - mean) * (heights[i] - mean);
    }
    return 1 - residual / total;
  }
}
