package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.NativeGrowth;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;
import org.percept4j.erf.measure.Moments;
import org.percept4j.erf.theory.LinearErf;

class SamplingTest {

  private static MultiLayerNetwork net(Activation activation) {
    return Nets.chain(DataType.DOUBLE, 15, 4, 3, activation, 1);
  }

  private static ErfAnalyzer.Builder noise() {
    return ErfAnalyzer.builder(net(Activation.RELU)).inputSize(15, 15).aggregation(Aggregation.RMS);
  }

  @Test
  void samplesDoNotDependOnTheBatch() {
    double[] one = noise().samples(7).batch(1).seed(3).build().analyze().map().toArray();
    double[] all = noise().samples(7).batch(7).seed(3).build().analyze().map().toArray();
    double[] other = noise().samples(7).batch(7).seed(4).build().analyze().map().toArray();
    for (int i = 0; i < one.length; i++) {
      assertThat(one[i]).isEqualTo(all[i], within(1e-12));
    }
    assertThat(other).isNotEqualTo(all);
  }

  /** Keeping the 6000 samples of both analyses, or their gradients, would take 390 MB. */
  @Test
  void memoryDoesNotGrowWithSamples() throws Exception {
    NativeGrowth grown = NativeGrowth.of(SampleMemoryTool.class);
    assertThat(grown.counted()).isLessThan(1 << 20);
    assertThat(grown.resident()).isLessThan(130 << 20);
  }

  @Test
  void arraysAndIteratorsGiveTheSame() {
    MultiLayerNetwork net = net(Activation.TANH);
    double[] values = new Random(1).doubles(5L * 2 * 15 * 15).toArray();
    INDArray images = Nd4j.create(values, new long[] {5, 2, 15, 15}, 'c');
    DataSet data = new DataSet(images, Nd4j.ones(5, 1));
    EffectiveReceptiveField a = ErfAnalyzer.builder(net).inputs(images).build().analyze();
    EffectiveReceptiveField b =
        ErfAnalyzer.builder(net)
            .inputs(new ListDataSetIterator<>(data.asList(), 2))
            .build()
            .analyze();

    assertThat(a.info().samples()).isEqualTo(5);
    assertThat(b.info().samples()).isEqualTo(5);
    for (int i = 0; i < a.map().toArray().length; i++) {
      assertThat(a.map().toArray()[i]).isEqualTo(b.map().toArray()[i], within(1e-12));
    }
  }

  @Test
  void iteratorsGiveAllTheirImagesWhateverTheBatches() {
    MultiLayerNetwork net = net(Activation.TANH);
    double[] values = new Random(1).doubles(64L * 2 * 15 * 15).toArray();
    INDArray images = Nd4j.create(values, new long[] {64, 2, 15, 15}, 'c');
    List<DataSet> data = new DataSet(images, Nd4j.ones(64, 1)).asList();
    ErfMap all = ErfAnalyzer.builder(net).inputs(images).build().analyze().map();
    ErfMap forty = ErfAnalyzer.builder(net).inputs(images).samples(40).build().analyze().map();
    for (int stored : new int[] {1, 7, 32, 64}) {
      for (int probed : new int[] {3, 8, 64}) {
        EffectiveReceptiveField whole =
            ErfAnalyzer.builder(net)
                .inputs(new ListDataSetIterator<>(data, stored))
                .batch(probed)
                .build()
                .analyze();
        assertThat(whole.info().samples()).isEqualTo(64);
        near(whole.map(), all);
        EffectiveReceptiveField part =
            ErfAnalyzer.builder(net)
                .inputs(new ListDataSetIterator<>(data, stored))
                .samples(40)
                .batch(probed)
                .build()
                .analyze();
        assertThat(part.info().samples()).isEqualTo(40);
        near(part.map(), forty);
      }
    }
  }

  private static void near(ErfMap a, ErfMap b) {
    for (int i = 0; i < a.toArray().length; i++) {
      assertThat(a.toArray()[i]).isEqualTo(b.toArray()[i], within(1e-12));
    }
  }

  @Test
  void samplingStopsAtThePrecisionAskedFor() {
    EffectiveReceptiveField loose =
        noise().until(Measure.HALF_MASS_RADIUS, 0.05, 1000).batch(5).build().analyze();
    EffectiveReceptiveField tight =
        noise().until(Measure.HALF_MASS_RADIUS, 0.015, 1000).batch(5).build().analyze();
    EffectiveReceptiveField never =
        noise().until(Measure.HALF_MASS_RADIUS, 1e-9, 12).batch(5).build().analyze();

    assertThat(loose.estimate(Measure.HALF_MASS_RADIUS).relativeError()).isLessThanOrEqualTo(0.05);
    assertThat(tight.estimate(Measure.HALF_MASS_RADIUS).relativeError()).isLessThanOrEqualTo(0.015);
    assertThat(tight.info().samples()).isGreaterThan(loose.info().samples()).isLessThan(1000);
    assertThat(tight.warnings()).doesNotContain(Warning.CAPPED);
    assertThat(never.info().samples()).isEqualTo(12);
    assertThat(never.warnings()).contains(Warning.CAPPED);
    assertThat(never.toString()).contains("12 samples").contains("not reached");
  }

