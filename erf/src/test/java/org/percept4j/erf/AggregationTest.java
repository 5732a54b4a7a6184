package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.erf.measure.ErfMap;
import org.percept4j.erf.measure.Measure;

/**
 * Each convention against an evaluation of its own formula on gradients that central differences of
 * the network's output give.
 */
class AggregationTest {

  private static final int SIDE = 7;
  private static final int CHANNELS = 2;
  private static final int OUTPUTS = 3;
  private static final int SAMPLES = 3;
  private static final double STEP = 1e-5;

  private static MultiLayerNetwork net;
  private static INDArray images;

  /** The gradient of each output channel of the centre: [sample][output][channel][row][column]. */
  private static double[][][][][] gradients;

  private static double[][] outputs;

  @BeforeAll
  static void differentiate() {
    net =
        Nets.net(
            DataType.DOUBLE,
            SIDE,
            CHANNELS,
            11,
            Nets.conv(3, 4).activation(Activation.TANH).build(),
            Nets.conv(3, OUTPUTS).build());
    double[] values =
        new Random(5).doubles((long) SAMPLES * CHANNELS * SIDE * SIDE, -1, 1).toArray();
    images = Nd4j.create(values, new long[] {SAMPLES, CHANNELS, SIDE, SIDE}, 'c');
    outputs = centres();
    gradients = new double[SAMPLES][OUTPUTS][CHANNELS][SIDE][SIDE];
    for (int c = 0; c < CHANNELS; c++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          nudge(c, y, x, STEP);
          double[][] up = centres();
          nudge(c, y, x, -2 * STEP);
          double[][] down = centres();
          nudge(c, y, x, STEP);
          for (int s = 0; s < SAMPLES; s++) {
            for (int o = 0; o < OUTPUTS; o++) {
              gradients[s][o][c][y][x] = (up[s][o] - down[s][o]) / (2 * STEP);
            }
          }
        }
      }
    }
  }

  private static void nudge(int c, int y, int x, double by) {
    for (int s = 0; s < SAMPLES; s++) {
      images.putScalar(new int[] {s, c, y, x}, images.getDouble(s, c, y, x) + by);
    }
  }

  private static double[][] centres() {
    INDArray out = net.output(images, false);
    double[][] centre = new double[SAMPLES][OUTPUTS];
    for (int s = 0; s < SAMPLES; s++) {
      for (int o = 0; o < OUTPUTS; o++) {
        centre[s][o] = out.getDouble(s, o, SIDE / 2, SIDE / 2);
      }
    }
    return centre;
  }

  private interface Formula {
    double at(int y, int x);
  }

  private static void check(Aggregation aggregation, Formula formula) {
    ErfMap map =
        ErfAnalyzer.builder(net)
            .inputs(images)
            .batch(2)
            .aggregation(aggregation)
            .build()
            .analyze()
            .map();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        assertThat(map.get(y, x)).as("%d, %d", y, x).isEqualTo(formula.at(y, x), within(1e-8));
      }
    }
  }

  /** Gradient of the sum of outputs, of one sample and input channel. */
  private static double g(int s, int c, int y, int x) {
    double sum = 0;
    for (int o = 0; o < OUTPUTS; o++) {
      sum += gradients[s][o][c][y][x];
    }
    return sum;
  }

  private interface Term {
    double of(double gradient);
  }

  private static double meanOver(int y, int x, Term term) {
    double sum = 0;
    for (int s = 0; s < SAMPLES; s++) {
      for (int c = 0; c < CHANNELS; c++) {
        sum += term.of(g(s, c, y, x));
      }
    }
    return sum / (SAMPLES * CHANNELS);
  }

  @Test
  void plainMeansAreTheirFormulas() {
    check(Aggregation.SIGNED_MEAN, (y, x) -> meanOver(y, x, v -> v));
    check(Aggregation.MEAN_MAGNITUDE, (y, x) -> meanOver(y, x, Math::abs));
    check(Aggregation.MEAN_SQUARE, (y, x) -> meanOver(y, x, v -> v * v));
    check(Aggregation.RMS, (y, x) -> Math.sqrt(meanOver(y, x, v -> v * v)));
    check(Aggregation.MEAN_POSITIVE, (y, x) -> meanOver(y, x, v -> Math.max(0, v)));
  }

  @Test
  void luoAddsChannelsAndAveragesRuns() {
    check(Aggregation.LUO, (y, x) -> CHANNELS * meanOver(y, x, v -> v));
  }

  @Test
  void openErfClampsEachImagesChannelMean() {
    double[][] clamped = new double[SIDE][SIDE];
    double whole = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        for (int s = 0; s < SAMPLES; s++) {
          clamped[y][x] += Math.max(0, (g(s, 0, y, x) + g(s, 1, y, x)) / CHANNELS);
        }
        whole += clamped[y][x];
      }
    }
    double sum = whole;
    check(Aggregation.OPENERF, (y, x) -> clamped[y][x] / sum);
  }

  @Test
  void repLkNetIsItsScript() {
    double[][] scores = new double[SIDE][SIDE];
    double max = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double sum = 0;
        for (int s = 0; s < SAMPLES; s++) {
          for (int c = 0; c < CHANNELS; c++) {
            double gradient = 0;
            for (int o = 0; o < OUTPUTS; o++) {
              gradient += outputs[s][o] > 0 ? gradients[s][o][c][y][x] : 0;
            }
            sum += Math.max(0, gradient);
          }
        }
        scores[y][x] = Math.log10(sum / SAMPLES + 1);
        max = Math.max(max, scores[y][x]);
      }
    }
    double largest = max;
    check(Aggregation.REPLKNET, (y, x) -> scores[y][x] / largest);
    ErfMap map =
        ErfAnalyzer.builder(net)
            .inputs(images)
            .aggregation(Aggregation.REPLKNET)
            .build()
            .analyze()
            .map();
    double whole = 0;
    double inner = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        whole += scores[y][x];
        inner += Math.max(Math.abs(y - 3), Math.abs(x - 3)) <= 1 ? scores[y][x] : 0;
      }
    }
    double held = inner / whole;
    assertThat(Measure.areaRatio(held * 0.999).of(map)).isEqualTo(9 / 49.0, within(1e-12));
    assertThat(Measure.areaRatio(held * 1.001).of(map)).isEqualTo(25 / 49.0, within(1e-12));
  }
}
