package org.percept4j.examples.experiments.erf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
import org.percept4j.core.LayerRef;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfTracker;
import org.percept4j.erf.OuterWeightInit;
import org.percept4j.examples.data.LabelledImages;

/**
 * One training of ten convolutions with batch norm, whose centre unit was watched.
 *
 * @param network as trained
 * @param tracker with frames before, during and after
 * @param losses one for each step, mean over the batch
 * @param accuracy on test pictures, 0 to 1
 */
public record Training(
    MultiLayerNetwork network, ErfTracker tracker, List<Double> losses, double accuracy) {

  /** The layer whose centre unit is watched: the last but for pooling and the output. */
  public static final LayerRef LAST = LayerRef.name("relu10");

  private static final int DEPTH = 10;
  private static final int CHANNELS = 12;
  private static final int BATCH = 16;
  private static final int TEST_BATCHES = 12;
  private static final int FRAMES = 10;
  private static final int WINDOW = 10;

  /** Chooses which weights kernels begin with. */
  public enum Start {
    /** As He et al. have it. */
    USUAL("He et al."),
    /** More weight outside, as Luo et al. propose. */
    OUTER("more weight outside");

    private final String text;

    Start(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Trains one network; its field is that of 16 test pictures.
   *
   * @param data what to train on
   * @param start which weights to begin with
   * @param seed of weights and order
   * @param steps how many batches of 16
   * @param afterStep told after each
   * @return what happened
   * @throws IOException if pictures cannot be read
   */
  public static Training run(
      LabelledImages data, Start start, long seed, int steps, Runnable afterStep)
      throws IOException {
    MultiLayerNetwork network = untrained(data, start, seed);
    Acceleration.enable(network);
    List<DataSet> test = data.batches(false, BATCH, TEST_BATCHES, 1);
    ErfTracker tracker =
        ErfTracker.builder(
                ErfAnalyzer.builder(network)
                    .layer(LAST)
                    .inputs(test.get(0).getFeatures())
                    .batch(BATCH)
                    .aggregation(Aggregation.RMS)
                    .build())
            .every(Math.max(1, steps / FRAMES))
            .build();
    tracker.record(network, 0);
    network.addListeners(tracker);
    List<Double> losses = new ArrayList<>();
    for (DataSet batch : data.batches(true, BATCH, steps, seed)) {
      network.fit(batch);
      losses.add(network.score());
      afterStep.run();
    }
    network.setListeners();
    tracker.record(network, steps);
    return new Training(network, tracker, losses, accuracy(network, test));
  }

  private static double accuracy(MultiLayerNetwork network, List<DataSet> test) {
    double right = 0;
    int all = 0;
    for (DataSet batch : test) {
      int[] said = network.predict(batch.getFeatures());
      for (int i = 0; i < said.length; i++) {
        right += batch.getLabels().getDouble(i, said[i]);
      }
      all += said.length;
    }
    return right / all;
  }

  /**
   * Returns the network before training.
   *
   * @param data what it will take
   * @param start which weights to begin with
   * @param seed of the weights
   * @return a new network
   */
  public static MultiLayerNetwork untrained(LabelledImages data, Start start, long seed) {
    IWeightInit usual = new WeightInitRelu();
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .convolutionMode(ConvolutionMode.Same)
            .weightInit(start == Start.OUTER ? new OuterWeightInit(usual, 1) : usual)
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
    InputType input = InputType.convolutional(data.side(), data.side(), data.channels());
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
    network.init();
    return network;
  }

  /**
   * Returns the paper's size of the field, in pixels, in one of the frames.
   *
   * @param frame 0 for the network before training
   * @return the size
   */
  public double size(int frame) {
    return tracker.frames().get(frame).field().size().value();
  }

  /**
   * Returns the same halfway through training.
   *
   * @return the size
   */
  public double sizeHalfway() {
    return size(tracker.frames().size() / 2);
  }

  /**
   * Returns the same after training.
   *
   * @return the size
   */
  public double lastSize() {
    return size(tracker.frames().size() - 1);
  }

  /**
   * Returns how long it took to learn.
   *
   * @param loss what to reach, as a mean over ten steps
   * @return the first step at which it was reached; empty if it was not
   */
  public OptionalInt stepsTo(double loss) {
    for (int step = WINDOW; step <= losses.size(); step++) {
      if (lossUpTo(step) <= loss) {
        return OptionalInt.of(step);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns the mean of the last ten losses.
   *
   * @return the mean
   */
  public double lastLoss() {
    return lossUpTo(losses.size());
  }

  private double lossUpTo(int step) {
    return losses.subList(Math.max(0, step - WINDOW), step).stream()
        .mapToDouble(l -> l)
        .average()
        .orElse(Double.NaN);
  }
}
