package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfPlots;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.LinearErf;
import org.percept4j.examples.experiments.erf.DepthExperiment;

/** Figure 1 of Luo et al. 2016: what units of untrained networks look at, by depth. */
final class ErfSection implements GallerySection {

  private static final int DRAWS = 20;
  private static final int QUICK_DRAWS = 2;
  private static final Activation[] ACTIVATIONS = {Activation.IDENTITY, Activation.RELU};

  private static int[] depths(boolean quick) {
    int[] all = DepthExperiment.depths();
    return quick ? Arrays.copyOf(all, 2) : all;
  }

  @Override
  public String title() {
    return "ErfAnalyzer: what a unit looks at";
  }

  @Override
  public int steps(boolean quick) {
    return depths(quick).length * ACTIVATIONS.length;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    int draws = quick ? QUICK_DRAWS : DRAWS;
    int[] depths = depths(quick);
    page.paragraph(
        String.format(
            "Chains of 3x3 convolutions, the unit at the centre, after figure 1 of Luo et al. 2016."
                + " Uniform weights are computed exactly; random weights are the root mean square"
                + " of the gradient over %d networks. The size is the paper's: the side of a square"
                + " as large as the area where the field exceeds 4.55 %% of its centre. Errors are"
                + " standard errors over the networks.",
            draws));
    double[][] sizes = new double[1 + ACTIVATIONS.length][depths.length];
    List<List<String>> rows = new ArrayList<>();
    for (int d = 0; d < depths.length; d++) {
      int depth = depths[d];
      int theory = 2 * depth + 1;
      ErfMap uniform = LinearErf.chain(depth, 3);
      sizes[0][d] = Measure.SIZE.of(uniform);
      List<String> row = new ArrayList<>(List.of(depth + "", theory + ""));
      row.add(
          String.format(
              Locale.ROOT,
              "%.2f (%.3f)",
              Measure.SIZE.of(uniform),
              Measure.SIZE.of(uniform) / theory));
      for (int a = 0; a < ACTIVATIONS.length; a++) {
        EffectiveReceptiveField erf =
            DepthExperiment.measure(depth, ACTIVATIONS[a], Aggregation.RMS, draws);
        Estimate size = erf.size();
        sizes[a + 1][d] = size.value();
        row.add(
            String.format(
                Locale.ROOT,
                "%.2f ± %.2f (%.3f)",
                size.value(),
                size.standardError(),
                size.value() / theory));
        if (depth == depths[depths.length - 1]) {
          show(page, erf, depth, ACTIVATIONS[a]);
        }
        progress.step(depth + " layers, " + ACTIVATIONS[a]);
      }
      rows.add(row);
    }
    page.table(
        List.of(
            "layers",
            "theoretical field",
            "uniform: size (ratio)",
            "random, linear",
            "random, ReLU"),
        rows);
    growth(page, depths, sizes);
  }

  private static void show(Page page, EffectiveReceptiveField erf, int depth, Activation activation)
      throws IOException {
    Path png = page.folder().resolve("erf-" + depth + "-" + activation + ".png");
    Heatmap map = ErfPlots.heatmap(erf.map(), erf.info().layer());
    map.magnify(4).titled(depth + " layers, random weights, " + activation).writePng(png);
    page.picture(png, "Effective receptive field of " + depth + " layers, " + activation);
  }

  private static void growth(Page page, int[] depths, double[][] sizes) throws IOException {
    String[] names = {"uniform", "random, linear", "random, ReLU"};
    LinePlot.Builder plot =
        LinePlot.builder("Receptive fields by depth", "layers", "pixels").logX().logY().markers();
    double[] x = Arrays.stream(depths).asDoubleStream().toArray();
    plot.add("theoretical", x, Arrays.stream(depths).mapToDouble(n -> 2 * n + 1).toArray());
    StringBuilder text = new StringBuilder("Growth of the size with depth n, fitted here: ");
    for (int i = 0; i < names.length; i++) {
      plot.add(names[i], x, sizes[i]);
      double exponent = DepthExperiment.exponent(depths, sizes[i]);
      text.append(String.format(Locale.ROOT, "%s n^%.2f; ", names[i], exponent));
    }
    page.figure(plot.build(), "Size by depth");
    page.paragraph(
        text
            + "the paper reports n^0.56 for the size and n^-0.43 for its ratio to the theoretical"
            + " field.");
  }
}
