package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.percept4j.erf.measure.Measure;

/**
 * Error bars hold the truth as often as they say: ± 2 standard errors in 95 % of all cases, over
 * samples and networks of several depths, widths and activation functions.
 */
class CoverageTest {

  private static final int SAMPLES = 20;
  private static final int REPEATS = 80;
  private static final int STOPPED = 30;
  private static final List<Aggregation> AGGREGATIONS =
      List.of(Aggregation.RMS, Aggregation.MEAN_MAGNITUDE);
  private static final List<Measure> MEASURES =
      List.of(Measure.SIZE, Measure.SIGMA, Measure.HALF_MASS_RADIUS);

  /**
   * An analysis and what it tends to.
   *
   * @param truth of so many samples that their own error is a twelfth of that of {@link #SAMPLES}
   */
  private record Case(ErfAnalyzer analyzer, ErfSums truth) {

    static Case of(int layers, int channels, Activation activation, long seed) {
      int side = 2 * layers + 3;
      ErfAnalyzer analyzer =
          ErfAnalyzer.builder(Nets.chain(DataType.FLOAT, side, layers, channels, activation, seed))
              .inputSize(side, side)
              .aggregation(Aggregation.RMS, Aggregation.MEAN_MAGNITUDE)
              .batch(50)
              .build();
      return new Case(analyzer, analyzer.sums(SampleRange.of(1_000_000, 1_003_000)));
    }

    boolean covers(ErfSums sums, Aggregation aggregation, Measure measure) {
      Estimate estimate = sums.estimate(aggregation, measure);
      double exact = truth.estimate(aggregation, measure).value();
      assertThat(estimate.isCorrected()).isTrue();
      return Math.abs(estimate.value() - exact) <= 2 * estimate.standardError();
    }
  }

  private static List<Case> cases;

  @BeforeAll
  static void sampleMany() {
    cases =
        List.of(
            Case.of(4, 6, Activation.RELU, 1),
            Case.of(5, 6, Activation.RELU, 2),
            Case.of(6, 4, Activation.RELU, 3),
            Case.of(4, 4, Activation.TANH, 4),
            Case.of(6, 4, Activation.TANH, 5));
  }

  /** A share of 400 that are right with 95.4 % each has a standard deviation of 1 %. */
  @Test
  void twoStandardErrorsHoldTheTruth() {
    int[][] covered = new int[AGGREGATIONS.size()][MEASURES.size()];
    for (Case one : cases) {
      for (long r = 0; r < REPEATS; r++) {
        ErfSums sums = one.analyzer().sums(SampleRange.of(r * SAMPLES, (r + 1) * SAMPLES));
        for (int a = 0; a < AGGREGATIONS.size(); a++) {
          for (int m = 0; m < MEASURES.size(); m++) {
            covered[a][m] += one.covers(sums, AGGREGATIONS.get(a), MEASURES.get(m)) ? 1 : 0;
          }
        }
      }
    }
    List<String> found = new ArrayList<>();
    boolean right = true;
    for (int a = 0; a < AGGREGATIONS.size(); a++) {
      for (int m = 0; m < MEASURES.size(); m++) {
        double share = covered[a][m] / (double) (REPEATS * cases.size());
        found.add(AGGREGATIONS.get(a) + ", measure " + m + ": " + share);
        right &= share >= 0.92 && share <= 0.98;
      }
    }
    assertThat(right).as(found.toString()).isTrue();
  }

  /** Stopping by precision does not pick the runs whose error is underestimated. */
  @Test
  void resultsThatStoppedAtAPrecisionHoldTheTruthToo() {
    ErfSettings.Stop stop = new ErfSettings.Stop(Measure.SIZE, 0.02, 100);
    int covered = 0;
    double relative = 0;
    for (Case one : cases) {
      double exact = one.truth().estimate(Aggregation.RMS, Measure.SIZE).value();
      for (int r = 0; r < STOPPED; r++) {
        StoppingRule rule = new StoppingRule(Aggregation.RMS, stop);
        long base = 100_000 + 100L * r;
        long done = rule.next();
        ErfSums sums = one.analyzer().sums(SampleRange.of(base, base + done));
        while (!rule.isMet(sums) && done < stop.cap()) {
          long next = rule.next();
          sums = sums.merge(one.analyzer().sums(SampleRange.of(base + done, base + next)));
          done = next;
        }
        assertThat(done).isGreaterThanOrEqualTo(25);
        covered += one.covers(sums, Aggregation.RMS, Measure.SIZE) ? 1 : 0;
        relative += sums.estimate(Aggregation.RMS, Measure.SIZE).value() / exact;
      }
    }
    int runs = STOPPED * cases.size();
    assertThat(covered / (double) runs).isBetween(0.9, 0.99);
    assertThat(relative / runs).isBetween(0.99, 1.01);
  }
}
