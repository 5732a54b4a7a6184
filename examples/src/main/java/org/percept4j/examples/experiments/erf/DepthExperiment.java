package org.percept4j.examples.experiments.erf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.theory.LinearErf;
import org.percept4j.examples.Launcher;
import org.percept4j.examples.OutputFolder;
import org.percept4j.examples.Progress;
import org.percept4j.examples.Results;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how the effective receptive field of the centre unit grows with depth: chains of 3x3
 * convolutions without weights learned, as in figure 1 of Luo et al. 2016.
 */
@Command(
    name = "erf-depth",
    description = "Measures how receptive fields grow with depth, by every aggregation.",
    footer = {"", "Example: percept4j erf-depth --draws 20"},
    mixinStandardHelpOptions = true)
public final class DepthExperiment implements Callable<Integer> {

  private static final int CHANNELS = 4;
  private static final List<Activation> ACTIVATIONS = List.of(Activation.IDENTITY, Activation.RELU);
  private static final List<Aggregation> AGGREGATIONS =
      List.of(
          Aggregation.SIGNED_MEAN,
          Aggregation.MEAN_MAGNITUDE,
          Aggregation.RMS,
          Aggregation.MEAN_SQUARE);

  @Option(names = "--draws", description = "Networks of each kind; default: ${DEFAULT-VALUE}")
  private int draws = 20;

  @Option(names = "--out", description = "Folder for figures, drawn only if it is given.")
  private @Nullable Path out;

  @Mixin private Results results = new Results();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private DepthExperiment() {}

  /**
   * Prints sizes and exponents next to the paper's.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(Launcher.run(new DepthExperiment(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (draws < 2) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--draws: expected at least 2, got " + draws);
    }
    if (out != null) {
      OutputFolder.check(out);
    }
    List<String> header =
        List.of("weights", Arrays.toString(depths()) + " layers: size", "growth", "of the ratio");
    List<List<String>> rows = new ArrayList<>();
    double[] exact = new double[depths().length];
    Arrays.setAll(exact, d -> Measure.SIZE.of(LinearErf.chain(depths()[d], 3)));
    rows.add(row("uniform, exact", exact));
    int steps = ACTIVATIONS.size() * AGGREGATIONS.size() * depths().length;
    try (ProgressBar bar = Progress.bar("depth", steps)) {
      for (Activation activation : ACTIVATIONS) {
        for (Aggregation aggregation : AGGREGATIONS) {
          double[] sizes = new double[depths().length];
          for (int d = 0; d < sizes.length; d++) {
            sizes[d] = measure(depths()[d], activation, aggregation, draws).size().value();
            bar.step();
          }
          rows.add(row("random, " + name(activation) + ", " + aggregation, sizes));
        }
      }
    }
    rows.add(List.of("Luo et al. 2016", "", "n^0.56", "n^-0.43"));
    results.table("weights", header, rows);
    if (out != null) {
      Files.createDirectories(out);
      DepthFigures figures = DepthFigures.measure(draws, what -> {}, depths());
      figures.grid().writeSvg(out.resolve("erf-depth-fields.svg"));
      figures.plot().writeSvg(out.resolve("erf-depth-sizes.svg"));
      results.say("out", out.toAbsolutePath(), "Figures are in " + out.toAbsolutePath());
    }
    results.end();
    return CommandLine.ExitCode.OK;
  }

  private static String name(Activation activation) {
    return activation == Activation.IDENTITY ? "linear" : "ReLU";
  }

  private static List<String> row(String name, double... sizes) {
    double[] ratios = new double[sizes.length];
    Arrays.setAll(ratios, d -> sizes[d] / (2.0 * depths()[d] + 1));
    return List.of(
        name,
        Arrays.stream(sizes)
            .mapToObj(s -> String.format(Locale.ROOT, "%.2f", s))
            .collect(Collectors.joining(", ")),
        String.format(Locale.ROOT, "n^%.2f", exponent(depths(), sizes)),
        String.format(Locale.ROOT, "n^%.2f", exponent(depths(), ratios)));
  }

  /**
   * Depths of the paper's figure.
   *
   * @return numbers of layers, ascending
   */
  public static int[] depths() {
    return new int[] {5, 10, 20, 40};
  }

  /**
   * Measures random weights at one depth.
   *
   * @param depth number of layers
   * @param activation after each layer
   * @param aggregation how gradients become a map; the signed mean tends to zero for random linear
   *     networks, the root mean square does not
   * @param draws how many networks, each with new weights and one new input of noise
   * @return the field
   */
  public static EffectiveReceptiveField measure(
      int depth, Activation activation, Aggregation aggregation, int draws) {
    int side = 2 * depth + 11; // five pixels more on each side than the unit can see
    return ErfAnalyzer.builder(draws, draw -> network(depth, side, activation, draw))
        .inputSize(side, side)
        .channel(0)
        .samples(1)
        .aggregation(aggregation)
        .build()
        .analyze();
  }

  private static MultiLayerNetwork network(int depth, int side, Activation activation, int seed) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(activation == Activation.RELU ? WeightInit.RELU : WeightInit.LECUN_NORMAL)
            .activation(activation)
            .list();
    for (int i = 0; i < depth; i++) {
      list.layer(new ConvolutionLayer.Builder(3, 3).nOut(CHANNELS).build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(side, side, 1)).build());
    network.init();
    return network;
  }

  /**
   * Returns the exponent a of the power law y ∝ x^a that fits best, by least squares of the
   * logarithms.
   *
   * @param x positive numbers, at least two different
   * @param y as many positive numbers
   * @return a
   */
  public static double exponent(int[] x, double[] y) {
    SimpleRegression fit = new SimpleRegression();
    for (int i = 0; i < y.length; i++) {
      fit.addData(Math.log(x[i]), Math.log(y[i]));
    }
    return fit.getSlope();
  }
}
