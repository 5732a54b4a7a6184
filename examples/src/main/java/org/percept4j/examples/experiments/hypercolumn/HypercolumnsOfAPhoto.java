package org.percept4j.examples.experiments.hypercolumn;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.image.PictureReader;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.Photos;
import org.percept4j.hypercolumn.vgg16.PublishedWeights;
import org.percept4j.hypercolumn.vgg16.WeightsDownload;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The original post from top to bottom: what VGG-16, or the bundled network, makes of a photo. */
@Command(
    name = "photo",
    description = "Shows classes, feature maps, mean hypercolumns and clusters of a photo.",
    footer = {"", "Example: percept4j photo photo.jpg --weights vgg16.h5"},
    mixinStandardHelpOptions = true)
public final class HypercolumnsOfAPhoto implements Callable<Integer> {

  /** Where VGG-16's weights come from; without either the bundled network is used. */
  private static final class Vgg16 {
    @Option(
        names = "--weights",
        description = "VGG-16's weights: Keras's HDF5 file or a zip that DL4J saved.")
    private @Nullable Path file;

    @Option(
        names = "--download",
        arity = "0..1",
        fallbackValue = "WITH_TOP",
        description =
            "Fetch VGG-16's weights once, to ~/.percept4j: WITH_TOP (553 MB, the default) or"
                + " WITHOUT_TOP (59 MB, no classes).")
    private @Nullable PublishedWeights download;
  }

  @Parameters(arity = "0..1", description = "PNG, JPEG, GIF, BMP or TIFF; default: a bundled cat.")
  private @Nullable Path photo;

  @ArgGroup private @Nullable Vgg16 vgg16;

  @Option(
      names = "--clusters",
      split = ",",
      description = "Numbers of clusters; default: ${DEFAULT-VALUE}",
      defaultValue = "2,4,8")
  private List<Integer> clusters = List.of();

  @Option(
      names = "--maps",
      split = ",",
      paramLabel = "LAYER:CHANNEL",
      description =
          "Single maps to show, such as 3:2,15:13 of VGG-16 as in the post; default: the most"
              + " active.")
  private List<String> maps = List.of();

  @Option(names = "--seed", description = "Of the clustering; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--out", description = "Folder to write to; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "hypercolumn");

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private HypercolumnsOfAPhoto() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new HypercolumnsOfAPhoto(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (clusters.stream().anyMatch(k -> k < 1)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--clusters: expected numbers from 1 on, got " + clusters);
    }
    OutputFolder.check(out);
    List<PhotoTour.Map> chosen = maps.stream().map(PhotoTour.Map::of).toList();
    BufferedImage image = photo == null ? Photos.read("cat") : PictureReader.read(photo);
    PhotoNetwork network = network();
    results.say("network", network.name(), "Seen by " + network.name() + ".");
    if (vgg16 == null) {
      results.line("For VGG-16 as in the original post say --weights FILE or --download.");
    }
    List<PhotoTour.Stop> stops = PhotoTour.of(image, network, chosen, clusters, seed);
    if (stops.stream().noneMatch(stop -> stop.name().equals("classes"))) {
      results.line("These weights are without the layers that tell classes: no plot of them.");
    }
    Files.createDirectories(out);
    List<Path> files = PhotoTour.write(stops, out);
    for (int i = 0; i < files.size(); i++) {
      results.line(stops.get(i).figure().description());
      results.line("  " + files.get(i));
    }
    results.value("figures", files.stream().map(Path::toString).toList());
    results.end();
    return CommandLine.ExitCode.OK;
  }

  private PhotoNetwork network() throws IOException {
    if (vgg16 == null) {
      return PhotoNetwork.bundled();
    }
    return PhotoNetwork.vgg16(vgg16.file == null ? fetched(vgg16.download) : vgg16.file);
  }

  private static Path fetched(@Nullable PublishedWeights which) throws IOException {
    try (ProgressBar bar = Progress.bar("VGG-16's weights", -1)) {
      return WeightsDownload.of(which == null ? PublishedWeights.WITH_TOP : which)
          .progress(
              (received, total) -> {
                bar.maxHint(total);
                bar.stepTo(received);
              })
          .fetch();
    }
  }
}
