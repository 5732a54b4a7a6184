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
    page.paragraph(
        "A network computes layer after layer. Early layers see fine detail and know nothing of"
            + " things; late ones know what is there, but only coarsely where. Stack the answers of"
            + " all layers at one pixel and you have its hypercolumn (Hariharan et al. 2015): some"
            + " thousand numbers that say what the network knows about this pixel. The network"
            + " here, "
            + network.name()
            + ", was trained to put boxes around things, never to find outlines.");
    page.paragraph(
        "What to look for: in the clusters, pixels of one thing share a colour although nobody said"
            + " what belongs together. Before the network sees a photo, it is continued beyond its"
            + " borders as in a mirror; otherwise the zeros that networks pad pictures with would"
            + " show as a frame.");
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
    page.conclusion(
        "What a network has learned about things is there at every pixel, ready to be used: to find"
            + " outlines from a few labels, to compare pixels, to colour photos (below). The"
            + " command percept4j explore lets you click through it by hand; percept4j photo shows"
            + " your own photos, also through VGG-16 as the original post does.");
  }
}
