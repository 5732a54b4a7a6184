package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.Reference;
import org.percept4j.core.Rounding;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.FeatureMaps;
import org.percept4j.hypercolumn.Hypercolumns;

/**
 * Everything that learns on pixels gives scikit-learn's results on channels with offsets of 1e-6 to
 * 1e6 times their spread; {@code generate.py} beside the arrays made them.
 */
class OffsetsTest {

  private static final int HEIGHT = 12;
  private static final int WIDTH = 16;
  private static final int[] START = {5, 77, 140, 190};

  /**
   * Single precision of centred values, interpolated and summed over 11 channels, with condition
   * numbers below 100. The maps' own rounding does not count: both sides have the same maps.
   */
  private static final double TOLERANCE = Rounding.sum(11 + 5, 100);

  private static final double[] FACTORS = {1e-6, 1e-3, 1.0, 1e2, 1e3, 1e4, 1e5, 1e6};

  private static double[] expected(String name, int factor) {
    double[] all = Reference.array("pixel_offsets/" + name).dup('c').data().asDouble();
    int each = all.length / FACTORS.length;
    return Arrays.copyOfRange(all, factor * each, (factor + 1) * each);
  }

  private static Hypercolumns columns(int factor) {
    double[] offsets = Reference.array("pixel_offsets/offsets").data().asDouble();
    return Hypercolumns.of(
        List.of(
            maps("fine", HEIGHT, WIDTH, Arrays.copyOf(offsets, 6), FACTORS[factor]),
            maps("coarse", 6, 8, Arrays.copyOfRange(offsets, 6, 11), FACTORS[factor])),
        HEIGHT,
        WIDTH,
        Convention.HALF_PIXEL);
  }

