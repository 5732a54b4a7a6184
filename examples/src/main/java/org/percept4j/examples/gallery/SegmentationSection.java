package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import org.percept4j.core.plot.Pictures;
import org.percept4j.examples.experiments.hypercolumn.SegmentationExperiment;
import org.percept4j.examples.experiments.hypercolumn.SegmentationExperiment.Size;

/** Whether hypercolumns tell what every pixel is better than single layers, with ground truth. */
final class SegmentationSection implements GallerySection {

  @Override
  public String title() {
    return "Is the claim true? A test with known answers";
  }

  @Override
  public int steps(boolean quick) {
    return size(quick).reports();
  }

  private static Size size(boolean quick) {
    return quick ? Size.QUICK : Size.FULL;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    SegmentationExperiment found =
        SegmentationExperiment.run(size(quick), () -> progress.step("scenes"));
    page.paragraph(
        "Hariharan et al. (2015) say that late layers know what a thing is but not where it ends,"
            + " early ones the reverse, and that a pixel's hypercolumn knows both. Tested on scenes"
            + " of Fashion-MNIST garments, with the bundled network, which was trained to classify"
            + " garments and never to find their pixels. "
            + found.method());
    page.table(SegmentationExperiment.header(), found.rows());
    page.conclusion(found.difference());
    Path picture = page.folder().resolve("segmented-scenes.png");
    Pictures.writePng(found.picture(), picture);
    page.picture(
        picture, "Scenes of unseen garments: true classes of all pixels, and predicted ones");
  }
}
