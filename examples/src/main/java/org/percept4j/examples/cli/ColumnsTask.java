package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.core.image.PictureReader;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.Pictures;
import org.percept4j.examples.OutputFolder;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.VolumeFile;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelScaler;

/**
 * What is made of each image: mean map, clusters, and the volume if asked for.
 *
 * @param file the network's file
 * @param layers which; the last convolution of each size if empty
 * @param size to bring images to first, or null to leave them as they are
 * @param pixels what the network was trained on, or null to find out from the file
 * @param clusters how many
 * @param seed of the clustering
 * @param npy whether the whole volume is written too
 */
record ColumnsTask(
    Path file,
    List<LayerRef> layers,
    @Nullable RowColumn size,
    InputImage.@Nullable Pixels pixels,
    int clusters,
    long seed,
    boolean npy) {

  /** Refuses what would fail for every image alike. */
  void check(Model model) {
    KMeans.builder(clusters).build();
    if (!layers.isEmpty()) {
      LayerRef[] chosen =
          layers.stream().map(ref -> LayerConverter.in(model, ref)).toArray(LayerRef[]::new);
      HypercolumnExtractor.builder(model).layers(chosen).build();
    }
  }

  /**
   * Writes what is made of one image. Nothing is written unless all could be computed, and the
   * clusters' file comes last: where it is, the others are.
   *
   * @param image the image's file
   * @param out the folder, made if it is not there
   * @param prefix what files' names begin with
   * @return the columns
   */
  Hypercolumns write(Model model, Path image, Path out, String prefix) throws IOException {
    OutputFolder.keep(
        out,
        List.of(prefix + "mean.png", prefix + "hypercolumns.npy", prefix + "clusters.png"),
        List.of(image, file));
    Hypercolumns columns =
        FileColumns.of(model, file, PictureReader.read(image), layers, size, pixels).columns();
    Hypercolumns scaled = PixelScaler.fit(columns).transform(columns);
    PixelClusters found = KMeans.builder(clusters).seed(seed).build().fit(scaled);
    Files.createDirectories(out);
    Heatmap.of(columns.meanMap().data().asFloat(), columns.height(), columns.width())
        .writePng(out.resolve(prefix + "mean.png"));
    if (npy) {
      VolumeFile.write(columns, out.resolve(prefix + "hypercolumns.npy"));
    }
    Pictures.writePng(found.picture(scaled, Colormap.VIRIDIS), last(out, prefix));
    return columns;
  }

  /** The file that is written last. */
  static Path last(Path out, String prefix) {
    return out.resolve(prefix + "clusters.png");
  }

  /** Everything on which the results depend, as lines of text. */
  String settings() throws IOException {
    return String.format(
        "network %s, %d bytes%nlayers %s%nsize %s%npixels %s%nclusters %d, seed %d%nvolume %s%n",
        file.getFileName(), Files.size(file), layers, size, pixels, clusters, seed, npy);
  }
}
