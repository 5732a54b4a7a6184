package org.percept4j.hypercolumn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.core.resample.Bilinear.Convention;

class SquaredNormsTest {

  /** Single precision, relative. */
  private static final double TOLERANCE = 1e-6;

  @ParameterizedTest
  @CsvSource({
    "HALF_PIXEL, 11, 14",
    "HALF_PIXEL, 1, 5",
    "HALF_PIXEL, 6, 1",
    "HALF_PIXEL, 1, 1",
    "ALIGN_CORNERS, 11, 14",
    "TF1_LEGACY, 11, 14",
    "PILLOW, 11, 14",
    "PILLOW, 2, 2",
    "PILLOW, 1, 1"
  })
  void equalTheDenseVolumes(Convention convention, int height, int width) {
    Hypercolumns columns = Dense.random(height, width, convention, 4);
    double[][] volume = Dense.volume(columns);
    float[] origin = new float[columns.depth()];
    Arrays.fill(origin, 0.625f);
    float[] norms = columns.products(origin).squaredNorms();
    for (int p = 0; p < height * width; p++) {
      double expected = 0;
      for (double[] plane : volume) {
        expected += (plane[p] - 0.625) * (plane[p] - 0.625);
      }
      assertThat((double) norms[p]).isCloseTo(expected, within(TOLERANCE * expected));
    }
  }
}
