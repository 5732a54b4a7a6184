package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.erf.measure.Measure;

/** Error bars hold the truth as often as they say: ± 2 standard errors in 95 % of all cases. */
class CoverageTest {

  private static final int SIDE = 13;
  private static final int REPEATS = 200;
  private static final int SAMPLES = 20;
  private static final int MANY = 8000;
  private static final List<Aggregation> AGGREGATIONS =
      List.of(Aggregation.RMS, Aggregation.MEAN_MAGNITUDE);
  private static final List<Measure> MEASURES =
      List.of(Measure.SIZE, Measure.SIGMA, Measure.HALF_MASS_RADIUS);

  private static ErfAnalyzer analyzer;

  /** The same measures of so many samples that their own error is a twentieth. */
  private static ErfSums truth;

  @BeforeAll
  static void sampleMany() {
    MultiLayerNetwork net = Nets.chain(DataType.FLOAT, SIDE, 5, 6, Activation.RELU, 1);
    analyzer =
        ErfAnalyzer.builder(net)
            .inputSize(SIDE, SIDE)
            .aggregation(Aggregation.RMS, Aggregation.MEAN_MAGNITUDE)
            .batch(100)
            .build();
    truth = analyzer.sums(SampleRange.of(1_000_000, 1_000_000 + MANY));
  }

  /** A count of 200 that are right with 95.4 % each has a standard deviation of 1.5 %. */
  @Test
  void twoStandardErrorsHoldTheTruth() {
    int[][] covered = new int[AGGREGATIONS.size()][MEASURES.size()];
    for (int r = 0; r < REPEATS; r++) {
      long first = (long) r * SAMPLES;
      ErfSums sums = analyzer.sums(SampleRange.of(first, first + SAMPLES));
      for (int a = 0; a < AGGREGATIONS.size(); a++) {
        for (int m = 0; m < MEASURES.size(); m++) {
          covered[a][m] += covers(sums, AGGREGATIONS.get(a), MEASURES.get(m)) ? 1 : 0;
        }
      }
    }
    for (int a = 0; a < AGGREGATIONS.size(); a++) {
      for (int m = 0; m < MEASURES.size(); m++) {
        assertThat(covered[a][m] / (double) REPEATS)
            .as("%s, measure %d", AGGREGATIONS.get(a), m)
            .isBetween(0.92, 0.98);
      }
    }
  }

  private static boolean covers(ErfSums sums, Aggregation aggregation, Measure measure) {
    Estimate estimate = sums.estimate(aggregation, measure);
    double exact = truth.estimate(aggregation, measure).value();
    assertThat(estimate.isCorrected()).isTrue();
    return Math.abs(estimate.value() - exact) <= 2 * estimate.standardError();
  }

  /** Stopping by precision does not pick the runs whose error is underestimated. */
  @Test
  void resultsThatStoppedAtAPrecisionHoldTheTruthToo() {
    double exact = truth.estimate(Aggregation.RMS, Measure.SIZE).value();
    ErfSettings.Stop stop = new ErfSettings.Stop(Measure.SIZE, 0.02, 100);
    int covered = 0;
    double sum = 0;
    double used = 0;
    for (int r = 0; r < REPEATS; r++) {
      StoppingRule rule = new StoppingRule(Aggregation.RMS, stop);
      ErfSums sums = null;
      long base = 100_000 + 100L * r;
      long done = 0;
      boolean met = false;
      while (done < stop.cap() && !met) {
        ErfSums more = analyzer.sums(SampleRange.of(base + done, base + rule.next()));
        sums = sums == null ? more : sums.merge(more);
        done = rule.next();
        met = rule.isMet(sums);
      }
      Estimate size = sums.estimate(Aggregation.RMS, Measure.SIZE);
      covered += Math.abs(size.value() - exact) <= 2 * size.standardError() ? 1 : 0;
      sum += size.value();
      used += done;
    }
    assertThat(covered / (double) REPEATS).isBetween(0.92, 0.99);
    // 0.02 of the size is asked for each; their mean is √200 times better.
    assertThat(sum / REPEATS / exact).isBetween(0.99, 1.01);
    assertThat(used / REPEATS).isBetween(25.0, 100.0);
  }
}
