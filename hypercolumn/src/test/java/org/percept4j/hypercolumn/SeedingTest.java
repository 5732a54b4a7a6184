package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.percept4j.core.resample.Bilinear.Convention;

/** Starting centroids are those of k-means++ on the dense volume, for the same random numbers. */
class SeedingTest {

  /** Single precision. */
  private static final double TOLERANCE = 1e-5;

  /** The definition, in double precision. */
  private static List<double[]> seeds(double[][] columns, int k, SplittableRandom random) {
    List<double[]> chosen = new ArrayList<>();
    chosen.add(columns[(int) random.nextLong(columns.length)]);
    double[] nearest = distances(columns, chosen.get(0));
    int trials = 2 + (int) Math.floor(Math.log(k));
    while (chosen.size() < k) {
      double[] bestDistances = nearest;
      double[] best = {};
      double smallest = Double.POSITIVE_INFINITY;
      for (int t = 0; t < trials; t++) {
        double[] candidate = columns[drawn(nearest, random.nextDouble())];
        double[] with = distances(columns, candidate);
        for (int p = 0; p < with.length; p++) {
          with[p] = Math.min(with[p], nearest[p]);
        }
        double sum = Arrays.stream(with).sum();
        if (sum < smallest) {
          smallest = sum;
          best = candidate;
          bestDistances = with;
        }
      }
      chosen.add(best);
      nearest = bestDistances;
    }
    return chosen;
  }

  private static double[] distances(double[][] columns, double[] from) {
    return Arrays.stream(columns)
        .mapToDouble(
            column -> {
              double sum = 0;
              for (int c = 0; c < column.length; c++) {
                sum += (column[c] - from[c]) * (column[c] - from[c]);
              }
              return sum;
            })
        .toArray();
  }

  /** The first pixel up to which the distances are more than a share of all. */
  private static int drawn(double[] distances, double share) {
    double[] upTo = distances.clone();
    Arrays.parallelPrefix(upTo, Double::sum);
    int p = 0;
    while (upTo[p] <= share * upTo[upTo.length - 1]) {
      p++;
    }
    return p;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 25})
  void centroidsAreThoseOfTheDefinition(int k) {
    List<Hypercolumns> images =
        List.of(
            Dense.random(9, 7, Convention.HALF_PIXEL, 1),
            Dense.random(60, 70, Convention.HALF_PIXEL, 2),
            Dense.random(5, 8, Convention.HALF_PIXEL, 3));
    List<double[]> columns = new ArrayList<>();
    for (Hypercolumns image : images) {
      double[][] volume = Dense.volume(image);
      for (int p = 0; p < image.pixels(); p++) {
        columns.add(Dense.column(volume, p));
      }
    }
    Lloyd lloyd = new Lloyd(images);
    for (long seed = 0; seed < 5; seed++) {
      List<double[]> expected =
          seeds(columns.toArray(double[][]::new), k, new SplittableRandom(seed));
      double[][] found = new Seeding(lloyd, new SplittableRandom(seed)).centroids(k);
      assertThat(found).hasNumberOfRows(k);
      for (int j = 0; j < k; j++) {
        assertThat(found[j]).containsExactly(expected.get(j), within(TOLERANCE));
      }
    }
  }

  @Test
  void pixelsThatAreSeedsAlreadyAreNotDrawnAgain() {
    float[] line = {0, 0, 0, 0, 0, 0, 0, 0, 1, 2};
    Hypercolumns columns =
        Hypercolumns.of(List.of(FeatureMaps.of("a", 1, 1, 10, line)), 1, 10, Convention.HALF_PIXEL);
    Lloyd lloyd = new Lloyd(List.of(columns));
    for (long seed = 0; seed < 20; seed++) {
      double[][] found = new Seeding(lloyd, new SplittableRandom(seed)).centroids(3);
      assertThat(Arrays.stream(found).mapToDouble(c -> c[0]))
          .containsExactlyInAnyOrder(0.0, 1.0, 2.0);
    }
  }
}