  private static FeatureMaps maps(
      String name, int height, int width, double[] offsets, double factor) {
    float[] base = Reference.values("pixel_offsets/" + name);
    float[] values = new float[base.length];
    for (int i = 0; i < base.length; i++) {
      values[i] = (float) (base[i] + factor * offsets[i / (height * width)]);
    }
    return FeatureMaps.of(name, offsets.length, height, width, values);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void clustersAreScikitLearns(int factor) {
    Hypercolumns columns = columns(factor);
    double[][] volume = Dense.volume(columns);
    double[][] start = new double[START.length][];
    Arrays.setAll(start, j -> Dense.column(volume, START[j]));
    PixelClusters clusters =
        KMeans.builder(4)
            .initialCentroids(Nd4j.createFromArray(start))
            .tolerance(0)
            .build()
            .fit(columns);
    double inertia = expected("kmeans", factor)[0];
    assertThat(clusters.inertia()).isCloseTo(inertia, within(TOLERANCE * inertia));
    assertThat(Arrays.stream(clusters.predict(columns)).asDoubleStream())
        .containsExactly(Arrays.stream(expected("labels", factor)).boxed().toArray(Double[]::new));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void momentsAndComponentsAreScikitLearns(int factor) {
    Hypercolumns columns = columns(factor);
    double[] variances = expected("variances", factor);
    PixelPca pca = PixelPca.fit(columns, 11);
    assertThat(pca.variances()).containsExactly(variances, within(TOLERANCE * variances[0]));
    // Projections have the components' variances about 0 whatever the offset.
    float[] plane = pca.transform(columns).slice(0).dup().data().asFloat();
    double squares = 0;
    double sum = 0;
    for (float v : plane) {
      squares += (double) v * v;
      sum += v;
    }
    assertThat(squares / (plane.length - 1))
        .isCloseTo(variances[0], within(10 * TOLERANCE * variances[0]));
    assertThat(sum / plane.length).isCloseTo(0, within(TOLERANCE * Math.sqrt(variances[0])));
    PixelScaler scaler = PixelScaler.fit(columns);
    double[] deviations = expected("deviations", factor);
    double[] means = expected("means", factor);
    int pixels = columns.pixels();
    for (int c = 0; c < means.length; c++) {
      assertThat(scaler.means()[c])
          .isCloseTo(
              means[c],
              within(
                  Rounding.inDouble(pixels) * Math.abs(means[c])
                      + Rounding.sum(pixels, deviations[c])));
      assertThat(scaler.deviations()[c])
          .isCloseTo(deviations[c], within(TOLERANCE * deviations[c]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void ridgeRegressionIsScikitLearns(int factor) {
    Hypercolumns columns = columns(factor);
    float[][] target = {Reference.values("pixel_offsets/target")};
    double[] expected = expected("ridge", factor);
    float[] predicted = PixelRegression.fit(columns, target, 0.5).predict(columns)[0];
    for (int p = 0; p < predicted.length; p++) {
      assertThat((double) predicted[p]).isCloseTo(expected[p], within(10 * TOLERANCE));
    }
  }

  /** The definition, in double precision; bounds are relative to what is left without offsets. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void distancesAreThoseOfTheDefinition(int factor) {
    Hypercolumns columns = columns(factor);
    double[][] volume = Dense.volume(columns);
    float[] column = columns.at(7, 9);
    float[] found = PixelSimilarity.of(columns).distance(column);
    int roundings = Dense.roundings(columns);
    for (int p = 0; p < found.length; p++) {
      double square = 0;
      double magnitudes = 0;
      for (int c = 0; c < volume.length; c++) {
        double mean = Arrays.stream(volume[c]).average().orElseThrow();
        double largest = Arrays.stream(volume[c]).map(v -> Math.abs(v - mean)).max().orElseThrow();
        square += Math.pow(volume[c][p] - column[c], 2);
        magnitudes += Math.pow(largest + Math.abs(column[c] - mean), 2);
      }
      double error = Rounding.sum(roundings, magnitudes);
      assertThat((double) found[p])
          .isBetween(Math.sqrt(Math.max(0, square - error)), Math.sqrt(square + error));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 7})
  void probabilitiesAreScikitLearns(int factor) {
    Hypercolumns columns = columns(factor);
    int[] classes = Reference.array("pixel_offsets/classes").data().asInt();
    double[] expected = expected("logistic", factor);
    PixelClassifier classifier =
        LogisticRegression.builder(2)
            .l2(0.01)
            .pixelsPerImage(HEIGHT * WIDTH)
            .steps(3000)
            .build()
            .fit(columns, classes);
    float[] found = classifier.probabilities(columns).slice(1).dup().data().asFloat();
    for (int p = 0; p < found.length; p++) {
      // Far more than rounding: the descent has not quite arrived after its steps.
      assertThat((double) found[p]).isCloseTo(expected[p], within(2e-3));
    }
  }

  /** Steps of 0.1 on channels around 1e3 or 1e5, as many clusters as steps: nothing is left. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e3, 1e5})
  void clustersOfEqualColumnsHaveNoInertia(double offset) {
    float[] values = new float[64 * 20];
    for (int i = 0; i < values.length; i++) {
      int step = i % 20 / 5;
      values[i] = (float) (offset + 0.1 * step);
    }
    Hypercolumns columns =
        Hypercolumns.of(
            List.of(FeatureMaps.of("a", 64, 1, 20, values)), 1, 20, Convention.HALF_PIXEL);
    PixelClusters clusters = KMeans.builder(4).seed(1).build().fit(columns);
    assertThat(clusters.sizes()).containsOnly(5);
    // Each value's distance to the mean of five that are equal to it, all within 0.3 of the origin.
    double rounding = Rounding.sum(5 + 2, 0.3);
    assertThat(clusters.inertia()).isLessThan(values.length * rounding * rounding);
  }

  /** Clusters far apart and narrow: an inertia made of sums alone would be rounding. */
  @Test
  void narrowClustersFarApartKeepTheirInertia() {
    float[] values = new float[200];
    double expected = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (i < 100 ? -1000 : 1000) + (i % 2 == 0 ? 0.125f : -0.125f);
      expected += 0.125 * 0.125;
    }
    Hypercolumns columns =
        Hypercolumns.of(
            List.of(FeatureMaps.of("a", 1, 1, 200, values)), 1, 200, Convention.HALF_PIXEL);
    // A centroid that is off by δ adds δ² to each square: nothing of first order.
    double shift = Rounding.sum(2, 1000) / 0.125;
    assertThat(KMeans.builder(2).build().fit(columns).inertia())
        .isCloseTo(expected, within(shift * shift * expected));
  }
}
