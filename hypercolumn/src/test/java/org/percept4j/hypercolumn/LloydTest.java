package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.percept4j.core.resample.Bilinear.Convention;

class LloydTest {

  /** Single precision, of the squared norms that are subtracted. */
  private static final double TOLERANCE = 1e-5;

  @Test
  void distancesAreThoseOfTheDenseVolume() {
    List<Hypercolumns> images =
        List.of(
            Dense.random(60, 70, Convention.HALF_PIXEL, 1),
            Dense.random(7, 5, Convention.HALF_PIXEL, 2));
    Lloyd lloyd = new Lloyd(images);
    int depth = images.get(0).depth();
    float[][] vectors = new float[3][depth];
    Random random = new Random(3);
    for (float[] vector : vectors) {
      for (int c = 0; c < depth; c++) {
        vector[c] = (float) random.nextGaussian();
      }
    }
    for (int image = 0; image < images.size(); image++) {
      Hypercolumns columns = images.get(image);
      double[][] volume = Dense.volume(columns);
      boolean[] seen = new boolean[columns.height()];
      lloyd.distances(
          image,
          vectors,
          (from, to, distances) -> {
            Arrays.fill(seen, from, to, true);
            for (int j = 0; j < vectors.length; j++) {
              for (int i = 0; i < (to - from) * columns.width(); i++) {
                int pixel = from * columns.width() + i;
                double expected = squaredDistance(volume, pixel, vectors[j]);
                double scale = expected + squaredDistance(volume, pixel, new float[depth]);
                assertThat((double) distances[j][i]).isCloseTo(expected, within(TOLERANCE * scale));
              }
            }
          });
      assertThat(seen).containsOnly(true);
    }
  }

  @Test
  void theVarianceIsThatOfTheDenseVolume() {
    Hypercolumns columns = Dense.random(12, 9, Convention.HALF_PIXEL, 4);
    double expected = 0;
    for (double[] plane : Dense.volume(columns)) {
      double mean = Arrays.stream(plane).average().orElseThrow();
      expected += Arrays.stream(plane).map(v -> (v - mean) * (v - mean)).sum() / plane.length;
    }
    expected /= columns.depth();
    double found = new Lloyd(List.of(columns)).meanVariance();
    assertThat(found).isCloseTo(expected, within(TOLERANCE * expected));
  }

  private static double squaredDistance(double[][] volume, int pixel, float[] vector) {
    double sum = 0;
    for (int c = 0; c < vector.length; c++) {
      double d = volume[c][pixel] - vector[c];
      sum += d * d;
    }
    return sum;
  }
}
