package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of arguments: refused beyond their ends, accepted at them. */
class ErfMapBadInputTest {

  private static ErfMap ones() {
    double[] values = new double[9];
    Arrays.fill(values, 1);
    return ErfMap.of(3, 3, values, 1, 1);
  }

  private static List<DoubleConsumer> takingFractions() {
    ErfMap map = ones();
    return List.of(
        Threshold::new,
        f -> Measure.sizeHolding(f).of(map),
        f -> Measure.radiusHolding(f).of(map),
        f -> Measure.areaRatio(f).of(map),
        f -> Peak.find(map, f));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void fractionsOutsideOfTheirRangeAreRefused(double fraction) {
    for (DoubleConsumer method : takingFractions()) {
      assertThatThrownBy(() -> method.accept(fraction))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("fraction: expected 0 to 1, got " + fraction);
    }
  }

  @Test
  void noneAndAllAreFractionsToo() {
    for (DoubleConsumer method : takingFractions()) {
      method.accept(0);
      method.accept(1);
    }
    assertThat(new Threshold(0).count(ones())).isEqualTo(9);
    assertThat(new Threshold(1).count(ones())).isZero();
    assertThat(Measure.sizeHolding(0).of(ones())).isZero();
    assertThat(Measure.sizeHolding(1).of(ones())).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 2.5, Double.NaN})
  void centresOutsideAreRefused(double at) {
    assertThatThrownBy(() -> ErfMap.of(3, 1, new double[3], at, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("centreRow: expected 0 to 2, got " + at);
    assertThatThrownBy(() -> ErfMap.of(1, 3, new double[3], 0, at))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("centreColumn: expected 0 to 2, got " + at);
  }

  @Test
  void centresAtTheEdgeAndSinglePixelsAreMaps() {
    assertThat(Threshold.centreValue(ErfMap.of(3, 1, new double[] {1, 2, 3}, 2, 0))).isEqualTo(3);
    assertThat(Threshold.centreValue(ErfMap.of(1, 3, new double[] {1, 2, 3}, 0, 0))).isEqualTo(1);
    assertThat(Threshold.centreValue(ErfMap.of(1, 1, new double[] {4}, 0, 0))).isEqualTo(4);
  }
}
