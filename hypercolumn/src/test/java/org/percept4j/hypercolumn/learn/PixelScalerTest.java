package org.percept4j.hypercolumn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.percept4j.core.resample.Bilinear.Convention;
import org.percept4j.hypercolumn.Dense;
import org.percept4j.hypercolumn.Hypercolumns;
import org.percept4j.hypercolumn.Trunk;

class PixelScalerTest {

  @ParameterizedTest
  @EnumSource(Convention.class)
  void measuresWhatTheDenseVolumeHas(Convention convention) {
    Hypercolumns a = Dense.random(9, 13, convention, 1);
    Hypercolumns b = Dense.random(6, 5, convention, 2);
    double[][] first = Dense.volume(a);
    double[][] second = Dense.volume(b);
    PixelScaler scaler = PixelScaler.fit(List.of(a, b));
    for (int c = 0; c < a.depth(); c++) {
      double[] all = new double[9 * 13 + 6 * 5];
      System.arraycopy(first[c], 0, all, 0, 9 * 13);
      System.arraycopy(second[c], 0, all, 9 * 13, 6 * 5);
      double mean = Arrays.stream(all).average().orElseThrow();
      double variance =
          Arrays.stream(all).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      assertThat(scaler.means()[c]).isCloseTo(mean, within(1e-6));
      assertThat(scaler.deviations()[c]).isCloseTo(Math.sqrt(variance), within(1e-6));
    }
  }

  @Test
  void scaledColumnsHaveMeanZeroAndDeviationOne() {
    Hypercolumns scaled =
        PixelScaler.fit(Trunk.withFullyConnected()).transform(Trunk.withFullyConnected());
    double[][] volume = Dense.volume(scaled);
    for (int c = 0; c < volume.length; c++) {
      double mean = Arrays.stream(volume[c]).average().orElseThrow();
      double squares = Arrays.stream(volume[c]).map(v -> v * v).average().orElseThrow();
      assertThat(mean).isCloseTo(0, within(1e-5));
      boolean constant = scaled.layerOf(c).name().equals("fc") || squares == 0;
      assertThat(squares).isCloseTo(constant ? 0 : 1, within(1e-5));
    }
  }

  @Test
  void anotherDepthIsRefused() {
    PixelScaler scaler = PixelScaler.fit(Trunk.convolutional());
    assertThatThrownBy(() -> scaler.transform(Trunk.withFullyConnected()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columns: expected a depth of 72, got 79");
  }
}
