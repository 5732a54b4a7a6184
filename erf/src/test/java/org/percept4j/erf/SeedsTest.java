package org.percept4j.erf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.percept4j.core.NetworkInput.Layout;
import org.percept4j.core.Seeds;
import org.percept4j.erf.measure.Measure;

/** Streams of random numbers are independent: of samples, of draws, of neighbouring seeds. */
class SeedsTest {

  private static final InputLayout LAYOUT = new InputLayout(21, 21, 1, Layout.NCHW, false);

  private static double[] noise(long seed, long draw, long sample) {
    INDArray[] made = Samples.noise(LAYOUT, DataType.DOUBLE, seed, draw).take(sample);
    return made[0].data().asDouble();
  }

  @Test
  void noValueIsDrawnTwice() {
    Set<Double> distinct = new HashSet<>();
    int drawn = 0;
    for (long seed : new long[] {0, 1, 0x9E3779B97F4A7C15L}) {
      for (long draw = 0; draw < 3; draw++) {
        for (long sample = 0; sample < 20; sample++) {
          for (double v : noise(seed, draw, sample)) {
            distinct.add(v);
            drawn++;
          }
        }
      }
    }
    // Gaussians of 53 bits: two of 79,380 agree with a probability below 1e-5.
    assertThat(distinct).hasSize(drawn);
  }

  /**
   * At each shift of one stream against the next: the correlation of n independent numbers is
   * within 5/√n but for 6e-7 of all pairs; 12,000 pairs are looked at.
   */
  @Test
  void neighbouringStreamsAreNotCorrelatedAtAnyShift() {
    int n = 441;
    for (long k = 0; k < 40; k++) {
      double[][] pairs = {
        noise(0, 0, k),
        noise(0, 0, k + 1),
        noise(0, k, 0),
        noise(0, k + 1, 0),
        noise(k, 0, 0),
        noise(k + 1, 0, 0),
        noise(31 * k, 0, 0),
        noise(0, k, k)
      };
      for (int p = 0; p < pairs.length - 1; p++) {
        if (pairs[p][0] == pairs[p + 1][0]) {
          continue; // k = 0 names one stream twice
        }
        for (int shift = -20; shift <= 20; shift++) {
          double sum = 0;
          int from = Math.max(0, -shift);
          int to = Math.min(n, n - shift);
          for (int i = from; i < to; i++) {
            sum += pairs[p][i] * pairs[p + 1][i + shift];
          }
          assertThat(Math.abs(sum)).isLessThan(5.5 * Math.sqrt(to - from));
        }
      }
    }
  }

  @Test
  void everyBitOfASeedAndOfANumberChangesHalfOfTheResult() {
    SplittableRandom random = new SplittableRandom(1);
    for (int bit = 0; bit < 64; bit++) {
      int changed = 0;
      int tries = 200;
      for (int t = 0; t < tries; t++) {
        long seed = random.nextLong();
        long number = random.nextLong();
        changed += Long.bitCount(Seeds.of(seed, number) ^ Seeds.of(seed ^ (1L << bit), number));
        changed += Long.bitCount(Seeds.of(seed, number) ^ Seeds.of(seed, number ^ (1L << bit)));
      }
      // 25,600 fair coins: mean 0.5, standard deviation 0.0031
      assertThat(changed / (128.0 * tries)).isBetween(0.48, 0.52);
    }
    assertThat(Seeds.of(1, 2, 3)).isNotEqualTo(Seeds.of(1, 3, 2)).isNotEqualTo(Seeds.of(1, 2));
  }

  @Test
  void everyDrawHasNoiseOfItsOwn() {
    MultiLayerNetwork net = Nets.chain(DataType.FLOAT, 11, 3, 2, Activation.TANH, 1);
    EffectiveReceptiveField erf =
        ErfAnalyzer.builder(8, draw -> net)
            .inputSize(11, 11)
            .aggregation(Aggregation.RMS)
            .build()
            .analyze();
    assertThat(erf.estimate(Measure.SIGMA).standardError()).isGreaterThan(1e-6);
    Set<Double> distinct = new HashSet<>();
    for (int draw = 0; draw < 8; draw++) {
      distinct.add(noise(0, draw, 0)[0]);
    }
    assertThat(distinct).hasSize(8);
  }
}
