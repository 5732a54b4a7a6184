package org.percept4j.examples.experiments.erf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.core.plot.MapPanel;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.LinearErf;

/**
 * Figure 1 of Luo et al. 2016: fields of networks of several depths with uniform weights (exact),
 * random weights, and random weights with ReLU, and how their size grows.
 */
public final class DepthFigures {

  private static final List<Activation> ACTIVATIONS = List.of(Activation.IDENTITY, Activation.RELU);
  private static final List<String> NAMES = List.of("uniform", "random", "random + ReLU");

  private final int[] depths;
  private final double[][] sizes;
  private final double[][] errors;
  private final MapFigure.Builder grid;

  private DepthFigures(int... depths) {
    this.depths = depths.clone();
    sizes = new double[NAMES.size()][depths.length];
    errors = new double[NAMES.size()][depths.length];
    grid =
        MapFigure.builder("Effective receptive fields by depth, all at one scale")
            .perRow(depths.length)
            .side(165);
  }

  /**
   * Returns how often {@link #measure} reports.
   *
   * @param depths numbers of layers
   * @return the count
   */
  public static int steps(int... depths) {
    return depths.length * ACTIVATIONS.size();
  }

  /**
   * Measures, by the root mean square over networks.
   *
   * @param draws how many networks of each kind, at least 2
   * @param afterEach told what has been measured
   * @param depths numbers of layers, ascending, at least two
   * @return the figures
   */
  public static DepthFigures measure(int draws, Consumer<String> afterEach, int... depths) {
    DepthFigures figures = new DepthFigures(depths);
    for (int d = 0; d < depths.length; d++) {
      figures.uniform(d);
    }
    for (int a = 0; a < ACTIVATIONS.size(); a++) {
      for (int d = 0; d < depths.length; d++) {
        figures.random(
            a + 1,
            d,
            DepthExperiment.measure(depths[d], ACTIVATIONS.get(a), Aggregation.RMS, draws));
        afterEach.accept(depths[d] + " layers, " + NAMES.get(a + 1));
      }
    }
    return figures;
  }

  private void uniform(int d) {
    ErfMap map = LinearErf.chain(depths[d], 3);
    GaussianFit fit = GaussianFit.of(map);
    sizes[0][d] = Measure.SIZE.of(map);
    grid.add(
        MapPanel.of(map.toArray(), map.rows(), map.columns(), caption(0, d, fit))
            .centre(map.centreRow(), map.centreColumn())
            .outline(0, 0, map.rows(), map.columns())
            .ellipse(fit.row(), fit.column(), fit.sigmaY(), fit.sigmaX()));
  }

  private void random(int kind, int d, EffectiveReceptiveField field) {
    sizes[kind][d] = field.size().value();
    errors[kind][d] = field.size().standardError();
    grid.add(GrowthTable.panel(field, caption(kind, d, field.gaussianFit())));
  }

  private String caption(int kind, int d, GaussianFit fit) {
    int theory = 2 * depths[d] + 1;
    double error = errors[kind][d];
    String spread = error > 0 ? String.format(Locale.ROOT, " ± %.1f", error) : "";
    return String.format(
        Locale.ROOT,
        "%s, %d layers\nsize %.1f%s px, %.0f %% of %d\nσ %.2f px, R² %.3f",
        NAMES.get(kind),
        depths[d],
        sizes[kind][d],
        spread,
        100 * sizes[kind][d] / theory,
        theory,
        fit.sigma(),
        fit.r2());
  }

  /**
   * Draws the fields.
   *
   * @return a row for each kind of weights, a column for each depth
   */
  public MapFigure grid() {
    return grid.build();
  }

  private double[] theory() {
    return Arrays.stream(depths).mapToDouble(n -> 2 * n + 1).toArray();
  }

  /**
   * Draws sizes by depth with fitted powers.
   *
   * @return a plot, both axes logarithmic
   */
  public LinePlot plot() {
    double[] x = Arrays.stream(depths).asDoubleStream().toArray();
    LinePlot.Builder plot =
        LinePlot.builder("Size by depth n", "layers", "size in pixels")
            .logX()
            .logY()
            .markers()
            .powerFit("n")
            .xTicks(x)
            .add("theoretical", x, theory());
    for (int i = 0; i < NAMES.size(); i++) {
      plot.addWithErrors(NAMES.get(i), x, sizes[i], errors[i]);
    }
    return plot.build();
  }

  /**
   * Says how sizes grow, from what was measured.
   *
   * @return sentences
   */
  public String summary() {
    List<String> exponents = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      exponents.add(
          String.format(
              Locale.ROOT,
              "n^%.2f with %s weights",
              DepthExperiment.exponent(depths, sizes[i]),
              NAMES.get(i)));
    }
    int last = NAMES.size() - 1;
    int deepest = depths.length - 1;
    return String.format(
        Locale.ROOT,
        "A unit looks at the middle of what it could see. The size grows with the number of layers"
            + " n as %s, where the theoretical field grows nearly in proportion to n; the paper"
            + " reports n^0.56. With random weights and ReLU a unit looks at %.0f %% of the side of"
            + " its theoretical field at %d layers and at %.0f %% at %d.",
        String.join(", ", exponents),
        100 * sizes[last][0] / theory()[0],
        depths[0],
        100 * sizes[last][deepest] / theory()[deepest],
        depths[deepest]);
  }
}
