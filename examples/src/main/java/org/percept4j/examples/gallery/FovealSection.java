package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.examples.data.LabelledImages;
import org.percept4j.examples.experiments.erf.FieldGrid;
import org.percept4j.examples.experiments.erf.FovealComparison;
import org.percept4j.examples.experiments.erf.PeakCensus;
import org.percept4j.examples.experiments.erf.RadialShape;
import org.percept4j.examples.experiments.erf.Training;

/** Receptive fields all over a layer of a trained network beside a fovea. */
final class FovealSection implements GallerySection {

  private static final int IMAGES = 16;
  private static final int QUICK_IMAGES = 2;

  private static final Map<String, String> CAPTIONS =
      Map.of(
          "foveal-diagonal",
          "What to look for: do the blobs grow from left to right, as they would around a fovea?"
              + " What the border cuts off is missing. Dashed: what the unit could see.",
          "foveal-profile",
          "How much is left at a distance from the centre. The retina's curve is scaled so that it"
              + " meets the others at one half.",
          "foveal-peaks",
          "A unit can look in two places at once. From left to right: what it could see, how much"
              + " each pixel counts, the same smoothed.");

  private static final int STEPS = 300;
  private static final int QUICK_STEPS = 4;

  @Override
  public String title() {
    return "Is there a sharp centre, as in the eye?";
  }

  @Override
  public int steps(boolean quick) {
    return FovealComparison.STEPS + trainingSteps(quick);
  }

  private static int trainingSteps(boolean quick) {
    return quick ? QUICK_STEPS : STEPS;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    int count = quick ? QUICK_IMAGES : IMAGES;
    LabelledImages scenes = LabelledImages.of(null);
    INDArray images = scenes.batches(false, count, 1, 1).get(0).getFeatures();
    Runnable step = () -> progress.step("training");
    Training trained = Training.run(scenes, Training.Start.USUAL, 1, trainingSteps(quick), step);
    FovealComparison found =
        FovealComparison.of(
            Training.untrained(scenes, Training.Start.USUAL, 1),
            trained.network(),
            images,
            () -> progress.step("fields all over the layer"));
    page.paragraph(
        "The human retina sees sharply in the middle, the fovea, and ever more coarsely outside. Do"
            + " networks have such a middle? Two questions: do units in the middle of the picture"
            + " see smaller parts of it than units further out, and how steeply does the attention"
            + " of one unit fall off around its centre?");
    page.paragraph(
        String.format(
            "A network of ten convolutions that has learned digits, its last convolution, %d units"
                + " from corner to corner: root mean square of the gradient over %d scenes. Rows"
                + " are square rings of units around the middle; means and standard deviations over"
                + " the units of a ring. Where the border cuts fields off, sizes are lower bounds.",
            FieldGrid.SIDE * FieldGrid.SIDE, count));
    page.table(FieldGrid.header(), found.grid().rows());
    page.paragraph(found.slope());
    page.paragraph(found.shape().summary());
    page.paragraph(
        "Left at multiples of the distance at which one half is left, beside the density of"
            + " ganglion cells around a human fovea (Watson 2014, equation 4), which falls off"
            + " steeply at first and then ever more slowly.");
    page.table(RadialShape.header(), found.shape().rows());
    page.paragraph(
        "Peaks of single fields: one channel, one unit, one scene, the magnitude of the gradient"
            + " smoothed by 2 pixels. A peak counts if one must descend by a quarter or by one half"
            + " of the maximum to reach a higher one. Shares of the fields that are not zero,"
            + " standard errors over scenes.");
    page.table(PeakCensus.header(), found.peakRows());
    found
        .figures()
        .forEach((name, figure) -> page.figure(figure, Objects.requireNonNull(CAPTIONS.get(name))));
    page.conclusion(found.conclusion());
  }
}
