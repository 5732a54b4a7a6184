package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.core.Rounding;
import org.percept4j.core.internal.Streams;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;

/** Starting centroids are those of k-means++ on the dense volume, for the same random numbers. */
class SeedingTest {

  /** Values of at most 3 and the origin, interpolated with few taps, centred and moved back. */
  private static final double TOLERANCE = Rounding.sum(2 * 4 + 3, 3 + 2 * 0.5);

  /** The definition, in double precision, with images drawn by exponential variables. */
  private static List<double[]> seeds(List<double[][]> images, int k, long seed) {
    List<double[]> chosen = new ArrayList<>();
    for (int round = 0; round < k; round++) {
      double[] best = {};
      double smallest = Double.POSITIVE_INFINITY;
      for (int t = 0; t < (round == 0 ? 1 : 2 + (int) Math.floor(Math.log(k))); t++) {
        double[] candidate = drawn(images, chosen, seed, round, t);
        List<double[]> with = new ArrayList<>(chosen);
        with.add(candidate);
        double sum = 0;
        for (double[][] image : images) {
          sum += Arrays.stream(nearest(image, with)).sum();
        }
        if (sum < smallest) {
          smallest = sum;
          best = candidate;
        }
      }
      chosen.add(best);
    }
    return chosen;
  }

  private static double[] drawn(
      List<double[][]> images, List<double[]> chosen, long seed, int round, int trial) {
    double first = Double.POSITIVE_INFINITY;
    double[] drawn = {};
    for (int i = 0; i < images.size(); i++) {
      double[] weights = nearest(images.get(i), chosen);
      SplittableRandom random = Streams.of(seed, 0, round, trial, i);
      double[] upTo = weights.clone();
      Arrays.parallelPrefix(upTo, Double::sum);
      double total = upTo[upTo.length - 1];
      double time = -Math.log(1 - random.nextDouble()) / total;
      double share = random.nextDouble();
      if (time < first) {
        first = time;
        int p = 0;
        while (upTo[p] <= share * total) {
          p++;
        }
        drawn = images.get(i)[p];
      }
    }
    return drawn;
  }

  /** Squared distances; ones if nothing was chosen yet. */
  private static double[] nearest(double[][] image, List<double[]> chosen) {
    return Arrays.stream(image)
        .mapToDouble(
            column ->
                chosen.stream().mapToDouble(from -> squaredDistance(column, from)).min().orElse(1))
        .toArray();
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9})
  void centroidsAreThoseOfTheDefinition(int k) {
    List<Hypercolumns> images =
        List.of(
            Dense.random(9, 7, Convention.HALF_PIXEL, 1),
            Dense.random(20, 30, Convention.HALF_PIXEL, 2),
            Dense.random(5, 8, Convention.HALF_PIXEL, 3));
    List<double[][]> columns = new ArrayList<>();
    for (Hypercolumns image : images) {
      double[][] volume = Dense.volume(image);
      double[][] rows = new double[image.pixels()][];
      Arrays.setAll(rows, p -> Dense.column(volume, p));
      columns.add(rows);
    }
    float[] origin = new float[images.get(0).depth()];
    Arrays.fill(origin, 0.5f);
    for (long seed = 0; seed < 5; seed++) {
      List<double[]> expected = seeds(columns, k, seed);
      double[][] found = new Seeding(PixelSource.of(images), origin, seed).centroids(k, 1)[0];
      assertThat(found).hasNumberOfRows(k);
      for (int j = 0; j < k; j++) {
        assertThat(Vectors.sum(origin, found[j]))
            .containsExactly(expected.get(j), within(TOLERANCE));
      }
    }
  }

  /** However images are grouped, and whatever was kept of earlier passes. */
  @Test
  void groupsAndStartsDrawTheSame() {
    List<Hypercolumns> images =
        List.of(
            Dense.random(9, 7, Convention.HALF_PIXEL, 1),
            Dense.random(5, 8, Convention.HALF_PIXEL, 3));
    float[] origin = new float[images.get(0).depth()];
    double[][][] three = new Seeding(PixelSource.of(images), origin, 8).centroids(4, 3);
    PixelSource groups = PixelSource.ofGroups(List.of(images.subList(0, 1), images.subList(1, 2)));
    assertThat(new Seeding(groups, origin, 8).centroids(4, 3)).isEqualTo(three);
    assertThat(new Seeding(groups, origin, 8).centroids(4, 1)[0]).isDeepEqualTo(three[0]);
    assertThat(three[1]).isNotEqualTo(three[0]);
  }

  @Test
  void pixelsAreDrawnInProportionToTheirWeightOverAllImages() {
    double[] values = {0, 1, 2, 3, 4};
    float[] weights = {1, 0, 2, 3, 4};
    int[] counts = new int[5];
    int draws = 20_000;
    for (int n = 0; n < draws; n++) {
      Candidate drawn = null;
      for (int image = 0; image < 2; image++) {
        int from = image == 0 ? 0 : 2;
        int to = image == 0 ? 2 : 5;
        float[] line = new float[to - from];
        for (int i = from; i < to; i++) {
          line[i - from] = (float) values[i];
        }
        Hypercolumns columns =
            Hypercolumns.of(
                List.of(FeatureMaps.of("a", 1, 1, line.length, line)),
                1,
                line.length,
                Convention.HALF_PIXEL);
        float[] own = Arrays.copyOfRange(weights, from, to);
        Candidate candidate = Candidate.of(columns, new float[1], own, Streams.of(5, n, image));
        drawn = drawn == null ? candidate : drawn.merge(candidate);
      }
      counts[(int) Objects.requireNonNull(drawn).column()[0]]++;
    }
    for (int i = 0; i < counts.length; i++) {
      double share = weights[i] / 10;
      double error = Math.sqrt(draws * share * (1 - share));
      assertThat((double) counts[i]).isCloseTo(draws * share, within(5 * error + 0.5));
    }
  }

  @Test
  void pixelsThatAreSeedsAlreadyAreNotDrawnAgain() {
    float[] line = {0, 0, 0, 0, 0, 0, 0, 0, 1, 2};
    Hypercolumns columns =
        Hypercolumns.of(List.of(FeatureMaps.of("a", 1, 1, 10, line)), 1, 10, Convention.HALF_PIXEL);
    for (long seed = 0; seed < 20; seed++) {
      double[][] found =
          new Seeding(PixelSource.of(List.of(columns)), new float[1], seed).centroids(3, 1)[0];
      assertThat(Arrays.stream(found).mapToDouble(c -> c[0]))
          .containsExactlyInAnyOrder(0.0, 1.0, 2.0);
    }
  }
}
