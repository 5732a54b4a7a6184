package org.percept4j.examples.experiments.erf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.RadialProfile;
import org.percept4j.erf.measure.RadialRing;
import org.percept4j.erf.measure.Threshold;
import org.percept4j.erf.theory.Interval;

/**
 * Measures how fields fall off from their centres: the mean of several fields that were laid over
 * one another, beside a Gaussian and beside the density of ganglion cells around a human fovea.
 */
public final class RadialShape {

  private static final double HALF = Math.sqrt(2 * Math.log(2));

  private final List<ErfMap> fields;
  private final ErfMap mean;
  private final GaussianFit fit;

  private RadialShape(List<ErfMap> fields, ErfMap mean) {
    this.fields = fields;
    this.mean = mean;
    this.fit = GaussianFit.of(mean);
  }

  /**
   * Cuts each field to what its unit can see, divides it by its mass, and takes the mean.
   *
   * @param complete fields of one layer of units that see no padding, at least one
   * @return the shape
   * @throws IllegalArgumentException if there is none
   */
  public static RadialShape of(List<EffectiveReceptiveField> complete) {
    if (complete.isEmpty()) {
      throw new IllegalArgumentException("complete: expected at least one field, got none");
    }
    List<ErfMap> cut = new ArrayList<>();
    for (EffectiveReceptiveField field : complete) {
      Interval rows = field.theory().rows().interval(field.info().row()).hull();
      Interval columns = field.theory().columns().interval(field.info().column()).hull();
      ErfMap window = window(field.map(), rows, columns);
      double mass = window.mass();
      cut.add(window.map(v -> v / mass));
    }
    ErfMap first = cut.get(0);
    double[] sum = new double[first.rows() * first.columns()];
    for (ErfMap map : cut) {
      double[] values = map.toArray();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i] / cut.size();
      }
    }
    return new RadialShape(
        cut,
        ErfMap.of(first.rows(), first.columns(), sum, first.centreRow(), first.centreColumn()));
  }

  static ErfMap window(ErfMap map, Interval rows, Interval columns) {
    double[][] values = new double[rows.length()][columns.length()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        values[r][c] = map.get(rows.first() + r, columns.first() + c);
      }
    }
    return ErfMap.of(values);
  }

  /** The b with which exp(−(r/a)^b) fits best down to the paper's threshold. */
  static double exponent(ErfMap map) {
    List<RadialRing> rings = RadialProfile.rings(map);
    double least = Threshold.PAPER.fraction() * GaussianFit.of(map).amplitude();
    double best = Double.NaN;
    double most = 0;
    for (double b = 0.5; b <= 6; b += 0.01) {
      SimpleRegression line = new SimpleRegression();
      for (RadialRing ring : rings) {
        if (ring.mean() < least) {
          break;
        }
        line.addData(Math.pow(ring.radius(), b), Math.log(ring.mean()));
      }
      if (line.getRSquare() > most) {
        most = line.getRSquare();
        best = b;
      }
    }
    return best;
  }

  /**
   * Density of human retinal ganglion cells' receptive fields, relative to the middle of the fovea:
   * a·(1 + r/r₂)⁻² + (1 − a)·exp(−r/rₑ), Watson 2014 ("A formula for human retinal ganglion cell
   * receptive field density as a function of visual field location", Journal of Vision 14(7):15,
   * equation 4), with the parameters of table 1's first meridian.
   *
   * @param degrees distance from the middle of the fovea, of visual angle
   * @return 1 in the middle
   */
  static double ganglionDensity(double degrees) {
    double a = 0.9851;
    return a * Math.pow(1 + degrees / 1.058, -2) + (1 - a) * Math.exp(-degrees / 22.14);
  }

  private static double ganglionHalf() {
    return new BrentSolver(1e-9).solve(100, r -> ganglionDensity(r) - 0.5, 0, 10);
  }

  /** Distance at which the fitted Gaussian has fallen to one half, in pixels. */
  private double half() {
    return HALF * fit.sigma();
  }

  private double gaussian(double radius) {
    return Math.exp(-0.5 * radius * radius / (fit.sigma() * fit.sigma()));
  }

  /** The measured profile between rings, relative to the fitted Gaussian's height. */
  private double measured(double radius) {
    List<RadialRing> rings = RadialProfile.rings(mean);
    int inner = (int) radius;
    if (inner + 1 >= rings.size()) {
      return 0;
    }
    double t = radius - inner;
    return ((1 - t) * rings.get(inner).mean() + t * rings.get(inner + 1).mean()) / fit.amplitude();
  }

  /**
   * Returns the numbers in words.
   *
   * @return of the mean field, and of single ones where there are several
   */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "Complete fields: %d. Laid over one another, the Gaussian fitted to their mean has σ = %.2f"
            + " px and R² = %.3f. The best b of exp(−(r/a)^b) down to 4.55 %% of the centre is"
            + " %.2f; a Gaussian has 2, an exponential fall-off 1.%s",
        fields.size(),
        fit.sigma(),
        fit.r2(),
        exponent(mean),
        fields.size() == 1 ? "" : single());
  }

  /**
   * Says how steeply fields fall off.
   *
   * @return a sentence
   */
  String conclusion() {
    double b = exponent(mean);
    return String.format(
        Locale.ROOT,
        b > 1
            ? "The attention of one unit falls off slowly at first and then steeply (b = %.2f), the"
                + " other way round than the density of cells in the eye."
            : "The attention of one unit falls off steeply at first and then ever more slowly (b ="
                + " %.2f), as the density of cells in the eye does.",
        b);
  }

  private String single() {
    return String.format(
        " Single fields: σ %s, R² %s, b %s (standard deviations).",
        spread(m -> GaussianFit.of(m).sigma()),
        spread(m -> GaussianFit.of(m).r2()),
        spread(RadialShape::exponent));
  }

  private String spread(ToDoubleFunction<ErfMap> measure) {
    SummaryStatistics all = new SummaryStatistics();
    fields.forEach(f -> all.addValue(measure.applyAsDouble(f)));
    return String.format(Locale.ROOT, "%.2f ± %.2f", all.getMean(), all.getStandardDeviation());
  }

  /**
   * Returns the columns' headings.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of("distance, half-widths", "these fields", "Gaussian", "ganglion cells");
  }

  /**
   * Returns how much is left at multiples of the distance at which one half is left.
   *
   * @return cells for {@link #header}
   */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (double times : new double[] {0.5, 1, 1.5, 2, 3}) {
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.1f", times),
              percent(measured(times * half())),
              percent(gaussian(times * half())),
              percent(ganglionDensity(times * ganglionHalf()))));
    }
    return rows;
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2g %%", 100 * fraction);
  }

  /**
   * Draws the mean profile, its Gaussian, and ganglion cells as far out, on a logarithmic scale.
   *
   * @return a plot
   */
  public LinePlot plot() {
    double[] radius =
        RadialProfile.rings(mean).stream()
            .mapToDouble(RadialRing::radius)
            .filter(r -> r <= mean.rows() / 2.0)
            .toArray();
    return LinePlot.builder(
            "Mean of " + fields.size() + " fields",
            "distance from the centre in pixels",
            "relative to the fitted centre")
        .logY()
        .add("measured", radius, values(radius, this::measured))
        .add("fitted Gaussian", radius, values(radius, this::gaussian))
        .add(
            "ganglion cells, scaled",
            radius,
            values(radius, r -> ganglionDensity(r * ganglionHalf() / half())))
        .build();
  }

  private static double[] values(double[] radius, DoubleUnaryOperator of) {
    return Arrays.stream(radius).map(of).toArray();
  }
}
