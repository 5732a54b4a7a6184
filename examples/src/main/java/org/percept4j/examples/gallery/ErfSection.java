package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.Arrays;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.erf.DepthExperiment;
import org.percept4j.examples.experiments.erf.DepthFigures;
import org.percept4j.examples.experiments.erf.PhotoFields;
import org.percept4j.nanodet.Nanodet;

/** Figure 1 of Luo et al. 2016: what units of untrained networks look at, by depth. */
final class ErfSection implements GallerySection {

  private static final int DRAWS = 20;
  private static final int QUICK_DRAWS = 2;

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
    return DepthFigures.steps(depths(quick)) + PhotoFields.STEPS;
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
    DepthFigures found = DepthFigures.measure(draws, progress::step, depths);
    page.figure(
        found.grid(),
        "What to look for: the dashed box is all that could be seen, the blue ellipse one standard "
            + "deviation of the fitted Gaussian. From left to right the box grows fast, the blob "
            + "slowly.");
    page.figure(
        found.plot(),
        "Both axes are logarithmic: a straight line is a power of the depth, its slope the"
            + " exponent.");
    page.conclusion(found.summary());
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
}
