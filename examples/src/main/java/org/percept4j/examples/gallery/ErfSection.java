package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.core.plot.LinePlot;
import org.percept4j.core.plot.MapFigure;
import org.percept4j.core.plot.MapPanel;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.LinearErf;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.erf.DepthExperiment;
import org.percept4j.examples.experiments.erf.GrowthTable;
import org.percept4j.examples.experiments.erf.PhotoFields;
import org.percept4j.nanodet.Nanodet;

/** Figure 1 of Luo et al. 2016: what units of untrained networks look at, by depth. */
final class ErfSection implements GallerySection {

  private static final int DRAWS = 20;
  private static final int QUICK_DRAWS = 2;
  private static final Activation[] ACTIVATIONS = {Activation.IDENTITY, Activation.RELU};
  private static final List<String> NAMES = List.of("uniform", "random", "random + ReLU");

  private static int[] depths(boolean quick) {
    int[] all = DepthExperiment.depths();
    return quick ? Arrays.copyOf(all, 2) : all;
  }

  @Override
  public String title() {
    return "How much of what it could see does a unit look at?";
  }

  @Override
  public int steps(boolean quick) {
    return depths(quick).length * ACTIVATIONS.length + PhotoFields.STEPS;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    int draws = quick ? QUICK_DRAWS : DRAWS;
    int[] depths = depths(quick);
    page.paragraph(
        "Each unit of a convolutional layer reads a 3 x 3 patch of the layer before. Twenty layers"
            + " up, a unit could be reached by a patch of 41 x 41 pixels: its theoretical receptive"
            + " field. But does it care about all of them? Change a pixel a little and see how much"
            + " the unit changes: that is the gradient, and bright below is where it is large. Luo"
            + " et al. found in 2016 that the answer is a small bright blob, the effective"
            + " receptive field.");
    page.paragraph(
        String.format(
            "Networks of 5, 10, 20 and 40 layers, the unit in the middle. Uniform weights are"
                + " computed exactly; for random weights the root mean square over %d networks is"
                + " shown, ± is the standard error over them. The size is the paper's: the side of"
                + " a square as large as the area that is brighter than 4.55 %% of the centre.",
            draws));
    MapFigure.Builder grid =
        MapFigure.builder("Effective receptive fields by depth, all at one scale")
            .perRow(depths.length)
            .side(180);
    double[][] sizes = new double[NAMES.size()][depths.length];
    double[][] errors = new double[NAMES.size()][depths.length];
    for (int d = 0; d < depths.length; d++) {
      ErfMap uniform = LinearErf.chain(depths[d], 3);
      sizes[0][d] = Measure.SIZE.of(uniform);
      grid.add(uniform(uniform, depths[d], sizes[0][d]));
    }
    for (int a = 0; a < ACTIVATIONS.length; a++) {
      for (int d = 0; d < depths.length; d++) {
        EffectiveReceptiveField field =
            DepthExperiment.measure(depths[d], ACTIVATIONS[a], Aggregation.RMS, draws);
        Estimate size = field.size();
        sizes[a + 1][d] = size.value();
        errors[a + 1][d] = size.standardError();
        grid.add(
            GrowthTable.panel(
                field,
                caption(
                    NAMES.get(a + 1),
                    depths[d],
                    size.value(),
                    size.standardError(),
                    field.gaussianFit())));
        progress.step(depths[d] + " layers, " + NAMES.get(a + 1));
      }
    }
    page.figure(
        grid.build(),
        "What to look for: the dashed box is all that could be seen, the blue ellipse one standard "
            + "deviation of the fitted Gaussian. From left to right the box grows fast, the blob "
            + "slowly.");
    growth(page, depths, sizes, errors);
    photos(page, progress);
  }

  private static void photos(Page page, Progress progress) throws IOException {
    PhotoFields found = PhotoFields.measure(() -> progress.step("photos"));
    page.heading(3, "A real network on real photos");
    page.paragraph(
        String.format(
            "The networks above were never trained. NanoDet was: it puts boxes around %d kinds of"
                + " things. Its fields at five depths, the unit in the middle, over the %d bundled"
                + " photos; ± is the standard error over photos.",
            Nanodet.classes().size(), Photos.names().size()));
    page.figure(
        found.figure(),
        "What to look for: each map is one layer, from early to late; 0 is the middle of the photo."
            + " The dashed box is all that the unit could see, at the last layer more than the"
            + " whole photo.");
    page.table(PhotoFields.header(), found.rows());
    page.conclusion(found.summary());
  }

  private static MapPanel uniform(ErfMap map, int depth, double size) {
    GaussianFit fit = GaussianFit.of(map);
    return MapPanel.of(
            map.toArray(), map.rows(), map.columns(), caption(NAMES.get(0), depth, size, 0, fit))
        .centre(map.centreRow(), map.centreColumn())
        .outline(0, 0, map.rows(), map.columns())
        .ellipse(fit.row(), fit.column(), fit.sigmaY(), fit.sigmaX());
  }

  private static String caption(
      String name, int depth, double size, double error, GaussianFit fit) {
    int theory = 2 * depth + 1;
    String spread = error > 0 ? String.format(Locale.ROOT, " ± %.1f", error) : "";
    return String.format(
        Locale.ROOT,
        "%s, %d layers\nsize %.1f%s px, %.0f %% of %d\nσ %.2f px, R² %.3f",
        name,
        depth,
        size,
        spread,
        100 * size / theory,
        theory,
        fit.sigma(),
        fit.r2());
  }

  private static void growth(Page page, int[] depths, double[][] sizes, double[][] errors) {
    LinePlot.Builder plot =
        LinePlot.builder("Size by depth n", "layers", "size in pixels")
            .logX()
            .logY()
            .markers()
            .powerFit("n");
    double[] x = Arrays.stream(depths).asDoubleStream().toArray();
    double[] theory = Arrays.stream(depths).mapToDouble(n -> 2 * n + 1).toArray();
    int last = NAMES.size() - 1;
    plot.xTicks(x).add("theoretical", x, theory);
    List<String> exponents = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      plot.addWithErrors(NAMES.get(i), x, sizes[i], errors[i]);
      exponents.add(
          String.format(Locale.ROOT, "n^%.2f", DepthExperiment.exponent(depths, sizes[i])));
    }
    page.figure(
        plot.build(),
        "Both axes are logarithmic: a straight line is a power of the depth, its slope the"
            + " exponent.");
    page.conclusion(
        "A unit looks at the middle of what it could see, as a Gaussian, and the share shrinks with"
            + " depth: the field grows as about the square root of the number of layers ("
            + String.join(", ", exponents)
            + String.format(
                Locale.ROOT,
                "), not in proportion to it. With random weights and ReLU it is %.0f %% of the side"
                    + " of the theoretical field at %d layers and %.0f %% at %d. The paper reports"
                    + " n^0.56.",
                100 * sizes[last][0] / theory[0],
                depths[0],
                100 * sizes[last][depths.length - 1] / theory[depths.length - 1],
                depths[depths.length - 1]));
  }
}
