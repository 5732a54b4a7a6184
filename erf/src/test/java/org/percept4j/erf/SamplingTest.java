package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
import org.percept4j.erf.theory.LinearErf;

class SamplingTest {

  private static MultiLayerNetwork net(Activation activation) {
    return Nets.chain(DataType.DOUBLE, 15, 4, 3, activation, 1);
  }

  private static ErfAnalyzer.Builder noise() {
    return ErfAnalyzer.of(net(Activation.RELU)).inputSize(15, 15).aggregation(Aggregation.rms());
  }

  @Test
  void samplesDoNotDependOnTheBatch() {
    double[] one = noise().samples(7).batch(1).seed(3).analyze().map().toArray();
    double[] all = noise().samples(7).batch(7).seed(3).analyze().map().toArray();
    double[] other = noise().samples(7).batch(7).seed(4).analyze().map().toArray();
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
    EffectiveReceptiveField a = ErfAnalyzer.of(net).inputs(images).analyze();
    EffectiveReceptiveField b =
        ErfAnalyzer.of(net).inputs(new ListDataSetIterator<>(data.asList(), 2)).analyze();

    assertThat(a.samples()).isEqualTo(5);
    assertThat(b.samples()).isEqualTo(5);
    for (int i = 0; i < a.map().toArray().length; i++) {
      assertThat(a.map().toArray()[i]).isEqualTo(b.map().toArray()[i], within(1e-12));
    }
  }

  @Test
  void samplingStopsAtThePrecisionAskedFor() {
    EffectiveReceptiveField loose =
        noise().until(ErfMap::halfMassRadius, 0.05, 400).batch(5).analyze();
    EffectiveReceptiveField tight =
        noise().until(ErfMap::halfMassRadius, 0.015, 400).batch(5).analyze();
    EffectiveReceptiveField never =
        noise().until(ErfMap::halfMassRadius, 1e-9, 12).batch(5).analyze();

    assertThat(loose.estimate(ErfMap::halfMassRadius).relativeError()).isLessThanOrEqualTo(0.05);
    assertThat(tight.estimate(ErfMap::halfMassRadius).relativeError()).isLessThanOrEqualTo(0.015);
    assertThat(tight.samples()).isGreaterThan(loose.samples()).isLessThan(400);
    assertThat(tight.warnings()).doesNotContain(Warning.CAPPED);
    assertThat(never.samples()).isEqualTo(12);
    assertThat(never.warnings()).contains(Warning.CAPPED);
    assertThat(never.toString()).contains("12 samples").contains("not reached");
  }

  @Test
  void jackknifeOfAMeanIsItsStandardError() {
    Random random = new Random(8);
    GroupedMean mean = new GroupedMean(1);
    double sum = 0;
    double squares = 0;
    int n = 4000;
    for (int i = 0; i < n; i++) {
      double v = random.nextGaussian() * 3 + 1;
      mean.add(new double[] {v}, i);
      sum += v;
      squares += v * v;
    }
    double exact = Math.sqrt((squares / n - sum / n * sum / n) / (n - 1));
    assertThat(mean.mean()[0]).isEqualTo(sum / n, within(1e-12));
    // Twenty groups know a standard error to 1/√38, 16 %; three times that is allowed.
    assertThat(mean.standardError(v -> v[0])).isEqualTo(exact, within(0.5 * exact));
    assertThat(mean.standardError(v -> 7)).isZero();
    assertThat(new GroupedMean(1).standardError(v -> v[0])).isNaN();
  }

  @Test
  void fewSamplesAreTheOrdinaryJackknife() {
    GroupedMean mean = new GroupedMean(1);
    double[] values = {1, 4, 2, 7};
    for (int i = 0; i < values.length; i++) {
      mean.add(new double[] {values[i]}, i);
    }
    // s²/n of 1, 4, 2, 7: 21/3/4.
    assertThat(mean.standardError(v -> v[0])).isEqualTo(Math.sqrt(21 / 3.0 / 4), within(1e-12));
  }

  @Test
  void drawsOfWeightsApproachTheExactMeanSquare() {
    EffectiveReceptiveField erf =
        ErfAnalyzer.ofDraws(
                60, draw -> Nets.chain(DataType.FLOAT, 13, 3, 2, Activation.IDENTITY, 50 + draw))
            .inputSize(13, 13)
            .aggregation(Aggregation.meanSquare())
            .analyze();
    ErfMap exact = LinearErf.chain(3, 3);
    double whole = erf.map().mass();

    assertThat(erf.samples()).isEqualTo(60);
    assertThat(erf.toString()).contains("over 60 draws");
    ErfMap errors = erf.standardErrors();
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
    Estimate variance = erf.estimate(m -> m.moments().varianceX());
    assertThat(variance.value()).isEqualTo(2, within(3 * variance.standardError()));
  }

  @Test
  void drawNumbersAreSeedsThatGiveTheSameFieldAgain() {
    List<Integer> seeds = new ArrayList<>();
    List<ErfMap> maps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ErfAnalyzer.Builder analysis =
          ErfAnalyzer.ofDraws(
              3,
              draw -> {
                seeds.add(draw);
                return Nets.chain(DataType.FLOAT, 13, 3, 2, Activation.RELU, draw);
              });
      maps.add(analysis.inputSize(13, 13).aggregation(Aggregation.rms()).analyze().map());
    }
    // DL4J takes a seed of 0 for none.
    assertThat(seeds).containsExactly(1, 2, 3, 1, 2, 3);
    assertThat(maps.get(1).toArray()).containsExactly(maps.get(0).toArray());
  }
}
