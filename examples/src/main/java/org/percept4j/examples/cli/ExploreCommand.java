package org.percept4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.image.PictureReader;
import org.percept4j.examples.data.Photos;
import org.percept4j.examples.experiments.hypercolumn.PhotoNetwork;
import org.percept4j.examples.experiments.hypercolumn.SeenPhoto;
import org.percept4j.examples.explore.ExploredModel;
import org.percept4j.examples.explore.Explorer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explores a network by hand, in a browser. */
@Command(
    name = "explore",
    description = {
      "Serves a page, on this machine only, where a network is explored by hand: what a unit looks",
      "at, what looks alike, what a few painted labels are enough to tell. Ctrl-C ends it."
    },
    footer = {"", "Example: percept4j explore model.zip photo.jpg"},
    mixinStandardHelpOptions = true)
final class ExploreCommand implements Callable<Integer> {

  private static final String BUNDLED = "nanodet";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = BUNDLED,
      description = "nanodet, the bundled network, or: " + ModelFile.HELP)
  private String model = BUNDLED;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PHOTO",
      description = "PNG, JPEG, GIF, BMP or TIFF; default: bundled ones.")
  private @Nullable Path photo;

  @Option(names = "--second", paramLabel = "PHOTO", description = "A photo to compare with.")
  private @Nullable Path second;

  @Option(names = "--beside", paramLabel = "MODEL", description = "A second network.")
  private @Nullable String beside;

  @Option(
      names = "--pixels",
      description = "What networks from files were trained on, as for hypercolumns.")
  private InputImage.@Nullable Pixels pixels;

  @Option(
      names = "--size",
      converter = RowColumn.Converter.class,
      paramLabel = "ROWSxCOLUMNS",
      description = "To bring photos to for networks from files; default: as they are.")
  private @Nullable RowColumn size;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    InputImage.check(spec, size);
    List<BufferedImage> photos = new ArrayList<>();
    photos.add(photo == null ? Photos.read("cat") : PictureReader.read(photo));
    if (second != null) {
      photos.add(PictureReader.read(second));
    } else if (photo == null) {
      photos.add(Photos.read("astronaut"));
    }
    List<ExploredModel> models = new ArrayList<>();
    models.add(explored(model, photos));
    if (beside != null) {
      models.add(explored(beside, photos));
    }
    PrintWriter text = spec.commandLine().getOut();
    try (Explorer explorer = Explorer.start(models)) {
      text.println("Open " + explorer.address() + " in a browser; Ctrl-C ends it.");
      text.flush();
      new CountDownLatch(1).await();
    }
    return CommandLine.ExitCode.OK;
  }

  /** Prepares a network for photos, by its file. */
  ExploredModel explored(String which, List<BufferedImage> photos) throws IOException {
    if (which.equals(BUNDLED)) {
      return of(PhotoNetwork.bundled(), photos);
    }
    Path file = Path.of(which);
    if (ModelFile.isVgg16(file)) {
      return of(PhotoNetwork.vgg16(file), photos);
    }
    Model read = ModelFile.read(file);
    List<ExploredModel.View> views = new ArrayList<>();
    for (BufferedImage image : photos) {
      FileColumns found = FileColumns.of(read, file, image, List.of(), size, pixels);
      int height = found.columns().height();
      int width = found.columns().width();
      views.add(
          new ExploredModel.View(
              SeenPhoto.resized(image, width, height), found.input(), found.columns()));
    }
    return new ExploredModel(String.valueOf(file.getFileName()), read, views);
  }

  /** Prepares one of the networks for photos. */
  static ExploredModel of(PhotoNetwork network, List<BufferedImage> photos) {
    List<ExploredModel.View> views = new ArrayList<>();
    for (BufferedImage image : photos) {
      SeenPhoto seen = SeenPhoto.of(network, image);
      views.add(
          new ExploredModel.View(
              seen.photo(), network.input().apply(seen.photo()), seen.columns()));
    }
    return new ExploredModel(network.name(), network.model(), views);
  }
}
