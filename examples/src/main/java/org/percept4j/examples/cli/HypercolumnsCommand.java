package org.percept4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.LayerRef;
import org.percept4j.core.image.PictureReader;
import org.percept4j.core.plot.Colormap;
import org.percept4j.core.plot.Heatmap;
import org.percept4j.core.plot.Pictures;
import org.percept4j.examples.Progress;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.VolumeFile;
import org.percept4j.hypercolumn.learn.KMeans;
import org.percept4j.hypercolumn.learn.PixelClusters;
import org.percept4j.hypercolumn.learn.PixelScaler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the hypercolumns of an image through a saved network. */
@Command(
    name = "hypercolumns",
    description = "Writes the mean map and clusters of an image's hypercolumns, and the volume.",
    footer = {"", "Example: percept4j hypercolumns model.zip photo.jpg --layers conv1,conv3 --npy"},
    mixinStandardHelpOptions = true)
final class HypercolumnsCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "MODEL", description = ModelFile.HELP)
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "IMAGE", description = "PNG, JPEG, GIF, BMP or TIFF.")
  private Path image = Path.of("");

  @Option(
      names = "--layers",
      split = ",",
      converter = LayerConverter.class,
      description =
          "Each a " + LayerConverter.HELP + "; default: the last convolution of each size.")
  private List<LayerRef> layers = List.of();

  @Option(
      names = "--size",
      converter = RowColumn.Converter.class,
      paramLabel = "ROWSxCOLUMNS",
      description = "To bring the image to first; default: as it is.")
  private @Nullable RowColumn size;

  @Option(
      names = "--pixels",
      description =
          "What the network was trained on: ${COMPLETION-CANDIDATES}; default: by the normaliser"
              + " that was saved with it, VGG for its weights, UNIT (0 to 1) for others.")
  private InputImage.@Nullable Pixels pixels;

  @Option(names = "--clusters", description = "How many; default: ${DEFAULT-VALUE}")
  private int clusters = 5;

  @Option(names = "--seed", description = "Of the clustering; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--out", description = "Folder to write to; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("hypercolumns");

  @Option(names = "--npy", description = "Write the whole volume to hypercolumns.npy too.")
  private boolean npy;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Hypercolumns columns;
    try (ProgressBar bar = Progress.bar("hypercolumns", npy ? 4 : 3)) {
      bar.setExtraMessage("reading");
      Model model = ModelFile.read(file);
      bar.step();
      bar.setExtraMessage("extracting");
      columns =
          FileColumns.of(model, file, PictureReader.read(image), layers, size, pixels).columns();
      bar.step();
      bar.setExtraMessage("clustering");
      Hypercolumns scaled = PixelScaler.fit(columns).transform(columns);
      PixelClusters found = KMeans.builder(clusters).seed(seed).build().fit(scaled);
      Files.createDirectories(out);
      Heatmap.of(columns.meanMap().data().asFloat(), columns.height(), columns.width())
          .writePng(out.resolve("mean.png"));
      Pictures.writePng(found.picture(scaled, Colormap.VIRIDIS), out.resolve("clusters.png"));
      bar.step();
      if (npy) {
        bar.setExtraMessage("writing");
        VolumeFile.write(columns, out.resolve("hypercolumns.npy"));
        bar.step();
      }
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%d channels at %d x %d pixels, of %s%nWritten to %s%n",
            columns.depth(),
            columns.height(),
            columns.width(),
            String.join(", ", columns.layers().stream().map(Hypercolumns.Layer::name).toList()),
            out.toAbsolutePath().normalize());
    return CommandLine.ExitCode.OK;
  }
}
