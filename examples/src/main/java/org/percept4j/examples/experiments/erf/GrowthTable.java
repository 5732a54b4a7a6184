package org.percept4j.examples.experiments.erf;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.core.plot.MapPanel;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.measure.ErfMap;

/** Tables and figures of {@link Growth}: means and standard errors over seeds. */
public final class GrowthTable {

  private static final int WINDOW = 20;
  private static final double LEARNED = 1.0;

  private GrowthTable() {}

  /**
   * Returns what the columns are.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "what was trained",
        "seeds",
        "95 % of the mass within, before",
        "after, px",
        "growth",
        "half-mass radius grew by",
        "the paper's size grew by",
        "pixels told right",
        "steps to a loss of 1");
  }

  /**
   * Returns one row: means and standard errors over trainings of one kind.
   *
   * @param runs one for each seed
   * @return cells for {@link #header}
   */
  public static List<String> row(List<Growth> runs) {
    return List.of(
        runs.get(0).kind().toString(),
        runs.size() + "",
        mean(runs, "%.1f", r -> r.massSize(false)),
        mean(runs, "%.1f", r -> r.massSize(true)),
        mean(runs, "%+.1f", r -> r.massSize(true) - r.massSize(false)),
        mean(runs, "%+.1f", r -> r.halfMassRadius(true) - r.halfMassRadius(false)),
        mean(runs, "%+.1f", r -> r.size(true) - r.size(false)),
        mean(runs, "%.0f %%", r -> 100 * r.accuracy()),
        steps(runs));
  }

  /** Returns when the mean of twenty losses first was below one, over the seeds that got there. */
  private static String steps(List<Growth> runs) {
    SummaryStatistics reached = new SummaryStatistics();
    for (Growth run : runs) {
      int step = stepsTo(run.losses());
      if (step > 0) {
        reached.addValue(step);
      }
    }
    return reached.getN() == 0 ? "never" : text(reached, "%.0f") + of(reached.getN(), runs.size());
  }

  private static String of(long some, int all) {
    return some == all ? "" : String.format(Locale.ROOT, " (%d of %d)", some, all);
  }

  static int stepsTo(List<Double> losses) {
    double sum = 0;
    for (int i = 0; i < losses.size(); i++) {
      sum += losses.get(i) - (i >= WINDOW ? losses.get(i - WINDOW) : 0);
      if (i >= WINDOW - 1 && sum / WINDOW < LEARNED) {
        return i + 1;
      }
    }
    return 0;
  }

  private static String mean(List<Growth> runs, String format, ToDoubleFunction<Growth> value) {
    SummaryStatistics all = new SummaryStatistics();
    runs.forEach(r -> all.addValue(value.applyAsDouble(r)));
    return text(all, format);
  }

  private static String text(SummaryStatistics all, String format) {
    String mean = String.format(Locale.ROOT, format, all.getMean());
    if (all.getN() < 2) {
      return mean;
    }
    double error = all.getStandardDeviation() / Math.sqrt((double) all.getN());
    return mean + String.format(Locale.ROOT, " ± " + format.replace("+", ""), error);
  }

  /**
   * Draws the sizes during training.
   *
   * @param kinds trainings of each kind, all watched after the same steps
   * @return a plot with standard errors
   */
  public static LinePlot plot(List<List<Growth>> kinds) {
    LinePlot.Builder plot =
        LinePlot.builder(
                "The field while the network learns",
                "batches of 16",
                "95 % of the mass within, px")
            .markers();
    for (List<Growth> runs : kinds) {
      List<Integer> steps = List.copyOf(runs.get(0).fields().keySet());
      double[] x = steps.stream().mapToDouble(s -> s).toArray();
      double[] y = new double[x.length];
      double[] error = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        SummaryStatistics all = new SummaryStatistics();
        for (Growth run : runs) {
          all.addValue(Growth.massSize(run.fields().get(steps.get(i))));
        }
        y[i] = all.getMean();
        error[i] =
            runs.size() < 2 ? Double.NaN : all.getStandardDeviation() / Math.sqrt(runs.size());
      }
      plot.addWithErrors(runs.get(0).kind().toString(), x, y, error);
    }
    return plot.build();
  }

  /**
   * Draws one training's field before, during and after, at one scale.
   *
   * @param run the training
   * @return the figure
   */
  public static MapFigure film(Growth run) {
    MapFigure.Builder film =
        MapFigure.builder(run.kind() + ", seed " + run.seed() + ": the centre unit's field")
            .perRow(5)
            .side(120);
    run.fields()
        .forEach(
            (step, field) ->
                film.add(
                    panel(
                        field,
                        String.format(
                            Locale.ROOT,
                            "after %d batches%n95 %% within %.1f px",
                            step,
                            Growth.massSize(field)))));
    return film.build();
  }

  /**
   * Draws a field with the outline of what the unit could see and the ellipse of its Gaussian.
   *
   * @param field the field
   * @param caption below it
   * @return a panel, centred on the theoretical field
   */
  public static MapPanel panel(EffectiveReceptiveField field, String caption) {
    ErfMap map = field.map();
    var rows = field.theory().rows();
    var columns = field.theory().columns();
    MapPanel panel =
        MapPanel.of(map.toArray(), map.rows(), map.columns(), caption.replace("\r", ""))
            .centre(map.centreRow(), map.centreColumn())
            .outline(
                map.centreRow() - (rows.size() - 1) / 2.0,
                map.centreColumn() - (columns.size() - 1) / 2.0,
                rows.size(),
                columns.size());
    var fit = field.gaussianFit();
    return fit.converged()
        ? panel.ellipse(fit.row(), fit.column(), fit.sigmaY(), fit.sigmaX())
        : panel;
  }
}
