package org.percept4j.examples.experiments.erf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import org.percept4j.examples.data.Digits;
import org.percept4j.examples.data.LabelledScenes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Shows whether effective receptive fields grow while a network learns, the point of figure 3 of
 * Luo et al. 2016, with a control that has nothing to learn, with skip connections, and with the
 * initialisation that the paper proposes.
 */
@Command(
    name = "erf-training",
    description = "Watches a receptive field while networks learn, and while one cannot.",
    footer = {"", "Example: percept4j erf-training --seeds 5"},
    mixinStandardHelpOptions = true)
public final class GrowthExperiment implements Callable<Integer> {

  private static final int FRAMES = 4;
  private static final int MAX_WORKERS = 4;

  @Option(
      names = "--data",
      description = "Folder with the full MNIST in IDX form; default: bundled.")
  private @Nullable Path data;

  @Option(names = "--seeds", description = "Trainings of each kind; default: ${DEFAULT-VALUE}")
  private int seeds = 5;

  @Option(names = "--steps", description = "Batches of 16; default: ${DEFAULT-VALUE}")
  private int steps = 300;

  @Option(names = "--out", description = "Folder for figures; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "erf");

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private GrowthExperiment() {}

  /**
   * Runs it.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new GrowthExperiment(), args));
  }

  /**
   * Trains every kind of network from every seed, as many at a time as there are processors, up to
   * four. The order does not matter: each has its own random numbers.
   *
   * @param data the full MNIST, or null for the bundled digits
   * @param seeds trainings of each kind
   * @param steps batches of 16
   * @param afterStep told after each step what is trained, from several threads
   * @return for each kind one training for each seed
   * @throws IOException if digits cannot be read
   */
  public static List<List<Growth>> trainAll(
      @Nullable Path data, int seeds, int steps, java.util.function.Consumer<String> afterStep)
      throws IOException {
    LabelledScenes train =
        new LabelledScenes(data == null ? Digits.bundled(true) : Digits.from(data, true));
    LabelledScenes test =
        new LabelledScenes(data == null ? Digits.bundled(false) : Digits.from(data, false));
    List<Integer> watched = IntStream.range(1, FRAMES).mapToObj(i -> i * steps / FRAMES).toList();
    int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<List<Future<Growth>>> started = new ArrayList<>();
      for (Growth.Kind kind : Growth.Kind.values()) {
        List<Future<Growth>> runs = new ArrayList<>();
        for (int i = 1; i <= seeds; i++) {
          long seed = i;
          Runnable step = () -> afterStep.accept(kind + ", seed " + seed);
          runs.add(pool.submit(() -> Growth.run(kind, train, test, seed, steps, watched, step)));
        }
        started.add(runs);
      }
      List<List<Growth>> all = new ArrayList<>();
      for (List<Future<Growth>> runs : started) {
        List<Growth> done = new ArrayList<>();
        for (Future<Growth> run : runs) {
          done.add(run.get());
        }
        all.add(done);
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("training: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training: interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  @Override
  public Integer call() throws IOException {
    if (seeds < 1 || steps < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--seeds, --steps: expected at least 1, got " + seeds + " and " + steps);
    }
    OutputFolder.check(out);
    List<List<Growth>> kinds;
    try (ProgressBar bar =
        Progress.bar("training", (long) seeds * steps * Growth.Kind.values().length)) {
      kinds =
          trainAll(
              data,
              seeds,
              steps,
              what -> {
                bar.step();
                bar.setExtraMessage(what);
              });
    }
    results.table("trainings", GrowthTable.header(), kinds.stream().map(GrowthTable::row).toList());
    Files.createDirectories(out);
    GrowthTable.plot(kinds).writeSvg(out.resolve("erf-training.svg"));
    for (List<Growth> runs : kinds) {
      String name = "erf-training-" + runs.get(0).kind().name().toLowerCase(java.util.Locale.ROOT);
      GrowthTable.film(runs.get(0)).writeSvg(out.resolve(name + ".svg"));
    }
    results.say("out", out.toAbsolutePath(), "Figures are in " + out.toAbsolutePath());
    results.end();
    return CommandLine.ExitCode.OK;
  }
}