  private static ErfSums sums(double... samples) {
    ErfSums sums = new ErfSums(1, 1, 1, 0, 0, EnumSet.of(Term.SIGNED));
    for (int i = 0; i < samples.length; i++) {
      sums.add(i, List.of(new double[] {samples[i]}));
    }
    return sums;
  }

  private static Estimate mean(double... samples) {
    return sums(samples).estimate(Aggregation.SIGNED_MEAN, map -> map.get(0, 0));
  }

  /** By how much fewer groups than infinitely many widen ± 2 σ of a Gaussian. */
  private static double student(int groups) {
    double two = new NormalDistribution().cumulativeProbability(2);
    return new TDistribution(Math.max(1, groups / 2)).inverseCumulativeProbability(two) / 2;
  }

  @Test
  void errorOfAMeanIsItsStandardError() {
    Random random = new Random(8);
    double[] values = random.doubles(4000).map(u -> random.nextGaussian() * 3 + 1).toArray();
    double sum = Arrays.stream(values).sum();
    double squares = Arrays.stream(values).map(v -> v * v).sum();
    int n = values.length;
    double exact = Math.sqrt((squares / n - sum / n * sum / n) / (n - 1));
    Estimate mean = mean(values);
    assertThat(mean.value()).isEqualTo(sum / n, within(1e-12));
    assertThat(mean.bias()).isEqualTo(0, within(1e-12));
    // Twenty groups know a standard error to 1/√38, 16 %; three times that is allowed.
    assertThat(mean.standardError() / student(20)).isEqualTo(exact, within(0.5 * exact));
    assertThat(sums(values).estimate(Aggregation.SIGNED_MEAN, map -> 7).standardError()).isZero();
    assertThat(mean(5).standardError()).isNaN();
  }

  @Test
  void fewSamplesGiveTheOrdinaryStandardError() {
    // s²/n of 1, 4, 2, 7: 21/3/4.
    assertThat(mean(1, 4, 2, 7).standardError() / student(4))
        .isEqualTo(Math.sqrt(21 / 3.0 / 4), within(1e-12));
    for (int n = 2; n <= 20; n++) {
      double[] values = new Random(n).doubles(n).toArray();
      double middle = Arrays.stream(values).average().orElseThrow();
      double variance = Arrays.stream(values).map(v -> (v - middle) * (v - middle)).sum() / (n - 1);
      assertThat(mean(values).standardError() / student(n))
          .isEqualTo(Math.sqrt(variance / n), within(1e-12));
      assertThat(mean(values).value()).isEqualTo(middle, within(1e-12));
    }
  }

  @Test
  void drawsOfWeightsApproachTheExactMeanSquare() {
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(
                60, draw -> Nets.chain(DataType.FLOAT, 13, 3, 2, Activation.IDENTITY, 50 + draw))
            .inputSize(13, 13)
            .aggregation(Aggregation.MEAN_SQUARE)
            .build()
            .analyze();
    ErfMap exact = LinearErf.chain(3, 3);
    double whole = erf.map().mass();

    assertThat(erf.info().samples()).isEqualTo(60);
    assertThat(erf.toString()).contains("over 60 draws");
    ErfMap errors = erf.sums().standardErrors(Aggregation.MEAN_SQUARE);
    int within = 0;
    for (int r = 0; r < 7; r++) {
      for (int c = 0; c < 7; c++) {
        double measured = erf.map().get(r + 3, c + 3) / whole;
        double error = errors.get(r + 3, c + 3) / whole;
        within += Math.abs(measured - exact.get(r, c)) <= 3 * error ? 1 : 0;
      }
    }
    // Three standard errors hold 99.7 % of independent Gaussian deviations; these are skewed.
    assertThat(within).isGreaterThanOrEqualTo(43);
    Estimate variance = erf.estimate(m -> Moments.of(m).varianceX());
    assertThat(variance.value()).isEqualTo(2, within(3 * variance.standardError()));
  }

  @Test
  void drawNumbersAreSeedsThatGiveTheSameFieldAgain() {
    List<Integer> seeds = new ArrayList<>();
    List<ErfMap> maps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ErfAnalyzer.Builder analysis =
          ErfAnalyzer.builder(
              3,
              draw -> {
                seeds.add(draw);
                return Nets.chain(DataType.FLOAT, 13, 3, 2, Activation.RELU, draw);
              });
      maps.add(analysis.inputSize(13, 13).aggregation(Aggregation.RMS).build().analyze().map());
    }
    // DL4J takes a seed of 0 for none.
    assertThat(seeds).containsExactly(1, 2, 3, 1, 2, 3);
    assertThat(maps.get(1).toArray()).containsExactly(maps.get(0).toArray());
  }

  /** Of twenty samples two let the gradient through, or three. */
  @Test
  void aUnitThatIsRarelyAliveIsSaidToRestOnFewSamples() {
    MultiLayerNetwork network = Nets.chain(DataType.FLOAT, 11, 4, 6, Activation.RELU, 11);
    ErfAnalyzer.Builder builder = ErfAnalyzer.builder(network).inputSize(11, 11).samples(20);
    builder.aggregation(Aggregation.RMS);
    assertThat(builder.build().analyze().warnings()).doesNotContain(Warning.SPARSE);
    network.getLayer(3).getParam("b").assign(-0.5);
    assertThat(builder.channel(0).build().analyze().warnings()).contains(Warning.SPARSE);
  }
}
