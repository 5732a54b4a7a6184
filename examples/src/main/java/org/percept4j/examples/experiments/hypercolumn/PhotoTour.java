package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Figure;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.Palette;
import org.percept4j.core.plot.PictureFigure;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelPca;
import org.percept4j.nanodet.ClassMaps;

/**
 * Shows what the original post shows of a photo, in its order: classes, single feature maps, the
 * mean hypercolumn of early layers and of late ones, and pixels clustered by their hypercolumns;
 * and their first three principal components as colours.
 */
public final class PhotoTour {

  /**
   * One map of one layer.
   *
   * @param layer the post's number, or that of a stage
   * @param channel from 0
   */
  public record Map(int layer, int channel) {

    /**
     * Reads {@code 15:13}: channel 13 of layer 15.
     *
     * @param text two numbers
     * @return the map
     * @throws IllegalArgumentException if it is something else
     */
    public static Map of(String text) {
      if (!text.matches("\\d{1,6}:\\d{1,6}")) {
        throw new IllegalArgumentException(
            "maps: expected LAYER:CHANNEL, two numbers, got " + text);
      }
      String[] parts = text.split(":", -1);
      return new Map(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
  }

  /**
   * One figure of the tour.
   *
   * @param name short, for a file
   * @param figure the drawing
   * @param caption what to look at
   */
  public record Stop(String name, Figure figure, String caption) {}

  private static final int MAPS = 4;
  private static final int STARTS = 3;
  private static final int SHOWN_CLASSES = 2;
  private static final double MIN_SURE_SHARE = 0.3;

  private PhotoTour() {}

  /**
   * Makes the tour.
   *
   * @param photo any picture. Not modified
   * @param network what looks at it
   * @param maps which maps to show; the most active of each layer if empty
   * @param clusters numbers of clusters, at least one
   * @param seed of the clustering
   * @return figures in the order of the post
   */
  public static List<Stop> of(
      BufferedImage photo,
      PhotoNetwork network,
      List<Map> maps,
      List<Integer> clusters,
      long seed) {
    SeenPhoto seen = SeenPhoto.of(network, photo);
    List<Stop> stops = new ArrayList<>();
    classes(photo, network, seen).ifPresent(stops::add);
    stops.add(maps(network, seen, maps));
    stops.add(means(network, seen));
    Hypercolumns balanced = LayerBalance.of(seen.columns());
    stops.add(components(seen, balanced, clusters, seed));
    return stops;
  }

  private static Optional<Stop> classes(BufferedImage photo, PhotoNetwork network, SeenPhoto seen) {
    Optional<float[]> scores = network.scores().apply(photo);
    Optional<ClassMaps> where = network.classMaps(photo);
    if (scores.isEmpty()) {
      return Optional.empty();
    }
    float[] all = scores.get();
    if (where.isEmpty()) {
      return Optional.of(
          new Stop(
              "classes",
              ClassPlot.of("What is in the photo? By " + network.name(), all, network.classes()),
              "The most probable classes."));
    }
    PictureFigure.Builder figure = PictureFigure.builder("What is in the photo, and where?").row();
    figure.addPhoto(seen.photo(), "the photo");
    IntStream.range(0, all.length)
        .boxed()
        .sorted((a, b) -> Float.compare(all[b], all[a]))
        .limit(SHOWN_CLASSES)
        .forEach(
            c -> {
              ClassMaps map = where.get();
              String name = network.classes().get(c);
              BufferedImage heat =
                  Heatmap.of(map.map(name), map.height(), map.width())
                      .range(0, 1)
                      .colormap(Colormap.MAGMA)
                      .toImage();
              String sure = all[c] < MIN_SURE_SHARE ? ", not sure" : "";
              figure.add(heat, String.format("%s: %.2f%s", name, all[c], sure));
            });
    return Optional.of(
        new Stop(
            "classes",
            figure.build(),
            "The two classes with the highest scores; bright is where they are seen."));
  }

  private static Stop maps(PhotoNetwork network, SeenPhoto seen, List<Map> chosen) {
    PictureFigure.Builder figure =
        PictureFigure.builder("Single feature maps, each on its own scale").height(120);
    for (PhotoNetwork.Stage stage : network.stages()) {
      List<Integer> channels =
          chosen.isEmpty()
              ? mostActive(seen.columns(), stage)
              : chosen.stream().filter(m -> m.layer() == stage.number()).map(Map::channel).toList();
      if (!channels.isEmpty()) {
        figure.row(stage.label());
      }
      for (int channel : channels) {
        figure.add(map(seen.columns(), stage, channel), "channel " + channel);
      }
    }
    chosen.forEach(m -> network.stage(m.layer())); // names the layers that there are
    return new Stop(
        "maps",
        figure.build(),
        "Early layers answer to edges and textures, at nearly every pixel; late ones to parts of "
            + "things, coarsely.");
  }

  private static BufferedImage map(Hypercolumns columns, PhotoNetwork.Stage stage, int channel) {
    var maps = columns.maps(stage.vertex());
    if (channel >= maps.channels()) {
      throw new IllegalArgumentException(
          String.format(
              "maps: expected a channel from 0 to %d of layer %d, got %d",
              maps.channels() - 1, stage.number(), channel));
    }
    return Heatmap.of(maps.map(channel).data().asFloat(), maps.height(), maps.width())
        .colormap(Colormap.MAGMA)
        .toImage();
  }

  private static List<Integer> mostActive(Hypercolumns columns, PhotoNetwork.Stage stage) {
    double[] means = columns.maps(stage.vertex()).toArray().mean(1, 2).toDoubleVector();
    return IntStream.range(0, means.length)
        .boxed()
        .sorted((a, b) -> Double.compare(means[b], means[a]))
        .limit(MAPS)
        .toList();
  }

  private static Stop means(PhotoNetwork network, SeenPhoto seen) {
    List<PhotoNetwork.Stage> stages = network.stages();
    List<PhotoNetwork.Stage> early = stages.subList(0, 2);
    List<PhotoNetwork.Stage> late = stages.subList(stages.size() - 2, stages.size());
    return new Stop(
        "means",
        PictureFigure.builder("The mean of each pixel's hypercolumn")
            .row()
            .addPhoto(seen.photo(), "the photo")
            .add(mean(seen.columns(), early), "the first two layers: where are edges?")
            .add(mean(seen.columns(), late), "the last two layers: where is something?")
            .build(),
        "Averaged over the channels. The early picture is sharp and knows nothing of things; the "
            + "late one knows where things are, but not their outlines.");
  }

  private static BufferedImage mean(Hypercolumns columns, List<PhotoNetwork.Stage> stages) {
    Hypercolumns some =
        columns.select(stages.stream().map(PhotoNetwork.Stage::vertex).toArray(String[]::new));
    return Heatmap.of(some.meanMap().data().asFloat(), columns.height(), columns.width())
        .colormap(Colormap.MAGMA)
        .toImage();
  }

  private static Stop components(
      SeenPhoto seen, Hypercolumns balanced, List<Integer> clusters, long seed) {
    PictureFigure.Builder figure =
        PictureFigure.builder("Pixels that the network sees alike")
            .row()
            .addPhoto(seen.photo(), "the photo")
            .addPhoto(
                PixelPca.fit(balanced, 3).rgb(balanced),
                "principal components 1, 2, 3\nas red, green, blue")
            .row();
    for (int k : clusters) {
      PixelClusters found = KMeans.builder(k).starts(STARTS).seed(seed).build().fit(balanced);
      figure.add(Palette.picture(found.predict(balanced), balanced.width()), k + " clusters");
    }
    return new Stop(
        "clusters",
        figure.build(),
        "All layers together, all counting the same. Nobody told the network what "
            + "belongs together: k-means groups pixels by their hypercolumns alone.");
  }

  /**
   * Writes the figures.
   *
   * @param stops what {@link #of} returned
   * @param folder where to, exists
   * @return the files, in order
   * @throws IOException if one cannot be written
   */
  public static List<Path> write(List<Stop> stops, Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Stop stop : stops) {
      Path file = folder.resolve("photo-" + stop.name() + ".svg");
      stop.figure().writeSvg(file);
      files.add(file);
    }
    return files;
  }
}
