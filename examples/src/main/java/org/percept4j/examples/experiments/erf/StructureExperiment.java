package org.percept4j.examples.experiments.erf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.Estimate;
import org.percept4j.erf.measure.GaussianFit;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.measure.Peak;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how the effective receptive field depends on what a network is built of: activation
 * functions at 20 layers, and subsampling, dilation, dropout and skip connections, with and
 * without.
 */
@Command(
    name = "erf-structure",
    description = "Measures receptive fields by what a network is built of.",
    footer = {"", "Example: percept4j erf-structure --draws 100"},
    mixinStandardHelpOptions = true)
public final class StructureExperiment implements Callable<Integer> {

  @Option(names = "--draws", description = "Networks of each kind; default: ${DEFAULT-VALUE}")
  private int draws = 100;

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private StructureExperiment() {}

  /**
   * Prints a table.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new StructureExperiment(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (draws < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--draws: expected at least 1, got " + draws);
    }
    List<List<String>> rows = new ArrayList<>();
    try (ProgressBar bar = Progress.bar("structure", Structure.values().length)) {
      for (Structure structure : Structure.values()) {
        rows.add(row(structure, structure.measure(draws)));
        bar.step();
      }
    }
    results.table("structures", header(), rows);
    results.end();
    return CommandLine.ExitCode.OK;
  }

  /**
   * Returns the columns' headings.
   *
   * @return names
   */
  public static List<String> header() {
    return List.of(
        "structure", "theoretical field", "size", "ratio", "Gaussian R²", "kurtosis − 3", "peaks");
  }

  /**
   * Returns what was measured of one structure.
   *
   * @param structure which
   * @param field its field
   * @return cells for {@link #header}
   */
  public static List<String> row(Structure structure, EffectiveReceptiveField field) {
    Estimate size = field.size();
    GaussianFit fit = field.gaussianFit();
    Moments moments = Moments.of(field.map().map(v -> v * v));
    return List.of(
        structure.name().toLowerCase(Locale.ROOT),
        field.theory().rows().size() + "",
        String.format(Locale.ROOT, "%.2f ± %.2f", size.value(), size.standardError()),
        String.format(Locale.ROOT, "%.3f", field.ratio().value()),
        String.format(Locale.ROOT, "%.3f", fit.r2()),
        String.format(Locale.ROOT, "%.2f", (moments.kurtosisX() + moments.kurtosisY()) / 2 - 3),
        Peak.find(field.map().smoothed(1), 0.25).size() + "");
  }
}
