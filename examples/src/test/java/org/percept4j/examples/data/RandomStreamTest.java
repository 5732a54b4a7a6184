package org.percept4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Neighbouring seeds, purposes and parts give independent numbers, and so do the data drawn. */
class RandomStreamTest {

  private static final int SEEDS = 400;

  /** Two series of n independent numbers correlate by more than 4.5/√n once in 150,000 pairs. */
  private static void assertIndependent(double[] a, double[] b) {
    double[] centredA = centred(a);
    double[] centredB = centred(b);
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += centredA[i] * centredB[i];
      squaresA += centredA[i] * centredA[i];
      squaresB += centredB[i] * centredB[i];
    }
    assertThat(Math.abs(product) / Math.sqrt(squaresA * squaresB))
        .isLessThan(4.5 / Math.sqrt(a.length));
  }

  private static double[] centred(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> v - mean).toArray();
  }

  /** The first numbers of {@code new Random(1)}, 2, 3 … lie between 0.71 and 0.74. */
  @Test
  void firstNumbersOfNeighbouringSeedsAreSpreadEvenly() {
    for (RandomStream stream : RandomStream.values()) {
      double[] first = new double[SEEDS];
      double[] next = new double[SEEDS];
      double sum = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        first[seed] = stream.of(seed).nextDouble();
        next[seed] = stream.of(seed + 1).nextDouble();
        sum += first[seed];
      }
      assertIndependent(first, next);
      // 5 standard deviations of the mean of so many uniform numbers
      assertThat(Math.abs(sum / SEEDS - 0.5)).isLessThan(5 / Math.sqrt(12.0 * SEEDS));
    }
  }

  @Test
  void noTwoStreamsAreTheSame() {
    Set<Long> seeds = new HashSet<>();
    for (RandomStream stream : RandomStream.values()) {
      for (long seed = 0; seed < 50; seed++) {
        seeds.add(stream.seedOf(seed));
        seeds.add(stream.seedOf(seed, 0));
        seeds.add(stream.seedOf(seed, 1));
      }
    }
    assertThat(seeds).hasSize(RandomStream.values().length * 50 * 3);
  }

  /** Noise and places of unseen scenes are not those of the training scenes of the same seed. */
  @Test
  void scenesOfNeighbouringSeedsAndOfTrainAndTestAreIndependent() throws IOException {
    DigitScenes digits = new DigitScenes(Digits.bundled(true), Digits.bundled(false));
    double[] train = pixels(digits.batches(true, 4, 1, 1).get(0).getFeatures());
    assertIndependent(train, pixels(digits.batches(false, 4, 1, 1).get(0).getFeatures()));
    assertIndependent(train, pixels(digits.batches(true, 4, 1, 2).get(0).getFeatures()));
    LabelledScenes scenes = new LabelledScenes(Digits.bundled(true));
    assertIndependent(
        pixels(scenes.batches(4, 1, false, 1).get(0).getFeatures()),
        pixels(scenes.batches(4, 1, false, 2).get(0).getFeatures()));
  }

  /** The noise alone: the pictures' own light correlates a little. */
  private static double[] pixels(INDArray features) {
    float[] all = features.dup('c').data().asFloat();
    double[] differences = new double[all.length / 2];
    for (int i = 0; i < differences.length; i++) {
      double difference = all[2 * i] - all[2 * i + 1];
      differences[i] = Math.signum(difference);
    }
    return differences;
  }

  @Test
  void ordersOfNeighbouringSeedsAreIndependent() {
    assertIndependent(order(1), order(2));
    assertIndependent(order(2), order(3));
  }

  private static double[] order(long seed) {
    List<List<Integer>> batches = Minibatches.draw(1000, 1000, 1, seed).toList();
    return batches.get(0).stream().mapToDouble(i -> i).toArray();
  }
}
