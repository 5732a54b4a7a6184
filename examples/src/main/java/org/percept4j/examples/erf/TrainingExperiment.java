package org.percept4j.examples.erf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.percept4j.core.Acceleration;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfTracker;
import org.percept4j.erf.OuterWeightInit;
import org.percept4j.examples.data.DigitScenes;
import org.percept4j.examples.data.Digits;

/**
 * Whether effective receptive fields grow while a network learns, the point of figure 3 of Luo et
 * al. 2016, and what the paper's initialisation of larger fields does to them and to learning.
 */
public final class TrainingExperiment {

  /** The layer whose centre unit is watched: the last but for pooling and the output. */
  public static final LayerRef LAST = LayerRef.name("relu10");

  private static final int DEPTH = 10;
  private static final int CHANNELS = 12;
  private static final int BATCH = 16;

  private TrainingExperiment() {}

  /**
   * One training.
   *
   * @param network as trained
   * @param tracker with frames before, during and after
   * @param losses one for each step, mean over the batch
   * @param accuracy on scenes of test digits, 0 to 1
   */
  public record Run(
      MultiLayerNetwork network, ErfTracker tracker, List<Double> losses, double accuracy) {

    /**
     * The paper's size of the field, in pixels, in one of the frames.
     *
     * @param frame 0 for the network before training
     * @return the size
     */
    public double size(int frame) {
      return tracker.frames().get(frame).field().size().value();
    }

    /**
     * The same after training.
     *
     * @return the size
     */
    public double lastSize() {
      return size(tracker.frames().size() - 1);
    }

    /**
     * How long it took to learn.
     *
     * @param loss what to reach, as a mean over ten steps
     * @return the first step at which it was reached, or the number of steps if it was not
     */
    public int stepsTo(double loss) {
      for (int i = 10; i <= losses.size(); i++) {
        if (lossUpTo(i) <= loss) {
          return i;
        }
      }
      return losses.size();
    }

    /** Mean of the ten steps before one. */
    private double lossUpTo(int step) {
      return losses.subList(Math.max(0, step - 10), step).stream()
          .mapToDouble(l -> l)
          .average()
          .orElse(Double.NaN);
    }
  }

  /**
   * Trains with the usual and with the paper's initialisation and prints both.
   *
   * @param args seeds (3 by default), steps (400) and the folder for pictures ({@code target/erf})
   * @throws IOException if digits cannot be read or pictures cannot be written
   */
  public static void main(String[] args) throws IOException {
    int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int steps = args.length > 1 ? Integer.parseInt(args[1]) : 400;
    Path folder = Files.createDirectories(Path.of(args.length > 2 ? args[2] : "target/erf"));
    System.out.println(String.join(" | ", header()));
    for (boolean outer : new boolean[] {false, true}) {
      List<Run> runs = new ArrayList<>();
      for (int seed = 1; seed <= seeds; seed++) {
        runs.add(train(outer, seed, steps));
      }
      System.out.println(String.join(" | ", row(outer, runs)));
      String name = outer ? "outer" : "usual";
      runs.get(0).tracker().writeFilmstrip(folder.resolve("training-" + name + ".png"));
      runs.get(0).tracker().writeGif(folder.resolve("training-" + name + ".gif"), 200);
    }
    System.out.println("Pictures are in " + folder.toAbsolutePath());
  }

  /**
   * Trains one network on scenes of digits; its field is that of real scenes.
   *
   * @param outer whether kernels begin with more weight outside, or as He et al. have it
   * @param seed of weights and data
   * @param steps how many batches of 16
   * @return what happened
   * @throws IOException if the bundled digits cannot be read
   */
  public static Run train(boolean outer, long seed, int steps) throws IOException {
    MultiLayerNetwork network = network(outer, seed);
    Acceleration.enable(network);
    List<DataSet> test = DigitScenes.batches(Digits.bundled(false), BATCH, 12, 1);
    ErfTracker tracker =
        ErfTracker.every(
            Math.max(1, steps / 16),
            ErfAnalyzer.of(network)
                .layer(LAST)
                .inputs(test.get(0).getFeatures())
                .samples(BATCH)
                .batch(BATCH)
                .aggregation(Aggregation.rms())
                .build());
    tracker.record(network, 0);
    network.addListeners(tracker);
    List<Double> losses = new ArrayList<>();
    for (DataSet batch : DigitScenes.batches(Digits.bundled(true), BATCH, steps, seed)) {
      network.fit(batch);
      losses.add(network.score());
    }
    network.setListeners();
    tracker.record(network, steps);
    double right = 0;
    for (DataSet batch : test) {
      int[] said = network.predict(batch.getFeatures());
      for (int i = 0; i < said.length; i++) {
        right += batch.getLabels().getDouble(i, said[i]);
      }
    }
    return new Run(network, tracker, losses, right / (BATCH * test.size()));
  }

  private static MultiLayerNetwork network(boolean outer, long seed) {
    IWeightInit usual = new WeightInitRelu();
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(outer ? new OuterWeightInit(usual, 1) : usual)
            .activation(Activation.RELU)
            .updater(new Adam(0.003))
            .list();
    for (int i = 1; i <= DEPTH; i++) {
      int stride = i == DEPTH / 2 ? 2 : 1;
      list.layer(
          new ConvolutionLayer.Builder(3, 3)
              .stride(stride, stride)
              .nOut(CHANNELS)
              .hasBias(false)
              .activation(Activation.IDENTITY)
              .build());
      list.layer(new BatchNormalization());
      list.layer(
          new ActivationLayer.Builder().name("relu" + i).activation(Activation.RELU).build());
    }
    list.layer(new GlobalPoolingLayer(PoolingType.AVG));
    list.layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.setInputType(InputType.convolutional(DigitScenes.SIDE, DigitScenes.SIDE, 1))
                .build());
    network.init();
    return network;
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
        "size halfway",
        "size after",
        "steps to loss 1",
        "loss at the end",
        "accuracy");
  }

  /**
   * What was measured of several trainings: means and standard errors over seeds.
   *
   * @param outer which initialisation
   * @param runs one for each seed
   * @return cells for {@link #header}
   */
  public static List<String> row(boolean outer, List<Run> runs) {
    return List.of(
        outer ? "more weight outside" : "He et al.",
        mean(runs, "%.2f", r -> r.size(0)),
        mean(runs, "%.2f", r -> r.size(r.tracker().frames().size() / 2)),
        mean(runs, "%.2f", Run::lastSize),
        mean(runs, "%.0f", r -> r.stepsTo(1)),
        mean(runs, "%.2f", r -> r.lossUpTo(r.losses().size())),
        mean(runs, "%.2f", Run::accuracy));
  }

  private static String mean(List<Run> runs, String format, ToDoubleFunction<Run> value) {
    SummaryStatistics all = new SummaryStatistics();
    runs.forEach(r -> all.addValue(value.applyAsDouble(r)));
    double error = all.getStandardDeviation() / Math.sqrt((double) all.getN());
    return String.format(Locale.ROOT, format + " ± " + format, all.getMean(), error);
  }
}
