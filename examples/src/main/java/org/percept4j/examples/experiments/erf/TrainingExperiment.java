package org.percept4j.examples.experiments.erf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import me.tongfei.progressbar.ProgressBar;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Progress;
import org.percept4j.examples.data.LabelledImages;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether effective receptive fields grow while a network learns, the point of figure 3 of Luo et
 * al. 2016, and what the paper's initialisation of larger fields does to them and to learning.
 */
@Command(
    name = "erf-training",
    description = "Watches a receptive field during training, with two initialisations.",
    mixinStandardHelpOptions = true)
public final class TrainingExperiment implements Callable<Integer> {

  private static final double LOSS = 1;

  @Option(
      names = "--data",
      description = "CIFAR-10's folder, or one of MNIST's form; default: bundled digits.")
  private @Nullable Path data;

  @Option(names = "--seeds", description = "Trainings of each kind; default: ${DEFAULT-VALUE}")
  private int seeds = 3;

  @Option(names = "--steps", description = "Batches of 16; default: ${DEFAULT-VALUE}")
  private int steps = 300;

  @Option(names = "--out", description = "Folder for pictures; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "erf");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private TrainingExperiment() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new TrainingExperiment(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (seeds < 1 || steps < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--seeds, --steps: expected at least 1, got " + seeds + " and " + steps);
    }
    LabelledImages images = LabelledImages.of(data);
    Files.createDirectories(out);
    PrintWriter text = spec.commandLine().getOut();
    text.println(images.name() + ", " + images.side() + " x " + images.side() + " pixels");
    text.println(String.join(" | ", header()));
    for (Training.Start start : Training.Start.values()) {
      List<Training> runs = new ArrayList<>();
      try (ProgressBar bar = Progress.bar(start.toString(), (long) seeds * steps)) {
        for (int seed = 1; seed <= seeds; seed++) {
          runs.add(Training.run(images, start, seed, steps, bar::step));
        }
      }
      text.println(String.join(" | ", row(start, runs)));
      writePictures(runs.get(0), start, out);
    }
    text.println("Pictures are in " + out.toAbsolutePath());
    return CommandLine.ExitCode.OK;
  }

  /**
   * Writes the film strip of a training and an animated GIF.
   *
   * @param run the training
   * @param start its initialisation
   * @param folder where to
   * @return both files, the film strip first
   * @throws IOException if they cannot be written
   */
  public static List<Path> writePictures(Training run, Training.Start start, Path folder)
      throws IOException {
    String name = "erf-training-" + start.name().toLowerCase(Locale.ROOT);
    Path strip = folder.resolve(name + ".png");
    Path film = folder.resolve(name + ".gif");
    run.tracker().writeFilmstrip(strip);
    run.tracker().writeGif(film, 400);
    return List.of(strip, film);
  }

  /**
   * What the columns are.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "initialisation",
        "size before",
        "halfway",
        "after",
        "growth",
        "steps to loss 1",
        "loss at the end",
        "accuracy");
  }

  /**
   * What was measured of several trainings: means and standard errors over seeds.
   *
   * @param start their initialisation
   * @param runs one for each seed
   * @return cells for {@link #header}
   */
  public static List<String> row(Training.Start start, List<Training> runs) {
    return List.of(
        start.toString(),
        mean(runs, "%.2f", r -> r.size(0)),
        mean(runs, "%.2f", Training::sizeHalfway),
        mean(runs, "%.2f", Training::lastSize),
        mean(runs, "%+.2f", r -> r.lastSize() - r.size(0)),
        steps(runs),
        mean(runs, "%.2f", Training::lastLoss),
        mean(runs, "%.2f", Training::accuracy));
  }

  private static String steps(List<Training> runs) {
    List<Training> reached = runs.stream().filter(r -> r.stepsTo(LOSS).isPresent()).toList();
    String mean =
        reached.isEmpty() ? "" : mean(reached, "%.0f", r -> r.stepsTo(LOSS).getAsInt()) + ", ";
    return mean + "reached by " + reached.size() + " of " + runs.size();
  }

  private static String mean(List<Training> runs, String format, ToDoubleFunction<Training> value) {
    SummaryStatistics all = new SummaryStatistics();
    runs.forEach(r -> all.addValue(value.applyAsDouble(r)));
    String mean = String.format(Locale.ROOT, format, all.getMean());
    if (all.getN() == 1) {
      return mean;
    }
    double error = all.getStandardDeviation() / Math.sqrt((double) all.getN());
    return mean + String.format(Locale.ROOT, " ± " + format.replace("+", ""), error);
  }
}
