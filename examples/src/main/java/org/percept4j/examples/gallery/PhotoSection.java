package org.percept4j.examples.gallery;

import java.io.IOException;
import java.util.List;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.hypercolumn.PhotoNetwork;
import org.percept4j.examples.experiments.hypercolumn.PhotoTour;

/** The original post on hypercolumns, on bundled photos, through the bundled network. */
final class PhotoSection implements GallerySection {

  @Override
  public String title() {
    return "What does a network know about each pixel?";
  }

  @Override
  public int steps(boolean quick) {
    return quick ? 1 : Photos.names().size();
  }

  @Override
  public void run(Page page, boolean quick, Progress progress) throws IOException {
    PhotoNetwork network = PhotoNetwork.bundled();
    List<String> names = quick ? Photos.names().subList(0, 1) : Photos.names();
    List<Integer> clusters = quick ? List.of(3) : List.of(3, 5, 8);
    for (String name : names) {
      List<PhotoTour.Stop> stops = PhotoTour.of(Photos.read(name), network, List.of(), clusters, 1);
      for (PhotoTour.Stop stop : stops) {
        boolean first = name.equals(names.get(0));
        if (first || stop.name().equals("classes") || stop.name().equals("clusters")) {
          page.figure(stop.figure(), stop.caption());
        }
      }
      progress.step(name);
    }
  }
}
