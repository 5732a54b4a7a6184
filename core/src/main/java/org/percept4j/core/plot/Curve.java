package org.percept4j.core.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.jspecify.annotations.Nullable;

/** One curve of a {@link LinePlot}: points, perhaps with a range around each. Never modified. */
record Curve(
    String name, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {

  static Curve of(String name, double[] x, double[] y) {
    return new Curve(name, x.clone(), y.clone(), null, null);
  }

  Curve within(double[] from, double[] to) {
    return new Curve(name, x, y, from.clone(), to.clone());
  }

  /** Fits y = c·x^a by least squares of the logarithms: c and a; NaN with fewer than two points. */
  double[] power() {
    SimpleRegression fit = new SimpleRegression();
    for (int i = 0; i < x.length; i++) {
      if (x[i] > 0 && y[i] > 0 && Double.isFinite(x[i] + y[i])) {
        fit.addData(Math.log(x[i]), Math.log(y[i]));
      }
    }
    return new double[] {Math.exp(fit.getIntercept()), fit.getSlope()};
  }

  /** Describes the curve: where it begins and ends, its extremes, and what no axis can show. */
  String description(boolean log) {
    List<String> parts = new ArrayList<>();
    int zeros = 0;
    int bad = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double v : y) {
      if (!Double.isFinite(v)) {
        bad++;
      } else if (log && v <= 0) {
        zeros++;
      } else {
        min = Math.min(min, v);
        max = Math.max(max, v);
      }
    }
    parts.add(
        String.format(
            Locale.ROOT, "%s goes from %s to %s", name, spoken(y[0]), spoken(y[y.length - 1])));
    if (min < max) {
      parts.add(String.format(Locale.ROOT, "lowest %s, highest %s", spoken(min), spoken(max)));
    }
    if (zeros > 0) {
      parts.add("zero or less at " + zeros + " of " + y.length + " points");
    }
    if (bad > 0) {
      parts.add("NaN or infinite at " + bad + " of " + y.length + " points");
    }
    return String.join("; ", parts) + ".";
  }

  private static String spoken(double value) {
    return Double.isNaN(value) ? "NaN" : String.format(Locale.ROOT, "%.3g", value);
  }
}
