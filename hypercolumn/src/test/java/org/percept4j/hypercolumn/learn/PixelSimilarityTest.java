package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.percept4j.core.Rounding;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;

class PixelSimilarityTest {

  @ParameterizedTest
  @EnumSource(Convention.class)
  void comparesWithEveryPixelOfTheDenseVolume(Convention convention) {
    Hypercolumns columns = Dense.random(11, 9, convention, 3);
    Hypercolumns other = Dense.random(5, 6, convention, 4);
    double[][] volume = Dense.volume(columns);
    double[][] magnitudes = Dense.magnitudes(columns);
    int roundings = Dense.roundings(columns);
    float[] column = other.at(2, 3);
    PixelSimilarity similarity = PixelSimilarity.of(columns);
    float[] cosines = similarity.cosine(column);
    float[] distances = similarity.distance(column);
    for (int p = 0; p < columns.pixels(); p++) {
      double product = 0;
      double own = 0;
      double given = 0;
      double distance = 0;
      double products = 0;
      double squares = 0;
      double sums = 0;
      for (int c = 0; c < column.length; c++) {
        product += volume[c][p] * column[c];
        own += volume[c][p] * volume[c][p];
        given += (double) column[c] * column[c];
        distance += (volume[c][p] - column[c]) * (volume[c][p] - column[c]);
        double magnitude = magnitudes[c][p];
        products += magnitude * Math.abs(column[c]);
        squares += magnitude * magnitude;
        sums += Math.pow(magnitude + Math.abs(column[c]), 2);
      }
      // A norm's relative error is half of that of its square; the quotient's roundings are few.
      double norms = Math.sqrt(own * given);
      double cosineError = products / norms + squares / own / 2 + 1;
      assertThat((double) cosines[p])
          .isCloseTo(product / norms, within(Rounding.sum(roundings, cosineError)));
      assertThat((double) distances[p])
          .isCloseTo(
              Math.sqrt(distance),
              within(Rounding.sum(roundings, sums) / Math.sqrt(distance) + Rounding.UNIT * 10));
    }
  }

  @Test
  void aPixelIsLikeItself() {
    Hypercolumns columns = Dense.random(11, 9, Convention.HALF_PIXEL, 3);
    PixelSimilarity similarity = PixelSimilarity.of(columns);
    float[] column = columns.at(4, 7);
    double squares = 0;
    double sums = 0;
    double[][] magnitudes = Dense.magnitudes(columns);
    for (int c = 0; c < column.length; c++) {
      squares += (double) column[c] * column[c];
      sums += Math.pow(magnitudes[c][4 * 9 + 7], 2);
    }
    double error = Rounding.sum(Dense.roundings(columns), sums);
    assertThat((double) similarity.cosine(column)[4 * 9 + 7])
        .isCloseTo(1, within(2 * error / squares));
    float[] distances = similarity.distance(column);
    // The square of the distance is what is left of four times the square of the column.
    assertThat(distances[4 * 9 + 7]).isBetween(0f, (float) Math.sqrt(4 * error));
    assertThat(distances[0]).isGreaterThan(1);
    assertThat(similarity.cosine(new float[column.length])).containsOnly(0);
  }

  @Test
  void badColumnsAreRefused() {
    PixelSimilarity similarity = PixelSimilarity.of(Dense.random(11, 9, Convention.HALF_PIXEL, 3));
    assertThatThrownBy(() -> similarity.cosine(new float[3]))
        .hasMessage("column: expected 56 values, got 3");
    float[] bad = new float[56];
    bad[5] = Float.NaN;
    assertThatThrownBy(() -> similarity.distance(bad))
        .hasMessage("column: expected finite values, got NaN in channel 5");
  }
}
