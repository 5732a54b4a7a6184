package org.percept4j.examples.experiments.erf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.plot.Figure;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.LabelledImages;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Tests whether the receptive fields of a trained network are like a fovea: alike all over a layer
 * or not, how they fall off from their centres, and whether some look in two places at once.
 */
@Command(
    name = "foveal",
    description = "Compares receptive fields all over a layer of a trained network with a fovea.",
    footer = {"", "Example: percept4j foveal --images 64"},
    mixinStandardHelpOptions = true)
public final class FovealExperiment implements Callable<Integer> {

  private static final Training.Start START = Training.Start.USUAL;
  private static final int SEED = 1;

  @Option(
      names = "--data",
      description = "CIFAR-10's folder, or one of MNIST's form; default: bundled digits.")
  private @Nullable Path data;

  @Option(names = "--steps", description = "Batches to train with; default: ${DEFAULT-VALUE}")
  private int steps = 300;

  @Option(names = "--images", description = "Test pictures to average; default: ${DEFAULT-VALUE}")
  private int images = 32;

  @Option(names = "--out", description = "Folder for pictures; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "erf");

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private FovealExperiment() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new FovealExperiment(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (steps < 1 || images < 2) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--steps, --images: expected at least 1 and 2, got " + steps + " and " + images);
    }
    OutputFolder.check(out);
    LabelledImages pictures = LabelledImages.of(data);
    Files.createDirectories(out);
    FovealComparison comparison;
    try (ProgressBar bar = Progress.bar("foveal", (long) steps + FovealComparison.STEPS)) {
      Training training = Training.run(pictures, START, SEED, steps, bar::step);
      INDArray inputs = pictures.batches(false, images, 1, SEED).get(0).getFeatures();
      comparison =
          FovealComparison.of(
              Training.untrained(pictures, START, SEED), training.network(), inputs, bar::step);
    }
    results.table("rings", FieldGrid.header(), comparison.grid().rows());
    results.say("slope", comparison.slope(), comparison.slope());
    results.say("shape", comparison.shape().summary(), comparison.shape().summary());
    results.table("profile", RadialShape.header(), comparison.shape().rows());
    results.table("peaks", PeakCensus.header(), comparison.peakRows());
    for (Map.Entry<String, Figure> figure : comparison.figures().entrySet()) {
      figure.getValue().writeSvg(out.resolve(figure.getKey() + ".svg"));
    }
    results.say("out", out.toAbsolutePath(), "Pictures are in " + out.toAbsolutePath());
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
