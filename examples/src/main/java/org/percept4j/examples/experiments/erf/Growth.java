package org.percept4j.examples.experiments.erf;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.core.acceleration.Acceleration;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.EffectiveReceptiveField;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.measure.Measure;
import org.percept4j.examples.data.LabelledScenes;

/**
 * One training whose centre unit was watched.
 *
 * @param kind what was trained
 * @param seed of weights and order
 * @param losses one for each step: cross-entropy in nats per pixel of the digits' boxes
 * @param accuracy share of those pixels of unseen scenes that were told right, 0 to 1
 * @param fields of the centre unit by how many steps had been taken
 */
public record Growth(
    Kind kind,
    long seed,
    List<Double> losses,
    double accuracy,
    TreeMap<Integer, EffectiveReceptiveField> fields) {

  /** Names what is trained, and on what. */
  public enum Kind {
    /** Twelve convolutions, weights by He et al. */
    PLAIN("12 convolutions"),
    /** The same on labels that are drawn at random: there is nothing to learn. */
    SHUFFLED("the same, shuffled labels"),
    /** Thirteen convolutions with skip connections over every two. */
    RESIDUAL("residual, 13 convolutions"),
    /** As the first, with more weight outside in the beginning, after Luo et al. */
    OUTER("12 convolutions, outer weights");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final int BATCH = 16;
  private static final int TEST_BATCHES = 4;
  private static final int ERF_BATCHES = 2;
  private static final long TEST_SEED = 999;

  /**
   * Trains one network.
   *
   * @param kind what to train
   * @param train scenes to train on
   * @param test scenes to watch and to test
   * @param seed of weights and order
   * @param steps how many batches of 16
   * @param watched after how many steps to measure; 0 and the last are measured anyway
   * @param afterStep told after each
   * @return what happened
   */
  public static Growth run(
      Kind kind,
      LabelledScenes train,
      LabelledScenes test,
      long seed,
      int steps,
      List<Integer> watched,
      Runnable afterStep) {
    ComputationGraph network = GrowthNetwork.create(kind, seed);
    Acceleration.enable(network);
    List<DataSet> unseen = test.batches(BATCH, TEST_BATCHES, false, TEST_SEED);
    INDArray inputs =
        Nd4j.concat(
            0,
            unseen.subList(0, ERF_BATCHES).stream()
                .map(DataSet::getFeatures)
                .toArray(INDArray[]::new));
    TreeMap<Integer, EffectiveReceptiveField> fields = new TreeMap<>();
    fields.put(0, field(network, inputs));
    List<Double> losses = new ArrayList<>();
    for (DataSet batch : train.batches(BATCH, steps, kind == Kind.SHUFFLED, seed)) {
      network.fit(batch);
      // DL4J divides the sum over pixels by the number of scenes
      losses.add(network.score() * BATCH / batch.getLabelsMaskArray().sumNumber().doubleValue());
      afterStep.run();
      if (watched.contains(losses.size()) || losses.size() == steps) {
        fields.put(losses.size(), field(network, inputs));
      }
    }
    return new Growth(kind, seed, losses, accuracy(network, unseen), fields);
  }

  private static EffectiveReceptiveField field(ComputationGraph network, INDArray inputs) {
    int centre = LabelledScenes.SIDE / 4; // of 32 x 32 units
    return ErfAnalyzer.builder(network)
        .layer(LayerRef.name(GrowthNetwork.LAST))
        .unit(centre, centre)
        .inputs(inputs)
        .batch(BATCH)
        .aggregation(Aggregation.RMS)
        .build()
        .analyze();
  }

  private static double accuracy(ComputationGraph network, List<DataSet> scenes) {
    double right = 0;
    double all = 0;
    for (DataSet batch : scenes) {
      INDArray said = network.outputSingle(batch.getFeatures()).argMax(1);
      INDArray hit = said.eq(batch.getLabels().argMax(1)).castTo(DataType.FLOAT);
      INDArray mask = batch.getLabelsMaskArray().reshape(hit.shape());
      right += hit.mul(mask).sumNumber().doubleValue();
      all += mask.sumNumber().doubleValue();
    }
    return right / all;
  }

  /** The share of the field's mass within {@link #massSize}: two standard deviations of a disc. */
  private static final double MASS = 0.9545;

  /**
   * Returns the side of a square as large as the smallest area that holds 95.45 % of the field.
   *
   * @param last whether after training, not before
   * @return pixels
   */
  public double massSize(boolean last) {
    return massSize(field(last));
  }

  static double massSize(EffectiveReceptiveField field) {
    return Measure.sizeHolding(MASS).of(field.map());
  }

  /**
   * Returns the distance from the centre within which half of the field lies.
   *
   * @param last whether after training, not before
   * @return pixels
   */
  public double halfMassRadius(boolean last) {
    return Measure.HALF_MASS_RADIUS.of(field(last).map());
  }

  /**
   * Returns the paper's size: where the field exceeds 4.55 % of its centre.
   *
   * @param last whether after training, not before
   * @return pixels
   */
  public double size(boolean last) {
    return Measure.SIZE.of(field(last).map());
  }

  /**
   * Returns the field.
   *
   * @param last whether after training, not before
   * @return the first or the last that was measured
   */
  public EffectiveReceptiveField field(boolean last) {
    return (last ? fields.lastEntry() : fields.firstEntry()).getValue();
  }

  /**
   * Returns the mean of the last losses.
   *
   * @param steps over how many
   * @return nats per pixel
   */
  public double lastLoss(int steps) {
    return losses.subList(Math.max(0, losses.size() - steps), losses.size()).stream()
        .mapToDouble(l -> l)
        .average()
        .orElse(Double.NaN);
  }
}
