package org.percept4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.percept4j.core.image.PictureReader;
import org.percept4j.core.plot.Pictures;
import org.percept4j.core.resample.Bilinear;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.experiments.hypercolumn.ColourExperiment;
import org.percept4j.examples.experiments.hypercolumn.Colouriser;
import org.percept4j.examples.experiments.hypercolumn.Lab;
import org.percept4j.examples.experiments.hypercolumn.PhotoNetwork;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Colours a grey photo from scribbles. */
@Command(
    name = "colourise",
    description = {
      "Colours a grey photo from scribbles: a picture of the same size, transparent but where you",
      "painted the colours that you know. It does not colour without hints.",
      "Without a photo, colours the bundled ones from 300 of their own pixels and tells how well."
    },
    footer = {"", "Example: percept4j colourise photo.png --scribbles scribbles.png"},
    mixinStandardHelpOptions = true)
final class ColouriseCommand implements Callable<Integer> {

  private static final int OPAQUE = 128;

  @Parameters(arity = "0..1", paramLabel = "PHOTO", description = "PNG, JPEG, GIF, BMP or TIFF.")
  private @Nullable Path photo;

  @Option(names = "--scribbles", description = "PNG with transparency, of the photo's size.")
  private @Nullable Path scribbles;

  @Option(names = "--seeds", description = "Choices of known pixels; default: ${DEFAULT-VALUE}")
  private int seeds = 5;

  @Option(names = "--out", description = "Folder to write to; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "colourise");

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if ((photo == null) != (scribbles == null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "expected PHOTO and --scribbles together, or neither");
    }
    if (seeds < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--seeds: expected at least 1, got " + seeds);
    }
    OutputFolder.check(out);
    if (photo == null || scribbles == null) {
      try (ProgressBar bar = Progress.bar("photos", 4)) {
        ColourExperiment found = ColourExperiment.run(PhotoNetwork.bundled(), seeds, bar::step);
        results.table("photos", ColourExperiment.header(), found.rows());
        Files.createDirectories(out);
        found.figure().writeSvg(out.resolve("colour.svg"));
      }
      Path figure = out.resolve("colour.svg").toAbsolutePath().normalize();
      results.say("out", figure, "Figure: " + figure);
      results.end();
      return CommandLine.ExitCode.OK;
    }
    BufferedImage picture = PictureReader.read(photo);
    PictureReader.read(scribbles); // refuses what is corrupt or too large, but drops transparency
    BufferedImage painted = Objects.requireNonNull(ImageIO.read(scribbles.toFile()), "scribbles");
    Path file = out.resolve("coloured.png");
    OutputFolder.keep(out, List.of("coloured.png"), List.of(photo, scribbles));
    BufferedImage coloured = coloured(picture, painted);
    Files.createDirectories(out);
    Pictures.writePng(coloured, file);
    Path written = file.toAbsolutePath().normalize();
    results.say("out", written, "Written to " + written);
    results.end();
    return CommandLine.ExitCode.OK;
  }

  /** Colours in the network's size; the photo keeps its own and its lightness. */
  static BufferedImage coloured(BufferedImage picture, BufferedImage painted) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    if (painted.getWidth() != width || painted.getHeight() != height) {
      throw new IllegalArgumentException(
          String.format(
              "--scribbles: expected %d x %d pixels as the photo, got %d x %d",
              width, height, painted.getWidth(), painted.getHeight()));
    }
    if (!painted.getColorModel().hasAlpha()) {
      throw new IllegalArgumentException(
          "--scribbles: expected transparency where nothing is painted, got a picture without it");
    }
    Colouriser colouriser = Colouriser.of(PhotoNetwork.bundled(), picture);
    int w = colouriser.width();
    int h = colouriser.height();
    float[][] hints = hints(painted, w, h);
    float[][] small = colouriser.colour(hints, Colouriser.Features.HYPERCOLUMNS);
    float[][] lab = Lab.of(picture);
    Bilinear resizing = Bilinear.of(h, w, height, width, Bilinear.Convention.HALF_PIXEL);
    for (int c = 1; c < 3; c++) {
      lab[c] = resizing.resize(small[c], 1);
    }
    return Lab.picture(lab, width);
  }

  /** Averages what is painted within each pixel of the network's size. */
  private static float[][] hints(BufferedImage painted, int width, int height) {
    double[][] sums = new double[3][width * height];
    for (int y = 0; y < painted.getHeight(); y++) {
      for (int x = 0; x < painted.getWidth(); x++) {
        int argb = painted.getRGB(x, y);
        if (argb >>> 24 >= OPAQUE) {
          int at = y * height / painted.getHeight() * width + x * width / painted.getWidth();
          double[] lab = Lab.of(argb);
          sums[0][at]++;
          sums[1][at] += lab[1];
          sums[2][at] += lab[2];
        }
      }
    }
    if (Arrays.stream(sums[0]).sum() == 0) {
      throw new IllegalArgumentException("--scribbles: expected painted pixels, got none");
    }
    float[][] hints = new float[2][width * height];
    for (int p = 0; p < width * height; p++) {
      for (int c = 0; c < 2; c++) {
        hints[c][p] = sums[0][p] == 0 ? Float.NaN : (float) (sums[c + 1][p] / sums[0][p]);
      }
    }
    return hints;
  }
}
