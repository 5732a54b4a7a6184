package org.percept4j.examples.gallery;

import java.io.IOException;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.hypercolumn.ColourExperiment;
import org.percept4j.examples.experiments.hypercolumn.PhotoNetwork;

/** Colour from hypercolumns, the reason the original post was written. */
final class ColourSection implements GallerySection {

  private static final int SEEDS = 3;

  @Override
  public String title() {
    return "Colour from a handful of hints";
  }

  @Override
  public int steps(boolean quick) {
    return Photos.names().size();
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    ColourExperiment found =
        ColourExperiment.run(
            PhotoNetwork.bundled(), quick ? 1 : SEEDS, () -> progress.step("photo"));
    page.paragraph(
        String.format(
            "Take a photo's colours away and keep them at %d pixels chosen at random, one in some"
                + " hundreds. Can the rest be told? Each pixel's two colour values are computed as"
                + " a weighted sum of what is known about it (ridge regression), with weights that"
                + " fit the known pixels. Known about a pixel are its place and its lightness; then"
                + " also what the network's last layer says; then its whole hypercolumn.",
            ColourExperiment.HINTS));
    page.figure(
        found.figure(),
        "From left to right: the truth; all that was left; coloured by place and lightness alone; "
            + "coloured by hypercolumns. Look at the borders between things.");
    page.table(ColourExperiment.header(), found.rows());
    page.paragraph(
        "dB is the peak signal-to-noise ratio, higher is better, 3 dB halve the squared error; ± is"
            + " the standard error over choices of the known pixels. ΔE is the mean distance of"
            + " colours as people see them, lower is better; 2 is just noticeable.");
    page.conclusion(
        found.summary()
            + " It does not know colours by itself: without hints nothing is coloured."
            + " Yours: percept4j colourise PHOTO --scribbles S.png.");
  }
}
