package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.percept4j.core.Rounding;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;

class LloydTest {

  @Test
  void distancesAreThoseOfTheDenseVolume() {
    List<Hypercolumns> images =
        List.of(
            Dense.random(60, 70, Convention.HALF_PIXEL, 1),
            Dense.random(7, 5, Convention.HALF_PIXEL, 2));
    int depth = images.get(0).depth();
    float[] origin = new float[depth];
    Arrays.fill(origin, 0.75f);
    Distances distances = new Distances(origin);
    double[][] vectors = new double[3][depth];
    Random random = new Random(3);
    for (double[] vector : vectors) {
      Arrays.setAll(vector, c -> random.nextGaussian());
    }
    for (int image = 0; image < images.size(); image++) {
      Hypercolumns columns = images.get(image);
      double[][] volume = Dense.volume(columns);
      double[][] magnitudes = Dense.magnitudes(columns);
      int roundings = Dense.roundings(columns);
      float[][] found = distances.to(image, columns, vectors);
      float[] nearest = distances.toNearest(image, 0, columns, Arrays.copyOf(vectors, 1));
      assertThat(nearest).containsExactly(found[0]);
      float[] nearer = distances.toNearest(image, 0, columns, vectors);
      for (int p = 0; p < columns.pixels(); p++) {
        for (int j = 0; j < vectors.length; j++) {
          double expected = squaredDistance(volume, p, vectors[j], 0.75);
          // ‖x − o‖² − 2(x − o)·v + ‖v‖² are sums of products of single precision.
          double[] opposite = Arrays.stream(vectors[j]).map(v -> -Math.abs(v)).toArray();
          double largest = squaredDistance(magnitudes, p, opposite, -0.75);
          assertThat((double) found[j][p])
              .isCloseTo(expected, within(Rounding.sum(roundings, largest)));
        }
        assertThat(nearer[p]).isEqualTo(Math.min(found[0][p], Math.min(found[1][p], found[2][p])));
      }
    }
  }

  private static double squaredDistance(
      double[][] volume, int pixel, double[] vector, double origin) {
    double sum = 0;
    for (int c = 0; c < vector.length; c++) {
      double d = volume[c][pixel] - origin - vector[c];
      sum += d * d;
    }
    return sum;
  }
}
