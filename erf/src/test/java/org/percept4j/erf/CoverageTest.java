package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
  private static final int REPEATS = 200;
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
      return of(
          ErfAnalyzer.builder(Nets.chain(DataType.FLOAT, side, layers, channels, activation, seed))
              .inputSize(side, side));
    }

    static Case of(ErfAnalyzer.Builder builder) {
      ErfAnalyzer analyzer =
          builder
              .aggregation(Aggregation.RMS, Aggregation.MEAN_MAGNITUDE, Aggregation.LUO)
              .batch(50)
              .build();
      return new Case(analyzer, analyzer.sums(SampleRange.of(1_000_000, 1_003_000)));
    }

    List<ErfSums> repeats() {
      return LongStream.range(0, REPEATS)
          .mapToObj(r -> analyzer.sums(SampleRange.of(r * SAMPLES, (r + 1) * SAMPLES)))
          .toList();
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

  /**
   * A share of 200 that are right with 95.4 % each has a standard deviation of 1.5 %, so a single
   * network's must lie within 89 % and 100 %; of 1000, 0.7 %.
   */
  @Test
  void twoStandardErrorsHoldTheTruth() {
    double[][] shares = new double[AGGREGATIONS.size()][MEASURES.size()];
    List<String> wrong = new ArrayList<>();
    for (Case one : cases) {
      int[][] covered = new int[AGGREGATIONS.size()][MEASURES.size()];
      for (ErfSums sums : one.repeats()) {
        for (int a = 0; a < AGGREGATIONS.size(); a++) {
          assertThat(sums.isNoisy(AGGREGATIONS.get(a))).isFalse();
          for (int m = 0; m < MEASURES.size(); m++) {
            covered[a][m] += one.covers(sums, AGGREGATIONS.get(a), MEASURES.get(m)) ? 1 : 0;
          }
        }
      }
      for (int a = 0; a < AGGREGATIONS.size(); a++) {
        for (int m = 0; m < MEASURES.size(); m++) {
          double share = covered[a][m] / (double) REPEATS;
          shares[a][m] += share / cases.size();
          if (share < 0.89) {
            wrong.add("network " + cases.indexOf(one) + ", " + AGGREGATIONS.get(a) + m + share);
          }
        }
      }
    }
    for (int a = 0; a < AGGREGATIONS.size(); a++) {
      for (int m = 0; m < MEASURES.size(); m++) {
        if (shares[a][m] < 0.92 || shares[a][m] > 0.98) {
          wrong.add(AGGREGATIONS.get(a) + ", measure " + m + ": " + shares[a][m]);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A signed mean is covered too, or the result says that it is lost in noise. */
  @Test
  void signedMeansHoldTheTruthOrAreSaidToBeNoise() {
    int told = 0;
    for (Case one : cases) {
      List<ErfSums> trusted =
          one.repeats().stream().filter(s -> !s.isNoisy(Aggregation.LUO)).toList();
      told += REPEATS - trusted.size();
      for (Measure measure : MEASURES) {
        long covered =
            trusted.stream().filter(s -> one.covers(s, Aggregation.LUO, measure)).count();
        // four standard deviations of a share
        double least = 0.954 - 4 * Math.sqrt(0.954 * 0.046 / Math.max(1, trusted.size()));
        assertThat(covered).isGreaterThanOrEqualTo((long) (least * trusted.size()));
      }
    }
    // Three of the five are random ReLU networks, whose signed mean tends to zero.
    assertThat(told).isBetween(3 * REPEATS, 4 * REPEATS);
  }

  /**
   * A unit that is dead for most samples is covered too, or the result says that it rests on few.
   */
  @Test
  void rareUnitsAreHeldOrAreSaidToRestOnFewSamples() {
    int told = 0;
    int trusted = 0;
    int covered = 0;
    for (int seed = 11; seed < 14; seed++) {
      for (double threshold : new double[] {0, 0.5, 1}) {
        MultiLayerNetwork network = Nets.chain(DataType.FLOAT, 11, 4, 6, Activation.RELU, seed);
        network.getLayer(3).getParam("b").assign(-threshold);
        Case one = Case.of(ErfAnalyzer.builder(network).inputSize(11, 11).channel(0));
        for (ErfSums sums : one.repeats()) {
          if (sums.mean(Aggregation.RMS).isZero()) {
            continue; // and said to be
          }
          if (sums.isSparse(Aggregation.RMS)) {
            told++;
          } else {
            trusted++;
            covered += one.covers(sums, Aggregation.RMS, Measure.SIGMA) ? 1 : 0;
          }
        }
      }
    }
    // Six of the nine are dead for three samples of four or more.
    assertThat(told).isBetween(4 * REPEATS, 7 * REPEATS);
    assertThat(covered / (double) trusted).isBetween(0.92, 0.98);
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
