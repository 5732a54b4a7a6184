package org.percept4j.examples.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.percept4j.examples.experiments.hypercolumn.PhotoTour;

/** The original post on hypercolumns, on a bundled photo, through a bundled network. */
final class PhotoSection implements GallerySection {

  @Override
  public String title() {
    return "HypercolumnExtractor: a photo from top to bottom";
  }

  @Override
  public int steps(boolean quick) {
    return 1;
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    page.paragraph(
        "What the original post shows of a photo through VGG-16. Here it is the bundled network of "
            + "eight convolutions, which this project trained on garments and which knows no cats: "
            + "edges and fur are what it can say. The command percept4j photo takes other photos, and "
            + "VGG-16 with --weights FILE or --download.");
    PhotoTour tour = PhotoTour.bundled(quick ? List.of(2) : List.of(2, 4, 8));
    for (Map.Entry<String, Path> picture : tour.writePictures(page.folder()).entrySet()) {
      page.picture(picture.getValue(), picture.getKey());
    }
    progress.step("photo");
  }
}
