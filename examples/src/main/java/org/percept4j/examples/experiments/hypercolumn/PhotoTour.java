package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.plot.BarPlot;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.Pictures;
import org.percept4j.hypercolumn.ContactSheet;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelScaler;
import org.percept4j.hypercolumn.vgg16.Preprocessing;

/**
 * What the original post shows of a photo, in its order: classes, single feature maps, the mean
 * hypercolumn of early layers and of late ones, and pixels clustered by their hypercolumns.
 */
public final class PhotoTour {

  /** Rows and columns that photos are brought to, as in the original script. */
  static final int SIDE = 224;

  private static final String PHOTO = "chelsea.png";
  private static final int SINGLE_MAPS = 4;
  private static final int STARTS = 3;

  private final Map<String, BufferedImage> pictures = new LinkedHashMap<>();
  private final Map<String, String> captions = new LinkedHashMap<>();
  private Optional<BarPlot> classes = Optional.empty();

  private PhotoTour() {}

  /**
   * Shows the bundled photo through the bundled network.
   *
   * @param clusters numbers of clusters, at least one
   * @return the pictures
   * @throws IOException if the photo or the network cannot be read
   */
  public static PhotoTour bundled(List<Integer> clusters) throws IOException {
    return of(bundledPhoto(), PhotoNetwork.bundled(), clusters, 0);
  }

  /** Chelsea the cat, by Stéfan van der Walt. */
  static BufferedImage bundledPhoto() throws IOException {
    try (InputStream in = PhotoTour.class.getResourceAsStream(PHOTO)) {
      return ImageIO.read(Objects.requireNonNull(in, PHOTO));
    }
  }

  static PhotoTour of(
      BufferedImage photo, PhotoNetwork network, List<Integer> clusters, long seed) {
    PhotoTour tour = new PhotoTour();
    BufferedImage square = resized(photo);
    INDArray input = network.input().apply(square);
    tour.classes =
        network
            .probabilities(input)
            .map(p -> ClassPlot.of("Classes, by " + network.name(), p, network.classes()));
    Hypercolumns columns =
        HypercolumnExtractor.builder(network.model())
            .layers(network.layers().toArray(String[]::new))
            .build()
            .extract(input);
    tour.add("maps", "Single feature maps, the most active of each layer", maps(columns));
    String first = network.early().get(0);
    tour.add(
        "sheet",
        "All feature maps of layer " + first + ", each on its own scale; black ones are silent",
        ContactSheet.of(columns.maps(first), Colormap.MAGMA));
    tour.add(
        "means",
        "The mean of each pixel's hypercolumn, over early and over late layers",
        new Tiles()
            .row()
            .add("photo", square)
            .add("early: " + named(network.early()), mean(columns, network.early()))
            .add("late: " + named(network.late()), mean(columns, network.late()))
            .toImage());
    tour.add(
        "clusters",
        "Pixels clustered by their hypercolumns of " + named(network.layers()),
        clustered(columns, square, clusters, seed));
    return tour;
  }

  private void add(String name, String caption, BufferedImage picture) {
    pictures.put(name, picture);
    captions.put(name, caption);
  }

  private static BufferedImage resized(BufferedImage photo) {
    float[] planes = Preprocessing.BLOG.of(photo, SIDE, SIDE).data().asFloat();
    BufferedImage square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    int pixels = SIDE * SIDE;
    for (int p = 0; p < pixels; p++) {
      int blue = Math.round(planes[p]);
      int green = Math.round(planes[pixels + p]);
      int red = Math.round(planes[2 * pixels + p]);
      square.setRGB(p % SIDE, p / SIDE, red << 16 | green << 8 | blue);
    }
    return square;
  }

  /** A row for each layer: the maps with the largest means, all of one size. */
  private static BufferedImage maps(Hypercolumns columns) {
    Tiles tiles = new Tiles();
    for (Hypercolumns.Layer layer : columns.layers()) {
      tiles.row();
      double[] means =
          IntStream.range(0, layer.channels())
              .mapToDouble(c -> columns.maps(layer.name()).map(c).meanNumber().doubleValue())
              .toArray();
      IntStream.range(0, means.length)
          .boxed()
          .sorted((a, b) -> Double.compare(means[b], means[a]))
          .limit(SINGLE_MAPS)
          .forEach(
              c ->
                  tiles.add(
                      layer.name() + ", channel " + c,
                      Heatmap.of(
                              columns.maps(layer.name()).map(c).data().asFloat(),
                              layer.height(),
                              layer.width())
                          .colormap(Colormap.MAGMA)
                          .magnify(Math.max(1, SIDE / layer.width()))
                          .toImage()));
    }
    return tiles.toImage();
  }

  private static BufferedImage mean(Hypercolumns columns, List<String> layers) {
    Hypercolumns some = columns.select(layers.toArray(String[]::new));
    return Heatmap.of(some.meanMap().data().asFloat(), SIDE, SIDE)
        .colormap(Colormap.MAGMA)
        .toImage();
  }

  private static BufferedImage clustered(
      Hypercolumns columns, BufferedImage photo, List<Integer> counts, long seed) {
    Hypercolumns scaled = PixelScaler.fit(columns).transform(columns);
    Tiles tiles = new Tiles().row().add("photo", photo);
    for (int k : counts) {
      PixelClusters found = KMeans.builder(k).starts(STARTS).seed(seed).build().fit(scaled);
      tiles.add(k + " clusters", found.picture(scaled, Colormap.VIRIDIS));
    }
    return tiles.toImage();
  }

  private static String named(List<String> layers) {
    return String.join(", ", layers);
  }

  /**
   * Writes the pictures as PNG files.
   *
   * @param folder where to, exists
   * @return what each shows and the file, in the order of the post
   * @throws IOException if one cannot be written
   */
  public Map<String, Path> writePictures(Path folder) throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    if (classes.isPresent()) {
      Path file = folder.resolve("photo-classes.svg");
      classes.get().writeSvg(file);
      files.put("The most probable classes of the photo", file);
    }
    for (Map.Entry<String, BufferedImage> picture : pictures.entrySet()) {
      Path file = folder.resolve("photo-" + picture.getKey() + ".png");
      Pictures.writePng(picture.getValue(), file);
      files.put(Objects.requireNonNull(captions.get(picture.getKey())), file);
    }
    return files;
  }
}
