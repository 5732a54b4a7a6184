package org.percept4j.examples.experiments.hypercolumn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.percept4j.core.plot.Pictures;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.experiments.hypercolumn.SegmentationExperiment.Size;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Tests whether hypercolumns tell what every pixel is better than the last or the first layer
 * alone.
 */
@Command(
    name = "segment-scenes",
    description = "Classifies every pixel of scenes of garments by hypercolumns and single layers.",
    footer = {"", "Example: percept4j segment-scenes"},
    mixinStandardHelpOptions = true)
public final class SegmentScenes implements Callable<Integer> {

  @Option(names = "--quick", description = "Do just enough to see that it works.")
  private boolean quick;

  @Option(names = "--out", description = "Folder for the picture; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "hypercolumn");

  @Mixin private Results results = new Results();

  private SegmentScenes() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new SegmentScenes(), args));
  }

  @Override
  public Integer call() throws IOException {
    OutputFolder.check(out);
    Files.createDirectories(out);
    Size size = quick ? Size.QUICK : Size.FULL;
    SegmentationExperiment found;
    try (ProgressBar bar = Progress.bar("segmenting", size.reports())) {
      found = SegmentationExperiment.run(size, bar::step);
    }
    results.say("method", found.method(), found.method());
    results.table("features", SegmentationExperiment.header(), found.rows());
    results.say("difference", found.difference(), found.difference());
    Path picture = out.resolve("segmented-scenes.png");
    Pictures.writePng(found.picture(), picture);
    results.say("out", picture.toAbsolutePath(), "Some scenes are in " + picture.toAbsolutePath());
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
